"""python3 reader.py: the process in which archives are read, which are as hostile as
submissions. For each one the desk sends two descriptors to its standard input, a socket:
the archive and a pipe; it gets the wait status of what has read the archive.

That is a fork of this process, which knows of no student. Before it looks at the archive
it gives up all but computing and writing to the pipe (seccomp): it can open no file, and
reach no process and no network. So whatever an archive makes of libarchive, it spoils
nothing but what is unpacked of itself.

It writes records, of which archive.py makes files. Nothing of the desk is imported here.
"""

import ctypes
import gc
import mmap
import os
import re
import resource
import signal
import socket
import struct

# The most bytes of a record's data, and what comes before them: its kind, a number, and
# how many there are.
BLOCK = 65536
HEAD = struct.Struct(">cqI")
# An entry: the data is its name, the number its time. If it is one of those of which more
# is wished, what the file holds follows.
FILE, LINK, OTHER = b"F", b"L", b"O"
NO_TIME = -1
DATA = b"D"
END_OF_FILE = (DATA, 0, b"")
# Why nothing may come of the archive, or could not be read here; that all has come.
REFUSED, BROKEN, END = b"R", b"B", b"E"

MEMORY = 2 << 30

# archive.h
_EOF, _WARN = 1, -20
_IS_FILE, _IS_LINK = 0o100000, 0o120000
# seccomp.h; 1 is EPERM.
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001
_CALLS = b"write brk mmap munmap mremap madvise rt_sigreturn exit_group".split()

# Loaded here, since a reader can open no file.
_ARCHIVE = ctypes.CDLL("libarchive.so.13")
_SECCOMP = ctypes.CDLL("libseccomp.so.2")
_SECCOMP.seccomp_init.restype = ctypes.c_void_p


class Refused(Exception):
    """Why nothing may come of the archive: bytes."""


def _send(kind, number=0, data=b""):
    record = HEAD.pack(kind, number, len(data)) + data
    while record:
        record = record[os.write(1, record) :]


def _is_hidden(part):
    """What macOS leaves in every archive is nothing that anyone handed in."""
    return part == b"__MACOSX" or (part.startswith(b".") and part != b".")


class Archive:
    """libarchive itself, by ctypes: it is in every distribution and is fuzzed without
    end."""

    def __init__(self):
        self._archive = ctypes.c_void_p(self._call("read_new", "c_void_p"))
        self._entry = ctypes.c_void_p()
        self._block = ctypes.create_string_buffer(BLOCK)
        # What students and platforms pack in. Other formats would only be more to attack.
        for name in ("filter_gzip", "filter_bzip2", "filter_xz", "filter_zstd"):
            self._ask(f"read_support_{name}")
        for name in ("format_zip", "format_tar", "format_7zip"):
            self._ask(f"read_support_{name}")

    def open(self, address, size):
        self._ask("read_open_memory", ctypes.c_void_p(address), ctypes.c_size_t(size))

    def _call(self, name, result, *arguments):
        function = getattr(_ARCHIVE, f"archive_{name}")
        function.restype = getattr(ctypes, result)
        return function(*arguments)

    def _ask(self, name, *arguments, result="c_int"):
        return self._call(name, result, self._archive, *arguments)

    def _of_entry(self, name, result="c_char_p"):
        return self._call(f"entry_{name}", result, self._entry)

    def next(self):
        """Goes on to the next entry; False where there is none."""
        status = self._ask("read_next_header", ctypes.byref(self._entry))
        if status < _WARN:
            raise Refused(self.damage())
        return status != _EOF

    def head(self):
        """The kind, the time and the name of the entry."""
        name = self._of_entry("pathname") or self._of_entry("pathname_utf8") or b""
        is_timed = self._of_entry("mtime_is_set", "c_int")
        time = self._of_entry("mtime", "c_long") if is_timed else NO_TIME
        kind = self._of_entry("filetype", "c_int")
        if kind == _IS_LINK or self._of_entry("hardlink") is not None:
            return LINK, time, name[:BLOCK]
        is_file = kind == _IS_FILE and not name.endswith((b"/", b"\\"))
        is_seen = is_file and not any(map(_is_hidden, re.split(rb"[/\\]", name)))
        return FILE if is_seen else OTHER, time, name[:BLOCK]

    def data(self):
        size = ctypes.c_size_t(BLOCK)
        while got := self._ask("read_data", self._block, size, result="c_ssize_t"):
            if got < 0:
                raise Refused(self.damage())
            yield self._block.raw[:got]

    def has_password(self):
        # Only of what is an archive: libarchive 3.6 follows a NULL where it knows no
        # format.
        return self._ask("format") != 0 and self._ask("read_has_encrypted_entries") == 1

    def damage(self):
        """What cannot be read: without its password, or at all."""
        if self.has_password():
            return b"it has a password; hand it in without one"
        said = self._ask("error_string", result="c_char_p") or b"(null)"
        return b"it is damaged, or no archive (%s)" % said


