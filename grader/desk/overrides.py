"""What an instructor decides by hand, a line of a CSV file for each: `student` (a name,
number, address or key; * for all), `lesson`, `row` (empty: the whole score), `points` (a
number; out, of a row that is to count no more; empty, for a comment alone), `reason`,
`comment`. No result is changed: what stands there is applied whenever one is read
(run_folder.result)."""

import re

from . import table
from .match import called
from .result import empty
from .wrong import Wrong

_COLUMNS = ["student", "lesson", "row", "points", "reason", "comment"]
_ALL = "*"
# The points of a lesson.
_WHOLE = 100


def read(path):
    """The lines of the file: {"line", "student", "lesson", "row", "points", "reason",
    "comment"}."""
    lines = table.read(path)
    for heading in _COLUMNS[:2]:
        if lines.column(heading) is None:
            raise Wrong(
                f'{path} has no column "{heading}"; there are student, lesson, row, '
                "points, reason and comment"
            )
    overrides = [
        {
            "line": at + 2,
            **{name: lines.cell(at, lines.column(name)) for name in _COLUMNS},
        }
        for at in range(len(lines.lines))
    ]
    for override in overrides:
        _check(override, f"{path}, line {override['line']}")
    return overrides


def _check(override, where):
    points = override["points"]
    if points and not _is_out(override) and not re.fullmatch("[0-9]{1,5}", points):
        raise Wrong(
            f'{where}: points are a number, or "out" for a row that is to count no more, '
            f'not "{points}"'
        )
    if _is_out(override) and not override["row"]:
        raise Wrong(f'{where}: "out" needs a row')
    if not points and not override["comment"]:
        raise Wrong(f"{where} has neither points nor a comment")


def _is_out(override):
    return override["points"].lower() == "out"


def resolve(overrides, students, lessons):
    """Finds out whom and what they mean: each gets the "key" of its student, or "*", and
    the full name of its lesson; one that fits nothing any more gets a "misfit" that says
    why. students: of class.json. lessons: of the class, as grader.Lesson has them."""
    for override in overrides:
        try:
            name = override["student"]
            override["key"] = name if name == _ALL else called(students, name)["key"]
            lesson = _lesson_called(lessons, override["lesson"])
            override["lesson"] = lesson.name
            _check_row(override, lesson)
        except Wrong as wrong:
            override["misfit"] = str(wrong)


def _lesson_called(lessons, name):
    for lesson in lessons:
        if name.lower() in (lesson.name.lower(), lesson.number.lower()):
            return lesson
    raise Wrong(f'lesson "{name}" is not graded here')


def _check_row(override, lesson):
    """The points must be there to be given."""
    name, points = override["row"], override["points"]
    if not name:
        return
    row = next((row for row in lesson.rows if row["name"] == name), None)
    if row is None:
        raise Wrong(f'lesson {lesson.number} has no row "{name}"')
    if points and not _is_out(override) and int(points) > row["points"]:
        raise Wrong(f"row {name} has {row['points']} points, not {int(points)}")


def words(override):
    """What is decided, in words: "row alloc_full has 3 points: late" """
    row, points = override["row"], override["points"]
    if not points:
        return override["comment"]
    if _is_out(override):
        what = f"row {row} does not count"
    elif not row:
        what = f"the score is {points}"
    else:
        what = f"row {row} has {points} points"
    reason = f": {override['reason']}" if override["reason"] else ""
    comment = f". {override['comment']}" if override["comment"] else ""
    return what + reason + comment


def _is_for(override, key, lesson):
    return (
        "misfit" not in override
        and override["key"] in (_ALL, key)
        and override["lesson"] == lesson
    )


def apply(result, overrides, key, lesson):
    """Applies what is meant for this result. It gets "by_hand", with a sentence for each
    that changes something, and a row that counts no more has no points to win."""
    most = result["max_score"] if result["max_score"] > 0 else _WHOLE
    meant = [override for override in overrides if _is_for(override, key, lesson)]
    # Rows before the whole: a score that was given stays what it is.
    for override in sorted(meant, key=lambda override: not override["row"]):
        if override["points"] and not override["row"]:
            # Of the points that there were before anything was decided.
            result.update(
                score=int(override["points"]), max_score=most, score_by_hand=True
            )
        elif override["points"]:
            _change_row(result, override)
        result.setdefault("by_hand", []).append(words(override))


def _change_row(result, override):
    rows = (row for row in result["rows"] if row["name"] == override["row"])
    row = next(rows, None)
    if row is None:
        return
    points = 0 if _is_out(override) else int(override["points"])
    _add(result, row, "score", points - row["points"])
    row["points"] = points
    if not _is_out(override):
        return
    # What was not graded is not in the maximum.
    if row.get("status") != "not-graded":
        _add(result, row, "max_score", -row["max_points"])
    row["max_points"] = 0


def _add(result, row, total, more):
    """To the row's heading, and the whole."""
    for sums in (result["headings"].get(row["heading"]), result):
        if more != 0 and isinstance(sums, dict):
            sums[total] = sums.get(total, 0) + more


def alone(overrides, key, lesson):
    """What there is where the grader has no result: one, if a whole score was given."""
    for override in overrides:
        if _is_for(override, key, lesson) and not override["row"] and override["points"]:
            break
    else:
        return None
    result = empty(lesson, max_score=_WHOLE, status="graded", reason=None)
    apply(result, overrides, key, lesson)
    return result
