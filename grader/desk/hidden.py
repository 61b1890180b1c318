"""Hidden rows stay behind: in a handout each is a stub, of which the rubric tells the
heading and the points, its hints nothing, and which no row requires. A suite without
hidden rows is left as it is."""

import glob
import json
import os
import re

from . import files
from .wrong import Wrong


def hide(course):
    """Wrong where the foundation is hidden, where a hidden row is named in another file
    of its lesson, where students would read it, and where a row is not hidden and is
    only in hidden.c."""
    for path in sorted(glob.glob(os.path.join(course, "grader/suites/*/rubric.json"))):
        suite = os.path.dirname(path)
        rubric = _read(path)
        hidden = _make_stubs(rubric, os.path.basename(suite))
        if hidden:
            _forget_required(rubric, hidden)
            files.write(path, json.dumps(rubric, indent=2, ensure_ascii=False) + "\n")
            lesson = os.path.join(course, "lessons", os.path.basename(suite))
            _refuse_names(hidden, course, suite)
            _refuse_names(hidden, course, lesson)
        _refuse_missing(rubric, suite)


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            rubric = json.load(file)
    except json.JSONDecodeError as error:
        raise Wrong(f"{path}: line {error.lineno}: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: {error}") from None
    rows = rubric.get("rows") if isinstance(rubric, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Wrong(f"{path} has no list of rows")
    return rubric


def _make_stubs(rubric, suite):
    """Puts stubs into the rubric. Returns the names that go."""
    names = []
    for at, row in enumerate(rubric["rows"]):
        if row.get("hidden") is not True or "name" not in row:
            continue
        if row["name"] == rubric.get("foundation"):
            raise Wrong(f"{suite}: the foundation, {row['name']}, cannot be hidden")
        names.append(row["name"])
        told = {"hidden": True, "heading": None, "points": None}
        rubric["rows"][at] = {key: row.get(key, value) for key, value in told.items()}
    return names


def _forget_required(rubric, hidden):
    """Where none is left the foundation is: code that does nothing earns nothing."""
    for row in rubric["rows"]:
        if row.get("requires"):
            kept = [name for name in row["requires"] if name not in hidden]
            row["requires"] = kept or [rubric.get("foundation")]


def _names_word(text, name):
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.ASCII) is not None


def _text(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def _refuse_names(hidden, course, folder):
    """The names may be in no file of the folder, and of those in it."""
    for within, _, names in sorted(os.walk(folder)):
        for path in (os.path.join(within, name) for name in sorted(names)):
            text = _text(path)
            for name in hidden:
                if _names_word(text, name):
                    raise Wrong(
                        f"{os.path.basename(folder)}: the row {name} is hidden, and "
                        f"{os.path.relpath(path, course)} names it"
                    )


def _refuse_missing(rubric, suite):
    """A row that students shall have must be where they get it."""
    sources = "".join(map(_text, glob.glob(os.path.join(suite, "*.c"))))
    for row in rubric["rows"]:
        name = row.get("name")
        if name is not None and "judge" not in row and not _names_word(sources, name):
            raise Wrong(
                f"{os.path.basename(suite)}: the row {name} is not hidden, and no file "
                "that students get has it"
            )
