"""Archives as students hand them in, and as nobody should."""

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from desk import grader
from desk.intake import archive, reader

TIME = 1_700_000_000


def a_zip(*names, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **how) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), b"// " + name.encode())
    return out.getvalue()


def a_tar(*members, mode="w:gz"):
    """members: names of files, or what tarfile has of others."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as made:
        for member in members:
            info = (
                member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            )
            info.mtime = TIME
            text = b"// text" if info.isreg() else b""
            info.size = len(text)
            made.addfile(info, io.BytesIO(text))
    return out.getvalue()


def a_link(kind, to):
    info = tarfile.TarInfo("link.c")
    info.type, info.linkname = kind, to
    return info


def a_bomb(name="z.c", size=3 << 20):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, bytes(size))
    return out.getvalue()


GOOD = a_zip("arena.c")

REFUSED = {
    "out.zip": (a_zip("../arena.c"), "../arena.c in it leads out of the folder"),
    "deep.zip": (a_zip("a/b/../../../arena.c"), "leads out of the folder"),
    "root.tar": (a_tar("/etc/arena.c"), "leads out of the folder"),
    "drive.zip": (a_zip("C:/arena.c"), "leads out of the folder"),
    "back.zip": (a_zip("work\\..\\..\\arena.c"), "leads out of the folder"),
    "soft.tgz": (
        a_tar(a_link(tarfile.SYMTYPE, "arena.c")),
        "is a link; hand in the file",
    ),
    "hard.tgz": (
        a_tar("a.c", a_link(tarfile.LNKTYPE, "a.c")),
        "link.c in it is a link; hand in the file",
    ),
    "twice.tar": (a_tar("arena.c", "arena.c"), "arena.c in it stands there twice"),
    "both.tar": (
        a_tar("a", "a/arena.c"),
        "is a file in one place and a folder in another",
    ),
    "large.zip": (a_bomb(), "z.c in it unpacks to more than any answer needs"),
    "inner.zip": (a_bomb("z.zip", 17 << 20), "more than any answer needs"),
    "all.tar": (
        a_tar(*(f"{n}/" + "x" * 200 for n in range(5001))),
        "more than 5000 files",
    ),
    "long.tar": (a_tar("x" * 300 + ".c"), "File name too long"),
    "name.zip": (a_zip("é" * 100 + "/../../a.c"), "é" * 40 + "... in it leads out"),
    "empty.zip": (a_zip(), "it is empty"),
    "cut.zip": (GOOD[:40], "it is damaged, or no archive"),
    "noise.7z": (b"no archive at all", "it is damaged, or no archive"),
    "nothing.zip": (b"", "it is damaged, or no archive"),
}

KEPT = {
    "some.zip": (a_zip("arena.c", "notes.txt", "arena.h"), {"notes.txt": b""}),
    "slip.zip": (a_zip("Arena.C", "arena.c.txt"), {"Arena.C": b"// Arena.C"}),
    "inner.zip": (a_zip("in.zip"), {"in.zip": b"// in.zip"}),
    "win.zip": (
        a_zip("work\\09a\\arena.c"),
        {"work/09a/arena.c": b"// work\\09a\\arena.c"},
    ),
    "some.tar": (a_tar("./a/arena.c", mode="w"), {"a/arena.c": b"// text"}),
    "some.tbz2": (a_tar("arena.c", mode="w:bz2"), {"arena.c": b"// text"}),
    "some.tar.xz": (a_tar("arena.c", mode="w:xz"), {"arena.c": b"// text"}),
    # What macOS leaves is nobody's, and what is no file is nothing.
    "mac.zip": (a_zip("__MACOSX/._arena.c", ".DS_Store", "arena.c", "folder/"), {}),
    "fifo.tar": (a_tar("arena.c", a_link(tarfile.FIFOTYPE, "")), {}),
    "latin.tar": (
        a_tar("M\udcfcller.c", mode="w"),
        {"M\udcfcller.c": b"// text"},
    ),
}


class Unpack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.grader = grader.Grader("build")
        cls.addClassCleanup(cls.grader.__exit__, None)

    def setUp(self):
        place = tempfile.TemporaryDirectory(dir="build")
        self.addCleanup(place.cleanup)
        self.target = os.path.join(place.name, "work", "target")
        os.mkdir(os.path.dirname(self.target))
        self.place = place.name

    def unpack(self, name, data, kind="student"):
        path = os.path.join(self.place, name)
        with open(path, "wb") as out:
            out.write(data)
        shutil.rmtree(self.target, ignore_errors=True)
        archive.unpack(self.grader, path, self.target, kind)

    def there(self):
        return sorted(
            os.path.relpath(os.path.join(folder, name), self.target)
            for folder, _, names in os.walk(self.target)
            for name in names
        )

    def read(self, name):
        with open(os.path.join(self.target, name), "rb") as file:
            return file.read()

    def test_what_could_do_harm_is_refused(self):
        for name, (data, why) in REFUSED.items():
            with self.subTest(name):
                with self.assertRaises(archive.Refused) as caught:
                    self.unpack(name, data)
                self.assertIn(why, str(caught.exception))
                self.assertFalse(os.path.exists(self.target))

    def test_what_grading_looks_at_is_kept(self):
        for name, (data, kept) in KEPT.items():
            with self.subTest(name):
                self.unpack(name, data)
                for path, text in kept.items():
                    self.assertEqual(self.read(path), text)
        self.unpack("mac.zip", KEPT["mac.zip"][0])
        self.assertEqual(self.there(), ["arena.c"])
        self.unpack("fifo.tar", KEPT["fifo.tar"][0])
        self.assertEqual(self.there(), ["arena.c"])

    def test_files_are_as_old_as_they_were(self):
        self.unpack("some.tar", a_tar("arena.c", "notes.txt"))
        for name in ("arena.c", "notes.txt"):
            status = os.stat(os.path.join(self.target, name))
            self.assertEqual(int(status.st_mtime), TIME)

    def test_more_is_kept_of_a_class(self):
        with self.assertRaises(archive.Refused):
            self.unpack("class.zip", a_bomb("x.c"))
        self.unpack("class.zip", a_bomb("x.c"), "class")
        self.assertEqual(len(self.read("x.c")), 3 << 20)
        self.unpack("class.zip", a_zip("submission_metadata.yml", "x.txt"), "class")
        self.assertTrue(self.read("submission_metadata.yml"))
        self.assertFalse(self.read("x.txt"))

    def test_what_is_no_file_or_too_large_is_not_copied(self):
        with self.assertRaisesRegex(archive.Unopened, "it cannot be read: "):
            archive.unpack(self.grader, "/dev/null", self.target)
        with self.assertRaisesRegex(archive.Unopened, "it cannot be read: "):
            archive.unpack(self.grader, f"{self.place}/none.zip", self.target)
        path = os.path.join(self.place, "huge.zip")
        with open(path, "wb") as out:
            out.truncate((64 << 20) + 1)
        with self.assertRaisesRegex(archive.Refused, "it has more than 64 MiB"):
            archive.unpack(self.grader, path, self.target)

    def test_a_reader_can_only_compute_and_write(self):
        """What an archive could make of libarchive: all of this is refused."""
        tries = ["os.open('/etc/passwd', os.O_RDONLY)", "os.stat('/')", "os.fork()"]
        tries += ["os.kill(os.getppid(), 0)", "os.mkdir('there')", "os.unlink('none')"]
        tries += ["os.read(1, 1)", "os.dup(1)", "socket.socket()", "os.pipe()"]
        program = (
            f"import os, socket, sys; sys.path.insert(0, {os.path.dirname(reader.__file__)!r})\n"
            "import reader; reader._give_up(reader._rules(), 0, 5)\n"
            f"for one in {tries}:\n"
            "    try: exec(one); os.write(1, one.encode() + b' works; ')\n"
            "    except PermissionError: os.write(1, b'no; ')\n"
        )
        words = [sys.executable, "-I", "-B", "-c", program]
        done = subprocess.run(words, stdout=subprocess.PIPE, check=False)
        self.assertEqual(done.stdout.decode(), "no; " * len(tries))

    def test_a_reader_that_breaks_off_harms_no_other(self):
        path = os.path.join(self.place, "good.zip")
        with open(path, "wb") as out:
            out.write(GOOD)
        for broken in (b"", b"123", reader.HEAD.pack(b"X", 0, 1 << 31) + b"x"):
            records = archive._records(io.BytesIO(broken))
            self.assertFalse(archive._lay_out(records, self.target, 5000, 9, 9))
        with self.assertRaises(archive.Refused):
            archive._complain(signal.SIGXCPU, 10)
        with self.assertRaises(archive.Unopened):
            archive._complain(signal.SIGSEGV, 10)
        archive.unpack(self.grader, path, self.target)
        self.assertEqual(self.there(), ["arena.c"])

    def test_a_reader_that_was_killed_is_replaced(self):
        path = os.path.join(self.place, "good.zip")
        with open(path, "wb") as out:
            out.write(GOOD)
        archive.unpack(self.grader, path, self.target)
        shutil.rmtree(self.target)
        archive._reader(self.grader).shutdown(socket.SHUT_RDWR)
        archive.unpack(self.grader, path, self.target)
        self.assertEqual(self.there(), ["arena.c"])

    def packed_by(self, *words):
        """What this program packs, or None where it is not here."""
        tool = shutil.which(words[0])
        if tool is None:
            return None
        subprocess.run(words, cwd=self.place, check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(self.place, words[-2]), "rb") as file:
            return file.read()

    def test_a_password_is_asked_to_be_left_out(self):
        with open(os.path.join(self.place, "arena.c"), "w", encoding="utf-8") as out:
            out.write("int x;\n")
        data = self.packed_by("zip", "-qP", "secret", "password.zip", "arena.c")
        with self.assertRaisesRegex(archive.Refused, "it has a password"):
            self.unpack("password.zip", data)

    def test_zstd_is_known(self):
        with open(os.path.join(self.place, "some.tar"), "wb") as out:
            out.write(a_tar("arena.c", mode="w"))
        self.unpack("a.tar.zst", self.packed_by("zstd", "-qo", "a.tar.zst", "some.tar"))
        self.assertEqual(self.there(), ["arena.c"])
