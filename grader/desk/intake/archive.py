"""Archives are read by processes that can do nothing else (reader.py), since they are as
hostile as submissions. What these send becomes files here, below one folder and within
limits."""

import contextlib
import errno
import functools
import os
import re
import signal
import socket
import stat
import subprocess
import sys

from .. import files
from ..text import safe
from . import reader

# What students and platforms pack in.
ARCHIVES = tuple(
    ".zip .tar .tar.gz .tgz .tar.bz2 .tbz2 .tar.xz .txz .tar.zst .7z".split()
)
# What may hold C: a source, or what is called like one by a slip (arena.c.txt).
SOURCES = (".c", ".h", ".c.txt")
_FOREIGN = r"(?is).+\.(rar|gz|bz2|xz|zst|lz|z|zipx|lzh|lha|arj|ace|cab|iso)"
# Of what one student hands in, and of what a platform exports for a whole class: bytes of
# the archive, seconds, how many files and folders, bytes of each file that is kept, bytes
# of all of them, and the endings of files of which more is kept than their name.
_LIMITS = {
    "student": (64 << 20, 10, 5000, 1 << 20, 16 << 20, SOURCES + ARCHIVES),
    "class": (16 << 30, 3600, 500000, 64 << 20, 16 << 30, (*SOURCES, *ARCHIVES, ".yml")),
}


class Refused(Exception):
    """Why nothing may come of the archive: a path that leads out, a link, too much of
    anything, a password, damage."""


class Unopened(Exception):
    """Why it could not be opened here; the archive is not to blame."""


def is_archive(name):
    """Whether the name is one of an archive that unpack understands."""
    return name.lower().endswith(ARCHIVES)


def is_packed(name):
    """The same, or of one that nothing here opens: a .rar, say."""
    return is_archive(name) or re.fullmatch(_FOREIGN, name) is not None


def may_be_source(name):
    """Whether grading looks at more of the file than its name."""
    return name.lower().endswith(SOURCES)


@functools.lru_cache(maxsize=1)
def _reader(grader):
    """The socket of reader.py, which ends with the grader. -I and -S: it starts in half
    the time, and takes nothing from its folder."""
    ours, other = socket.socketpair()
    words = [sys.executable, "-I", "-S", "-B", reader.__file__]
    # Times without a zone are those of Greenwich, wherever the archive is read.
    told = {"LC_ALL": "C.UTF-8", "TZ": "UTC0"}
    process = subprocess.Popen(words, stdin=other, stdout=subprocess.DEVNULL, env=told)
    other.close()
    grader.exits.callback(process.wait)
    grader.exits.enter_context(ours)
    return ours


def _open(path, most):
    """A regular file of at most so many bytes, to be read."""
    with contextlib.ExitStack() as stack:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        file = stack.enter_context(open(os.open(path, flags), "rb"))
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(22, "Invalid argument")
        if status.st_size > most:
            raise Refused(f"it has more than {most >> 20} MiB")
        stack.pop_all()
    return file


def _records(pipe):
    """What is sent: the kind, the number and the data. It may be anything."""
    while len(head := pipe.read(reader.HEAD.size)) == reader.HEAD.size:
        kind, number, size = reader.HEAD.unpack(head)
        data = pipe.read(min(size, reader.BLOCK))
        if kind == reader.REFUSED:
            raise Refused(safe(os.fsdecode(data)))
        if kind == reader.BROKEN:
            raise Unopened(f"it cannot be unpacked: {safe(os.fsdecode(data))}")
        yield kind, number, data


def _refuse(path, why):
    """Names the file on one line."""
    name = os.fsencode(path)
    if len(name) > 80:
        path = name[:80].decode(errors="ignore") + "..."
    raise Refused(safe(path).replace("\n", "\\n") + f" in it {why}")


def _path_of(kind, name):
    """Where the entry is to be; refused where it would lead out, or is a link."""
    if not name or b"\0" in name:
        raise Refused("a file in it has a name that cannot be read")
    # Zips made on Windows may part folders with a backslash.
    path = os.fsdecode(name).replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
        _refuse(path, "leads out of the folder that it is unpacked to")
    if kind == reader.LINK:
        _refuse(path, "is a link; hand in the file itself")
    return path


def _make_file(target, path):
    place = os.path.join(target, path)
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        _refuse(path, "is a file in one place and a folder in another")
    try:
        return files.new(place)
    except FileExistsError:
        _refuse(path, "stands there twice")


def _keep_time(out, time):
    """Of two submissions the newer one counts, and that is told by what the archive says
    of them."""
    out.flush()
    if time != reader.NO_TIME:
        with contextlib.suppress(OSError, OverflowError):
            os.utime(out.fileno(), (time, time))


def _lay_out(records, target, entries, each, left):
    """Makes files of the records; False where they break off."""
    for count, (kind, time, name) in enumerate(records):
        if kind == reader.END:
            if count == 0:
                raise Refused("it is empty")
            return True
        if count == entries:
            raise Refused(f"it has more than {entries} files")
        path = _path_of(kind, name)
        if kind != reader.FILE:
            continue
        # An archive in the archive may hold all that a submission may.
        most = left if is_archive(path) else min(each, left)
        with _make_file(target, path) as out:
            for _, _, block in iter(lambda: next(records), reader.END_OF_FILE):
                most, left = most - len(block), left - len(block)
                if most < 0:
                    _refuse(path, "unpacks to more than any answer needs")
                out.write(block)
            _keep_time(out, time)
    return False


def _complain(status, seconds):
    """Of a reader that has not come to its end. A full disk, a busy machine, or a fault in
    the library says nothing of the archive."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGXCPU:
        raise Refused(f"it was ended after {seconds} s of CPU time")
    raise Unopened(f"signal {number} ({signal.strsignal(number)}) ended what reads it")


def _unpack(grader, file, target, seconds, limits, kept):
    ours, theirs = os.pipe()
    words = f"{seconds} {' '.join(kept)}".encode()
    try:
        socket.send_fds(_reader(grader), [words], [file.fileno(), theirs])
    except ConnectionError:
        # It was killed with the archive before this one.
        _reader.cache_clear()
        socket.send_fds(_reader(grader), [words], [file.fileno(), theirs])
    os.close(theirs)
    try:
        with open(ours, "rb") as pipe:
            is_whole = _lay_out(_records(pipe), target, *limits)
    finally:
        status = int(_reader(grader).recv(16) or signal.SIGKILL)
    if not is_whole:
        _complain(status, seconds)


def unpack(grader, archive, target, kind="student"):
    """Unpacks the archive into the new folder `target`: sources with what they hold,
    other files with their name only, and archives too, each as old as it was. Refused or
    Unopened where nothing comes of it; then there is no target."""
    size, seconds, *limits, kept = _LIMITS[kind]
    try:
        with _open(archive, size) as file:
            os.makedirs(target)
            _unpack(grader, file, target, seconds, limits, kept)
    except OSError as error:
        files.remove(target)
        # A name that is too long is the archive's own.
        if error.errno == errno.ENAMETOOLONG:
            raise Refused(f"it cannot be unpacked: {error.strerror}") from None
        raise Unopened(f"it cannot be read: {error.strerror}") from None
    except (Refused, Unopened):
        files.remove(target)
        raise
