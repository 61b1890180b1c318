"""In which columns of a list of people the grades of lessons are."""

import re
from dataclasses import dataclass

from .grader import Lesson
from .wrong import Wrong

# How surely a column is a lesson's.
_BEGINS, _HAS_TITLE, _SURE = 1, 2, 3


@dataclass
class Column:
    """Of a lesson."""

    lesson: Lesson
    at: int  # in the list, or None
    points: float = 0  # how many the lesson has there; 0: the list does not say

    @property
    def most(self):
        return self.points if self.points > 0 else self.lesson.points


def find(path, people, lessons, is_canvas):
    """The column of each lesson. Wrong where it is in doubt."""
    columns = [
        Column(lesson, _find(path, people, lesson, is_canvas)) for lesson in lessons
    ]
    for column in columns:
        for line in range(len(people.table.lines)):
            if people.is_points(line):
                column.points = number(people.table.cell(line, column.at))
    return columns


def _find(path, people, lesson, is_canvas):
    """A list that is no export of Canvas's has the lesson's own column only where there
    is no doubt."""
    head = people.table.head
    fits = [_fitness(heading, lesson) for heading in head]
    best = max(fits)
    if best < (_BEGINS if is_canvas else _SURE):
        return None
    found = [at for at, fit in enumerate(fits) if fit == best]
    if len(found) > 1:
        one, other = (head[at] for at in found[-2:])
        raise Wrong(
            f'{path}: both "{one}" and "{other}" could be lesson {lesson.number}; '
            "leave out one"
        )
    return found[0]


def _fitness(heading, lesson):
    """How surely the column is the lesson's; 0 is not at all."""
    # "09a" of "09a (4711)": Canvas's number of an assignment is no part of its name.
    bare = re.sub(r"(?<=.)\([0-9]*\)$", "", heading).rstrip()
    begins = bare.lower().startswith(lesson.number.lower())
    rest = bare[len(lesson.number) :] if begins else ""
    # What Canvas works out by itself is nobody's to fill in.
    if bare.endswith(("Score", "Points", "Grade")):
        return 0
    if begins and (not rest or lesson.title in bare):
        return _SURE
    if lesson.title in bare:
        return _HAS_TITLE
    return _BEGINS if begins and rest[0] in " ,:_(.-" else 0


def number(text):
    """As this or that country writes it: 12.50 or 12,50; 0 where there is none."""
    found = re.match("[0-9]*[.,]?[0-9]+", text)
    return float(found[0].replace(",", ".")) if found else 0
