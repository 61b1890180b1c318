"""check50 -o json:
https://cs50.readthedocs.io/projects/check50/en/latest/json_specification.html

It knows true, false, and null for what was skipped. What must hold before any row can
run is a check of its own here, as check50's checks of C begin with one that compiles;
rows that need no other depend on it."""

from ..result import is_lost, points_of
from . import words

_TEXT_BYTES = 8000
_FIRST = "submission"
# Of what writes this: check50's own number would promise that it ran.
_VERSION = "1.0.0"


def _within(text):
    return words.within(text or "", _TEXT_BYTES)


def _lines(text):
    return [line for line in _within(text).split("\n") if line]


def _help(row):
    kept = words.promise(row, " promises: ")
    return _within(kept) if kept else None


def _cause(row):
    """Why the check did not pass; expected and actual are there both or not at all."""
    if row["status"] == "passed":
        return None
    expected, got = row["expected"], row["got"]
    cause = {"rationale": _within(got or row["status"]), "help": _help(row)}
    if row["status"] == "failed" and expected and got:
        cause.update(expected=_within(expected), actual=_within(got))
    return cause


def _passed(row):
    if row["status"] == "passed":
        return True
    # What costs nothing has not failed.
    return False if is_lost(row) and row["status"] != "not-run" else None


def _check(row):
    return {
        "name": _within(row["name"]),
        "description": words.sentence(row, _TEXT_BYTES),
        "passed": _passed(row),
        "log": _lines(row["tried"]),
        "cause": _cause(row),
        "data": {
            "points": row["points"],
            "max_points": points_of(row),
            "status": _within(row["status"]),
        },
        "dependency": _within(row["needs"] or _FIRST),
    }


def _first(result):
    graded = result["status"] == "graded"
    return {
        "name": _FIRST,
        "description": words.SUBMISSION,
        "passed": graded,
        "log": [] if graded else _lines(result["reason"]),
        "cause": (
            None
            if graded
            else {"rationale": _within(words.reason_line(result)), "help": None}
        ),
        "data": {"status": _within(result["status"])},
        "dependency": None,
    }


def export(lesson, result, wrong):
    told = {"slug": _within(lesson)}
    if result is None:
        message = words.of_failure(wrong)
        told["error"] = {
            "type": "GraderFailed",
            "value": _within(wrong),
            "traceback": [],
            "actions": {"show_traceback": False, "message": message},
            "data": {},
        }
    else:
        told["results"] = [_first(result), *map(_check, result["rows"])]
    return words.json_text({**told, "version": _VERSION})
