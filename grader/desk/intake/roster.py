"""Who has handed in what: read from a folder, or an archive of one, as instructors make
it or platforms export it."""

import os
import stat
import unicodedata
from dataclasses import dataclass, field

from .. import files
from ..text import cut
from . import metadata, naming
from .archive import is_archive, is_packed

_DEPTH = 3
# Bytes of a name and of a platform's number that are shown: room for a group.
_NAME_LENGTH = 1000
_ID_LENGTH = 400
# Folders that systems hide.
_SYSTEMS = {".git", ".Trashes", ".Spotlight-V100", ".fseventsd", ".TemporaryItems"}
_SYSTEMS |= {".DocumentRevisions-V100"}


@dataclass
class Source:
    path: str
    file: str  # what the student called it; "" for a folder
    # What it is called where it was read, safe to show; a folder's ends with a slash.
    entry: str
    attachment: int = 0  # see naming.py


@dataclass
class Student:
    name: str  # as the folder or the platform says it, safe to show
    id: str  # the platform's, or ""
    email: str = ""  # as the platform says it, or ""
    key: str = ""  # stands for the name where files are named; no other student's
    sources: list = field(default_factory=list)


@dataclass
class Roster:
    students: list = field(default_factory=list)  # in the order of their keys
    left_out: list = field(default_factory=list)  # nobody's: [{"entry", "why"}]

    def leave_out(self, entry, why):
        self.left_out.append({"entry": entry, "why": why})

    def student(self, name, number):
        """The student of that name and number, who is added where new. Of names only what
        is seen counts, not how Unicode composes it: macOS writes ü as two characters, and
        a gradebook as one."""
        name = unicodedata.normalize("NFC", name)
        # Those of one student stand together, or nearly.
        for student in reversed(self.students):
            if (student.name, student.id) == (name, number):
                return student
        self.students.append(Student(name, number, key=naming.key(name, number)))
        return self.students[-1]

    def part_keys(self):
        """A clever name could be what another's key became."""
        self.students.sort(key=lambda student: student.key)
        taken = set()
        for at, student in enumerate(self.students):
            if student.key in taken:
                student.key = f"{student.key}.{at}"
            taken.add(student.key)


def _is_out(path):
    """Whether make class has made it, or begun to."""

    def has(name):
        return os.path.lexists(os.path.join(path, name))

    runs = os.path.join(path, "runs")
    begun = files.names_if_any(path) == ["runs"] and not files.names_if_any(runs)
    return has("runs") and (has(".lock") or has("latest/class.json") or begun)


def _stem(entry):
    """The name without what makes it an archive's."""
    stem = os.path.splitext(entry)[0]
    is_tar = stem.lower().endswith(".tar") and len(stem) > len(".tar")
    return stem[: -len(".tar")] if is_tar else stem


def _ambiguous_numbers(entries):
    """Canvas numbers each file once: a file, or the folder that somebody has unpacked it
    to. Where two things have a number, their names are the instructor's."""
    known = {}
    for entry in entries:
        told = naming.read(entry)
        if told.attachment != 0:
            things = known.setdefault((told.id, told.attachment), set())
            things.add(told.file.split(".")[0])
    return {number for number, things in known.items() if len(things) > 1}


def _add_folder(roster, entry, path, told, who):
    """who: what Gradescope says of the folder. Its own number is another one with each
    submission, the student's is not."""
    if _is_out(path):
        why = "it is the OUT of a make class, and not a submission"
        roster.leave_out(cut(entry, 80), why)
        return
    name = who["name"] if who else told.student or entry
    student = roster.student(name, who and who["sid"] or told.id)
    student.sources.append(Source(path, "", cut(entry, 80) + "/", told.attachment))
    if who:
        student.email = who["email"]


def _add_file(roster, entry, path, told):
    own = told.student
    if own is None and is_packed(entry):
        own = _stem(entry)
    if own is not None:
        source = Source(path, told.file or entry, cut(entry, 80), told.attachment)
        roster.student(own, told.id).sources.append(source)
    elif entry != metadata.NAME:
        roster.leave_out(cut(entry, 80), "it is in no student's folder")


def _add_entry(roster, folder, entry, told, who):
    path = os.path.join(folder, entry)
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        roster.leave_out(cut(entry, 80), error.strerror)
        return
    if stat.S_ISDIR(mode):
        _add_folder(roster, entry, path, told, who)
    elif stat.S_ISREG(mode):
        _add_file(roster, entry, path, told)
    else:
        why = "it is neither a folder nor a file; links could lead to another's"
        roster.leave_out(cut(entry, 80), why)


def _leave_out_hidden(roster, folder):
    """A folder or an archive whose name begins with a dot could be a student's; what
    systems hide is not."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        name = entry.name
        if not name.startswith(".") or name.startswith("._") or name in _SYSTEMS:
            continue
        if entry.is_dir(follow_symlinks=False) or is_archive(name):
            roster.leave_out(cut(name, 80), "its name begins with a dot, which hides it")


def _is_students(folder):
    """Whether the folder is a student's: a platform's names of sources say whose they
    are."""
    names = files.names_if_any(folder, ".c")
    return any(naming.read(name).student is None for name in names)


def _inner(folder, unpacked):
    """Exports and archives have one folder around everything."""
    for _ in range(_DEPTH):
        names = files.names_if_any(folder)
        below = os.path.join(folder, names[0]) if len(names) == 1 else ""
        is_around = below.endswith("_export") or (unpacked and not _is_students(below))
        if not below or not is_around or not files.is_folder(below):
            break
        folder = below
    return folder


def read(folder, unpacked):
    """
    Each folder and each archive in the folder is a student's, and files are, whose names
    say so. What belongs to one student is brought together. Links are left out: they
    could lead to another's. So is the OUT of a make class. unpacked: it comes out of an
    archive, and one folder around all is none of a student.
    """
    folder = _inner(folder, unpacked)
    entries = files.names(folder)
    people = metadata.people(folder)
    ambiguous = _ambiguous_numbers(entries)
    roster = Roster()
    for entry in entries:
        told = naming.read(entry)
        if (told.id, told.attachment) in ambiguous:
            told = naming.Naming()
        _add_entry(roster, folder, entry, told, people.get(entry))
    _leave_out_hidden(roster, folder)
    roster.part_keys()
    # From here on names are shown and recorded.
    for student in roster.students:
        student.name = cut(student.name, _NAME_LENGTH)
        student.id = cut(student.id, _ID_LENGTH)
        student.email = cut(student.email, _NAME_LENGTH)
    return roster


def join(roster, path):
    """
    Holds the roster beside a list of people (people.py): who has handed nothing in is
    added, without a source, numbers and addresses are filled in, and a submission of
    nobody in the list is named among what is left out, though it is graded.
    """
    from .. import people

    there = list(roster.students)
    found = people.read(path, list(map(vars, there)))
    for line, index in enumerate(found.student):
        if index is None and found.is_person(line):
            number, email = found.id(line), found.email(line)
            name = found.name(line) or email or number
            student = roster.student(cut(name, _NAME_LENGTH), number)
            student.email = student.email or email
        # A number and an address belong to one person, not to a group.
        elif index is not None and found.student.count(index) == 1:
            student = there[index]
            student.id = student.id or found.id(line)
            student.email = student.email or found.email(line)
    for index, student in enumerate(there):
        if index not in found.student:
            why = "not in the list of ROSTER; it is graded all the same"
            roster.leave_out(student.name, why)
    roster.part_keys()
