"""Two submissions of one lesson, side by side: all that make compare tells is in this one
value.

lesson, title, api
sides        two, see side.py: the submission, and what it is compared with
rows         those in which the two differ: [{name, sentence, heading, max_points, hidden,
             sides: [{points, status, got}, ...]}]
common_rows  how many both passed, and are looked at for the figures
demo         in what the demo's outputs differ, see words.py; None where one has none
source       in what each file differs: a list, see words.py
"""

import contextlib
import os
import re

from .. import files
from . import side, words

SOURCE_LIMIT = 512 << 10


def make(grader, folder, wishes, seed):
    """The comparison; `folder`: where the work is done."""
    (lesson,) = grader.lessons(wishes.lesson)
    other = "other" if wishes.with_ else "reference"
    pair = {
        "submission": wishes.submission,
        other: wishes.with_ or f"solutions/{lesson.name}",
    }
    sides = [
        side.begin(
            side.Side(grader, lesson, wishes.compiler, seed, f"{folder}/{name}"),
            name,
            submission,
        )
        for name, submission in pair.items()
    ]
    # No submission reaches this folder.
    desk = f"{folder}/words"
    os.mkdir(desk)
    sources = [_compare_source(grader, name, sides, desk) for name in lesson.files]
    common = _common_rows(lesson, sides)
    if all(one.object for one in sides):
        for one in sides:
            side.look(one, common)
    return {
        "common_rows": len(common),
        "api": lesson.api,
        "lesson": lesson.name,
        "title": lesson.title,
        "rows": _differing_rows(sides),
        "demo": _compare_demos(grader, sides, desk),
        "source": sources,
        "sides": [one.value for one in sides],
    }


def _rows(sides):
    """Both results have the rows of the rubric, in its order."""
    return zip(*(one.value["result"]["rows"] for one in sides))


def _common_rows(lesson, sides):
    """The rows that both sides passed, so that both did the same work; those that are not
    for valgrind are left out."""
    watched = {row["name"] for row in lesson.rows if row["watched"]}
    return [
        row["name"]
        for row, other in _rows(sides)
        if row["name"] in watched and row["status"] == other["status"] == "passed"
    ]


def _differing_rows(sides):
    return [
        {
            **{key: row[key] for key in ("name", "sentence", "heading", "max_points")},
            "hidden": row.get("hidden") is True,
            "sides": [
                {key: one[key] for key in ("points", "status", "got")}
                for one in (row, other)
            ],
        }
        for row, other in _rows(sides)
        if any(row[key] != other[key] for key in ("points", "status"))
    ]


def _compare_source(grader, name, sides, desk):
    """What is not there is compared as an empty file."""
    texts = ["", ""]
    for at, one in enumerate(sides):
        with contextlib.suppress(OSError):
            data = files.read(os.path.join(one.work, name), SOURCE_LIMIT)
            texts[at] = data.decode("utf-8", "surrogateescape")
    return words.compare(grader, desk, name, *texts, by_word=True)


def _compare_demos(grader, sides, desk):
    texts = [one.value.get("demo", {}).get("text") for one in sides]
    if None in texts:
        return None
    # Where memory lies differs from one answer to the next, and says nothing of it.
    texts = [re.sub("0x[0-9a-f]+", "0x...", text) for text in texts]
    return words.compare(grader, desk, "demo", *texts, by_word=False)
