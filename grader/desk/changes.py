"""What a run changes of the one before it: whose points and statuses, row by row, who is
new and who is gone. A line for each result that changed, and indented ones for its rows;
where only the rubric's points changed, those whose sum stays are a number."""

from dataclasses import dataclass, field

from . import run_folder
from .result import counts, row_called


@dataclass
class Changes:
    lines: list = field(default_factory=list)
    count: int = 0  # of results that changed, and students who came or went
    lost: int = 0  # results that the grader could not make again
    same_sum: int = 0  # results in which only the points of rows changed, not the sum
    points: dict = field(default_factory=dict)  # what the rubric changed for everyone

    def add(self, line):
        self.count += 1
        self.lines.append(f"  {line}")

    @property
    def text(self):
        # What changed for everyone, before those for whom it makes a difference.
        lines = [f"  {row}: {change}" for row, change in self.points.items()] + self.lines
        if self.same_sum:
            have = " has" if self.same_sum == 1 else "s have"
            lines.append(f"  {self.same_sum} other result{have} the same sum as before.")
        return "".join(f"{line}\n" for line in lines)


def between(before, run):
    """The changes from one run to the other."""
    changes = Changes()
    old, new = run_folder.read_class(before), run_folder.read_class(run)
    for name in _only(old["lessons"], new["lessons"]):
        changes.add(f"{name}: no longer graded, for anyone")
    for name in _only(new["lessons"], old["lessons"]):
        changes.add(f"{name}: graded for the first time")
    students = {student["key"]: student for student in old["students"]}
    keys = {student["key"] for student in new["students"]}
    for key in _only(students, keys):
        changes.add(f"{students[key]['name']}: gone, and no longer graded")
    for student in new["students"]:
        if student["key"] not in students:
            changes.add(f"{student['name']}: new")
    common = [name for name in new["lessons"] if name in old["lessons"]]
    for student in new["students"]:
        for lesson in common if student["key"] in students else []:
            results = [
                run_folder.result(folder, student["key"], lesson)
                for folder in (before, run)
            ]
            _compare(changes, student["name"], lesson, *results)
    return changes


def _only(these, others):
    return [one for one in these if one not in others]


def _compare(changes, name, lesson, before, now):
    rows = [(result or {"rows": []})["rows"] for result in (before, now)]
    otherwise = _fared_otherwise(changes, lesson, *rows)
    if not otherwise and not _differ(before, now, "status", "score", "max_score"):
        changes.same_sum += any(map(_row_changed, *rows))
        return
    changes.lost += now is None
    changes.add(f"{name}, {lesson}: {_points(before)} -> {_points(now)}")
    # Where one of them has no rows that ran, the status says all.
    if all(result and result.get("status") == "graded" for result in (before, now)):
        changes.lines += _told_rows(before, now)


def _differ(one, two, *keys):
    if one is None or two is None:
        return one is not two
    return any(one.get(key) != two.get(key) for key in keys)


def _row_fared_otherwise(then, row):
    """Whether something else became of the row: a change of the rubric's points alone is
    none."""
    return _differ(then, row, "status") or (
        _differ(then, row, "points") and not _differ(then, row, "max_points")
    )


def _row_changed(then, row):
    return _row_fared_otherwise(then, row) or _differ(then, row, "max_points")


def _fared_otherwise(changes, lesson, then, now):
    """Whether other rows were run, or one of them fared otherwise. Where the rubric gives
    a row other points than before it does so for everyone alike, which is noted."""
    otherwise = len(then) != len(now)
    for at, row in enumerate(now):
        if at >= len(then) or _differ(then[at], row, "name"):
            return True
        if _differ(then[at], row, "max_points"):
            had, has = then[at].get("max_points", 0), row.get("max_points", 0)
            changes.points[f"{lesson}, row {row['name']}"] = f"{had} -> {has} points"
        otherwise = otherwise or _row_fared_otherwise(then[at], row)
    return otherwise


def _points(result):
    if result is None:
        return "no result"
    points = f"{result['score']} of {result['max_score']}"
    status = result.get("status")
    return points if status == "graded" else f"{points} ({status or 'none'})"


def _told_rows(before, now):
    for row in now["rows"]:
        then = row_called(before, row["name"])
        if then is None:
            yield f"    {row['name']}: new, {_told_row(row)}"
        elif _row_changed(then, row):
            yield f"    {row['name']}: {_told_row(then)} -> {_told_row(row)}"
    for row in before["rows"]:
        if row_called(now, row["name"]) is None:
            yield f"    {row['name']}: gone, was {_points_of(row)}"


def _told_row(row):
    points = _points_of(row) if counts(row) else "does not count"
    return f"{points} ({row.get('status') or 'none'})"


def _points_of(row):
    return f"{row['points']} of {row.get('max_points', 0)}"
