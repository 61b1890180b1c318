"""class.html, for instructors: for each lesson of the run the figures, a heat map of
students and rows, the rows most often lost, and the slowest submissions. This gathers
what the page shows; grader/pages/class.js says how."""

import os
from dataclasses import dataclass, field

from . import look, run_folder
from .grader import encoded
from .result import counts, seconds_of
from .text import cut

# The most rows of a lesson that are shown: a result file may have been edited.
_MOST_ROWS = 400
# Bytes of what came instead in a row: what begins alike is one mistake.
_MOST_SAID = 200
_MOST_TEXT = 400

# The letter of a row in a mark, as the viewer knows it.
_CELLS = {
    "passed": "p",
    "failed": "f",
    "crashed": "c",
    "timed-out": "t",
    "not-run": "n",
    "not-graded": "g",
}
_NONE = "-"
_DOES_NOT_COUNT = "z"


def write(grader, run, told):
    lessons = [_lesson_of(run, told["students"], name) for name in told["lessons"]]
    is_anonymous = told.get("wishes", {}).get("anonymous") is True
    students = [
        _student_of(told, at, student, is_anonymous)
        for at, student in enumerate(told["students"])
    ]
    data = {
        "lessons": lessons,
        "students": students,
        "left_out": None if is_anonymous else told.get("left_out"),
        "anonymous": is_anonymous,
    }
    grader.ask(
        "page",
        viewer="class",
        title="Arenas: the class",
        most=_MOST_TEXT,
        data=data,
        plain=_plain_text(lessons, students),
        out=encoded(os.path.join(run, "class.html")),
    )


@dataclass
class _Gathered:
    """A lesson while one result after the other is read: what is told of a row, and what
    was said, once each, and where it stands."""

    rows: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)

    def place_of(self, row):
        told = {
            "name": row["name"],
            "sentence": row["sentence"],
            "hidden": row.get("hidden") is True,
            "counts": counts(row),
        }
        return self.rows.setdefault(row["name"], (len(self.rows), told))[0]

    def said_of(self, row):
        """What the student would read first: what came instead, or else the message."""
        text = cut(row.get("got") or row.get("message") or "", _MOST_SAID)
        return self.said.setdefault(text, len(self.said))


def _lesson_of(run, students, name):
    gathered = _Gathered()
    marks = []
    title = None
    for student in students:
        result = run_folder.result(run, student["key"], name)
        marks.append(_mark_of(gathered, result or {"rows": []}))
        title = title or (result or {}).get("title")
    return {
        "name": name,
        "title": title,
        "rows": [told for _, told in gathered.rows.values()],
        "said": list(gathered.said),
        "marks": marks,
    }


def _mark_of(gathered, result):
    rows = {}  # by their place
    for row in result["rows"][:_MOST_ROWS]:
        place = gathered.place_of(row)
        if place >= _MOST_ROWS:
            break
        rows[place] = row
    cells = {
        place: _CELLS.get(row.get("status"), _NONE) if counts(row) else _DOES_NOT_COUNT
        for place, row in rows.items()
    }
    seconds = sum(map(seconds_of, rows.values()))
    return {
        "came": result.get("status") or "none",
        "score": result.get("score", 0),
        "max": result.get("max_score", 0),
        "cells": "".join(
            cells.get(at, _NONE) for at in range(max(cells, default=-1) + 1)
        ),
        "ms": int(seconds * 1000 + 0.5),
        "said": {
            str(place): gathered.said_of(row)
            for place, row in rows.items()
            if cells[place] in "fct"
        },
    }


def _student_of(told, at, student, is_anonymous):
    # Without names there is nothing else by which a student is known, either.
    if is_anonymous:
        return {"key": "", "name": f"Student {at + 1}", "look": []}
    looks = {}
    look.add_student(looks, student)
    key = student["key"]
    return {"key": key, "name": student["name"] or key, "look": look.lines(told, looks)}


def _plain_text(lessons, students):
    """For a browser without JavaScript."""
    lines = []
    for lesson in lessons:
        lines.append(cut(lesson["name"], _MOST_TEXT))
        for mark, student in zip(lesson["marks"], students):
            name = cut(student["name"], _MOST_TEXT)
            points = f"{mark['score']:7d}/{mark['max']:<3d}"
            lines.append(f"{points}  {name}  ({mark['came']})")
    return "".join(f"{line}\n" for line in lines)
