"""grades.csv: a line for each student, with name, the platform's id, the email address,
the sum, why there is no full result or what was taken instead, and for each lesson the
score, the maximum, the status, and the points of each row; then what was decided by hand,
and the student's page. What has no result has empty cells."""

from . import cells, look, run_folder
from .result import counts, row_called
from .wrong import Wrong


def csv_of(run, told, grader):
    lessons = list(_lessons(told, grader))
    lines = [_head(lessons)]
    for student in told["students"]:
        results = [
            run_folder.result(run, student["key"], lesson.name) for lesson in lessons
        ]
        lines.append(_line(told, student, lessons, results))
    return "".join(map(cells.line, lines))


def _lessons(told, grader):
    """The lessons of the run that there are here still."""
    for name in told["lessons"]:
        try:
            yield from grader.lessons(name)
        except Wrong:
            pass


def _head(lessons):
    head = ["student", "id", "email", "score", "reason"]
    for lesson in lessons:
        names = ["score", "max", "status", *(row["name"] for row in lesson.rows)]
        head += [f"{lesson.number} {name}" for name in names]
    return [*head, "by hand", "feedback"]


def _line(told, student, lessons, results):
    looks = {}
    by_hand = []
    points = []
    for lesson, result in zip(lessons, results):
        look.add_result(looks, lesson.name, result)
        points += _points(lesson, result)
        words = (result or {}).get("by_hand", [])
        by_hand += [f"{lesson.number}: {decided}" for decided in words]
    look.add_student(looks, student)
    return [
        student["name"],
        student.get("id"),
        student.get("email"),
        sum(result["score"] for result in results if result),
        "; ".join(look.lines(told, looks)),
        *points,
        "; ".join(by_hand),
        f"feedback/{student['key']}.html",
    ]


def _points(lesson, result):
    if result is None:
        return [None, None, "no result", *(None for _ in lesson.rows)]
    rows = [_points_of(row_called(result, row["name"])) for row in lesson.rows]
    status = result.get("status") or "no result"
    return [result["score"], result["max_score"], status, *rows]


def _points_of(row):
    """What was not graded or does not count has none, which is no loss."""
    if row is None or row.get("status") == "not-graded" or not counts(row):
        return None
    return row["points"]
