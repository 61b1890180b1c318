"""A result of the grader, as it stands in a file that somebody may have edited;
grader/score/score.h says what is in it. What is of the wrong kind is as if it were not
there."""

_RESULT = {"score": int, "max_score": int, "headings": dict, "notes": list}
_ROW = {"name": str, "sentence": str, "heading": str, "points": int}
# Texts that there may be, of a result or a row.
_TEXTS = """lesson title submission student status reason got message tried expected
    command file needs""".split()


def sound(told):
    """The result that was read, made sound; None where it is none."""
    if not isinstance(told, dict) or not isinstance(told.get("rows"), list):
        return None
    told["rows"] = [row for row in told["rows"] if isinstance(row, dict)]
    _fill(told, _RESULT)
    for row in told["rows"]:
        _fill(row, _ROW)
    return told


def _fill(told, kinds):
    """What is needed is there, and what may be there is of its kind or None."""
    for key, kind in kinds.items():
        if type(told.get(key)) is not kind:
            told[key] = kind()
    for key in _TEXTS:
        if not isinstance(told.setdefault(key, None), str):
            told[key] = None


def empty(lesson, **more):
    """A result without a row, of this lesson."""
    sums = {"score": 0, "max_score": 0, "headings": {}, "rows": [], "notes": []}
    return {"lesson": lesson, "title": lesson, **sums, "hint_command": None, **more}


def row_called(result, name):
    return next((row for row in result["rows"] if row["name"] == name), None)


def counts(row):
    """Whether the row has points to win: one of 0 points is run and shown, and costs
    nobody anything."""
    return row.get("max_points") != 0


def is_complete(result):
    """Whether it has all points that there are."""
    return 0 != result["score"] == result["max_score"]


def is_lost(row):
    """Whether the row costs points: it counts, was graded and did not pass."""
    return counts(row) and row["status"] not in ("passed", "not-graded")


def points_of(row):
    """The points that the row has to win."""
    return number(row, "max_points", int)


def seconds_of(row):
    return max(number(row, "seconds", (int, float)), 0)


def number(told, key, kind):
    value = told.get(key)
    return value if isinstance(value, kind) and not isinstance(value, bool) else 0