def _in_memory(fd):
    """The archive at an address, and its size: no file needs to be read after that."""
    size = os.fstat(fd).st_size
    place = ctypes.CDLL(None).mmap
    place.restype = ctypes.c_void_p
    place.argtypes = [
        ctypes.c_void_p,
        ctypes.c_size_t,
        *[ctypes.c_int] * 3,
        ctypes.c_long,
    ]
    return place(None, size or 1, mmap.PROT_READ, mmap.MAP_PRIVATE, fd, 0), size


def _rules():
    """The filter of what may be called still."""
    rules = ctypes.c_void_p(_SECCOMP.seccomp_init(_REFUSE))
    for name in _CALLS:
        call = _SECCOMP.seccomp_syscall_resolve_name(name)
        _SECCOMP.seccomp_rule_add(rules, _ALLOW, call, 0)
    return rules


def _give_up(rules, size, seconds):
    """All that is not needed to read an archive of this size that is in memory."""
    for what, limit in (("AS", MEMORY + size), ("CPU", seconds), ("CORE", 0)):
        which = getattr(resource, f"RLIMIT_{what}")
        hard = resource.getrlimit(which)[1]
        # Nobody is told of the hard limit of CPU time.
        above = limit + 1 if hard == resource.RLIM_INFINITY else min(limit + 1, hard)
        resource.setrlimit(which, (min(limit, above), above))
    os.close(0)
    os.closerange(2, 1024)
    if _SECCOMP.seccomp_load(rules) != 0:
        raise OSError("seccomp does not work here")


def _read(archive, rules, fd, seconds, endings):
    address, size = _in_memory(fd)
    _give_up(rules, size, seconds)
    archive.open(address, size)
    while archive.next():
        kind, time, name = archive.head()
        _send(kind, time, name)
        is_kept = name.lower().endswith(endings)
        for block in archive.data() if kind == FILE and is_kept else ():
            _send(DATA, 0, block)
        if kind == FILE:
            _send(*END_OF_FILE)
    if archive.has_password():
        raise Refused(archive.damage())
    _send(END)


def _read_and_exit(archive, rules, fd, pipe, seconds, *endings):
    os.dup2(pipe, 1)
    try:
        _read(archive, rules, fd, int(seconds), endings)
    except Refused as refused:
        _send(REFUSED, 0, refused.args[0])
    except Exception as error:  # A fault of this program says nothing of the archive.
        _send(BROKEN, 0, repr(error).encode())
    finally:
        os._exit(0)


def main():
    desk = socket.socket(fileno=0)
    # A desk that has read enough, or is stopped, wants no more.
    for number in (signal.SIGPIPE, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    # All that is the same for each is made once, and shared with the forks.
    made = Archive(), _rules()
    gc.freeze()
    while True:
        words, descriptors, _, _ = socket.recv_fds(desk, 1024, 2)
        if not words:
            return
        child = os.fork()
        if child == 0:
            _read_and_exit(*made, *descriptors, *words.split())
        for fd in descriptors:
            os.close(fd)
        desk.send(b"%d" % os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
