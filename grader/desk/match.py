"""Who of a list of people is who of a class.

One way of knowing somebody is tried after the other, on those of both sides who are not
known yet, so who was found by a number lends his grade to no namesake.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import Callable

from .wrong import Wrong


@dataclass
class Way:
    """A way of knowing somebody."""

    field: str  # of the student: id, email or name
    keys: Callable  # the texts by which a line of the list can be known
    of_several: bool = False  # a student of the class can be many people, a group


@functools.lru_cache(maxsize=1 << 16)
def fold(text):
    """The text as it is compared: neither case counts, nor how letters are composed, nor
    what nobody sees, nor blanks around it (Unicode's NFKC_Casefold)."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def parts(texts):
    """What semicolons or commas part in the texts."""
    return [part for text in texts for part in re.split("[;,]", text)]


def called(students, name):
    """The one student who goes by this name, number, address or key."""
    wanted = fold(name)
    fields = ("key", "name", "id", "email")
    found = [
        student
        for student in students
        if wanted and wanted in [fold(student.get(field) or "") for field in fields]
    ]
    if not found:
        raise Wrong(f'there is no student "{name}"')
    if len(found) > 1:
        raise Wrong(f'"{name}" is more than one student')
    return found[0]


def match(people, students, ways):
    """Of each line of the list the index of its student, or None. Wrong where somebody
    cannot be told from somebody else."""
    found = [None] * len(people.table.lines)
    for way in ways:
        _find_all(people, students, way, found)
    return found


def _keys(texts):
    return [key for key in map(fold, texts) if key]


def _find_all(people, students, way, found):
    taken = set(found)
    known = {}  # by key: the indices of those who go by it
    several = set()
    for index, student in enumerate(students):
        text = student.get(way.field) or ""
        keys = _keys([text] if way.field == "name" else parts([text]))
        if way.of_several or len(keys) > 1:
            several.add(index)
        elif index in taken:
            continue
        for key in keys:
            known.setdefault(key, []).append(index)
    lines = {}  # of each student who was found in this way
    for line, who in enumerate(found):
        if who is not None or not people.is_person(line):
            continue
        who = found[line] = _find(people, students, line, known, way)
        if who is not None and who not in several:
            _check_line(people, students[who], lines.setdefault(who, line), line)
            lines[who] = line


def _find(people, students, line, known, way):
    who = dict.fromkeys(
        index for key in _keys(way.keys(line)) for index in known.get(key, ())
    )
    if len(who) > 1:
        one, other = (students[index]["name"] for index in list(who)[:2])
        raise Wrong(
            f'line {line + 2}, {people.name(line)}, could be "{one}" or "{other}": '
            "a number or an address would tell"
        )
    return next(iter(who), None)


def _check_line(people, student, before, line):
    """Two lines for a student are of one person, who is listed in two sections, or nobody
    knows whose the grade is."""
    same = before == line or any(
        of(before) and of(before) == of(line) for of in (people.id, people.email)
    )
    if not same:
        raise Wrong(f'"{student["name"]}" could be line {before + 2} or line {line + 2}')
