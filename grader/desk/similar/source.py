"""What a student handed in for a lesson, as one text."""

import errno
import os
import re
from dataclasses import dataclass, field

from .. import files

MOST = 64 << 10  # bytes; an answer has a tenth of it
# Files of a submission with the same ending that are looked at.
_MOST_FILES = 40


# Each is itself alone, whatever it holds.
@dataclass(eq=False)
class Source:
    number: int  # of the student in the class
    name: str
    key: str
    # The lesson's files, then what else came along (.c, .h) but contract and demo.
    text: bytes = b""
    why_not: str = None  # why it is not compared
    tokens: int = 0  # that are the student's own
    # Those with the same text, itself too, in the order of the class: one list for all.
    same: list = field(default_factory=list)

    @property
    def first(self):
        return self.same[0] if self.same else self

    @property
    def is_compared(self):
        """It stands for itself: it can be compared, and nobody before has the same."""
        return self.why_not is None and self.first is self


def _names_of(lesson, folder):
    """The lesson's files, and all others that count."""
    known = [*lesson.files, lesson.contract, "demo.c"]
    others = (files.names_if_any(folder, ending)[:_MOST_FILES] for ending in (".c", ".h"))
    return [*lesson.files, *(name for name in sum(others, []) if name not in known)]


def read(source, lesson, folder):
    """Reads the files in the folder. Links, and what is no file, are passed over. Files
    behind the first are told apart by their names: so the lines of the first have the
    numbers that they had."""
    for name in _names_of(lesson, folder):
        try:
            data = files.read(os.path.join(folder, name), MOST)
        except OSError as error:
            if error.errno == errno.EFBIG:
                source.why_not = f"a file has more than {MOST >> 10} KiB"
            continue
        if source.text:
            # As a comment: sim_c passes over it.
            name = re.sub(rb"[^A-Za-z0-9.]", b"_", os.fsencode(name))
            source.text += b"/* %s */\n" % name
        # All of it is text from here on; a carriage return says nothing.
        source.text += data.replace(b"\r", b"").replace(b"\0", b" ")
        source.text += b"" if source.text.endswith(b"\n") or not data else b"\n"
    if source.why_not is None and not source.text:
        source.why_not = "there is no source"
    if source.why_not is None and len(source.text) > MOST:
        source.why_not = f"its files have more than {MOST >> 10} KiB"
