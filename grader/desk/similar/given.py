"""The lines that everyone was given, in the skeleton or the contract, blanks around them not
counted. Only those that say something: a brace alone is nobody's, and a line that opens a
comment or ends one must stay where it is."""

import os
import re

from .. import files

_FILE_MOST = 512 << 10


def _trimmed(line):
    return line.strip(b" \t\r\f\v")


def read(lesson):
    """A set, for has() and left_out()."""
    folder = os.path.join(lesson.suite, "skeleton")
    texts = [
        files.read(os.path.join(folder, name), _FILE_MOST)
        for ending in (".c", ".h")
        for name in files.names(folder, ending)
    ]
    lines = (_trimmed(line) for text in texts for line in text.split(b"\n"))
    return {
        line
        for line in lines
        if re.search(rb"[A-Za-z0-9]", line) and (b"/*" in line) == (b"*/" in line)
    }


def has(given, line):
    return _trimmed(line) in given


def left_out(given, text):
    """The text with a blank line for each that was given: the numbers of lines stay."""
    return b"\n".join(b"" if has(given, line) else line for line in text.split(b"\n"))
