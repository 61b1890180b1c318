"""`make export`: the result of a grading, one that was written before, or all of a class,
in the format of another system."""

import json
import os
import stat
import sys

from .. import files, run_folder
from ..grader import Grader, encoded, seed_of
from ..painted import look_of
from ..result import sound
from ..wrong import Wrong
from . import FORMATS, check, export

_RESULT_BYTES = 16 << 20
_NONE = "there is no result of this submission"


def command(wishes):
    if wishes.class_ is not None:
        return _export_class(wishes)
    try:
        check(wishes.for_)
        _export_one(wishes, seed_of(wishes.seed))
    except Wrong as wrong:
        # What grades one lesson is called so.
        wrong.title = "grade"
        raise


def _export_one(wishes, seed):
    """Where there is no result the export says so, and is written all the same; that it
    cannot be is told first."""
    wrong = result = None
    try:
        with Grader(wishes.build or "build") as grader:
            result = _read(grader, wishes) or _grade(grader, wishes, seed)
    except Wrong as told:
        wrong = str(told)
    except OSError as error:
        wrong = f"{error.filename}: {error.strerror}"
    except BaseException:
        _write(wishes, None, "interrupted")
        raise
    _write(wishes, result, wrong)
    if wrong is not None:
        raise Wrong(wrong)


def _read(grader, wishes):
    """What a student may see of the result in the file that is wished; None where none is
    wished."""
    path = wishes.result
    if path is None:
        return None
    try:
        # A link is followed: it is the instructor's.
        data = files.read(os.path.realpath(path), _RESULT_BYTES)
        result = sound(json.loads(data))
        if result is not None and result["lesson"] and result["status"]:
            return grader.ask("shown", result=result)
    except OSError as error:
        raise Wrong(f"{path}: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise Wrong(f"{path} is no JSON: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise Wrong(f"{path} is no JSON: {error}") from None
    raise Wrong(f"{path} is no result of a grading")


def _grade(grader, wishes, seed):
    """The lesson graded now, with the report that its student may see."""
    told = grader.ask(
        "grading",
        lesson=wishes.lesson or "",
        submission=encoded(wishes.submission or ""),
        compiler=wishes.compiler or "gcc",
        seed=seed,
        look=vars(look_of(sys.stdout)),
    )
    if not _is_stream(wishes.out):
        sys.stdout.write(told["report"])
    return told["result"]


def _is_stream(path):
    """A pipe or a terminal gets the export and nothing else."""
    return os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode)


def _write(wishes, result, wrong):
    path = wishes.out
    lesson = result["lesson"] if result else wishes.result or wishes.lesson or ""
    try:
        sys.stdout.flush()
        files.write(path, export(wishes.for_, lesson, result, wrong))
    except OSError as error:
        reason = error.strerror
        raise Wrong(f"the export cannot be written to {path}: {reason}") from None
    if not _is_stream(path):
        print(f"The export for {wishes.for_}: {path}")


def _export_class(wishes):
    """OUT/KEY/LESSON.json, .xml or .csv, with what was decided by hand; a submission
    without a result has a file that says so."""
    check(wishes.for_)
    run, told = run_folder.latest(wishes.class_)
    with Grader(wishes.build or "build") as grader:
        for student in told["students"]:
            folder = os.path.join(wishes.out, student["key"])
            os.makedirs(folder, exist_ok=True)
            for lesson in told["lessons"]:
                result = run_folder.result(run, student["key"], lesson)
                shown = result and grader.ask("shown", result=result)
                path = os.path.join(folder, f"{lesson}.{FORMATS[wishes.for_]}")
                files.write(path, export(wishes.for_, lesson, shown, _NONE))
    count = len(told["students"])
    print(f"The exports for {wishes.for_}, of {count} students: {wishes.out}")
