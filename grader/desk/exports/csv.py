"""RFC 4180: a header and a line, so that the lines of many exports of a lesson make one
table. The names of hidden rows are left out here, too: such files are attached to mails
and uploaded to gradebooks. Their points are there, in the rubric's order."""

from ..cells import line
from ..result import counts

_HEADINGS = "lesson submission student status score max_score reason".split()


def _points(row):
    """None for what could not be graded or does not count: 0 would say that it was
    lost."""
    return row["points"] if row["status"] != "not-graded" and counts(row) else None


def export(lesson, result, wrong):
    if result is None:
        result = {"status": "grader-failed", "reason": wrong, "rows": []}
    rows = result["rows"]
    told = [result.get(key) for key in _HEADINGS[1:]]
    return line(_HEADINGS + [row["name"] for row in rows]) + line(
        [lesson, *told, *map(_points, rows)]
    )
