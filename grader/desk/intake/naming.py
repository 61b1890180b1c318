"""What learning platforms call the files that an instructor downloads: Moodle's folders
and files (NAME_NUMBER_assignsubmission_file_REST), Canvas's files
(NAME_NUMBER_ATTACHMENT_REST, anon_CODE_ATTACHMENT_REST where names are hidden,
NAME_NUMBER_text.html where text was typed in; LATE may follow the name) and Gradescope's
folders (submission_NUMBER, whose names stand in submission_metadata.yml)."""

import hashlib
import os
import re
from dataclasses import dataclass

# Letters of a key, of a number in it, and of the hash behind it.
KEY_LENGTH = 60
NUMBER_LENGTH = 20
HASH_LENGTH = 8

_MOODLE = r"(?is)(.+)_([0-9]+)_assignsubmission_(?:file|onlinetext)_?(.*)"
_GRADESCOPE = r"(?i)submission_([0-9]+)"
_CANVAS = r"(?s)(.*?)_([0-9]+)_([0-9]+)_(.+)"
# Text that was typed in, or the address of a page, has no number of its own.
_TYPED = r"(?s)(.*)_([0-9]+)_((?:text|link)\.html)"
_ANONYMOUS = (
    r"(?s)(?:(?i:late)_)?anon_(?:(?i:late)_|(?!(?i:late)_))([^_]+)_"
    r"(?:(?i:late)_)?([0-9]+)_(.+)"
)


@dataclass
class Naming:
    """What the name of an entry says."""

    student: str = None  # None: nothing of a student
    id: str = ""  # the platform's number
    file: str = ""  # what the student called the file; "" for a folder
    attachment: int = 0  # Canvas's number of the file, grows with time


def _as_called(file):
    """Canvas numbers what is handed in again: arena-1.c is arena.c."""
    return re.sub(r"^([^.]+)-[0-9]+(?=\.)", r"\1", file)


def _canvas(entry):
    """
    Canvas takes numbers between underscores out of names, so the first two numbers behind
    the name are the student's and the file's, with one exception: the name may end in a
    number ("group_7"), and a file's begin with one. Files are numbered later than their
    owners, so of three numbers the last is the file's if it is the largest.
    """
    found = re.fullmatch(_CANVAS, entry)
    if found is None:
        found = re.fullmatch(_TYPED, entry)
        return found and _owned(found[1], Naming(None, found[2], found[3]))
    name, number, attachment, file = found.groups()
    third = re.fullmatch(r"(?s)([0-9]+)_((?![0-9]+_.).+)", file)
    if third and int(third[1]) > int(attachment):
        name, number, attachment = f"{name}_{number}", attachment, third[1]
        file = third[2]
    return _owned(name, Naming(None, number, _as_called(file), int(attachment)))


def _owned(name, naming):
    if name.lower().endswith("_late"):
        name = name[: -len("_late")]
    # A name without any letter leaves nothing.
    naming.student = name or naming.id
    return naming


def read(entry):
    """Reads the name of a file or folder."""
    found = re.fullmatch(_MOODLE, entry)
    if found:
        return Naming(*found.groups())
    found = re.fullmatch(_GRADESCOPE, entry)
    if found:
        return Naming(entry, found[1])
    found = re.fullmatch(_ANONYMOUS, entry)
    if found:
        # The code stands for the name: it is all that there is to tell students apart.
        code, attachment, file = found.groups()
        return Naming(f"anon_{code}", code, _as_called(file), int(attachment))
    return _canvas(entry) or Naming()


def key(student, number):
    """The name of a file in which a name stands for safety's sake: NAME if it is safe,
    else like it, with a part of its hash. [A-Za-z0-9._-]+"""
    name, code = os.fsencode(student), os.fsencode(number)
    whole = name or b"_"
    if code and not name.endswith(code):
        whole += b"-" + code[:NUMBER_LENGTH]
    # What begins with a dot is hidden, and with a dash an option.
    safe = re.sub(rb"[^A-Za-z0-9._-]|^[.-]", b"_", whole[:KEY_LENGTH])
    if safe == whole and name:
        return safe.decode()
    digest = hashlib.sha256(name + b"\0" + code).hexdigest()
    return f"{safe.decode()}-{digest[:HASH_LENGTH]}"
