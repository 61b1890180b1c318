"""Makes of a run's results what people read (grades.csv, feedback, the class page,
changes.txt), tells what it changes of the run that counts until now, and makes it the one
that counts. Nothing of an earlier run is changed."""

import collections
import os
import sys
from dataclasses import dataclass, field

from . import changes, class_page, files, grades, run_folder
from .grader import Grader, encoded
from .result import empty
from .text import count
from .wrong import Wrong

_LATEST = "latest"
# Characters of the changes that are told on the terminal; all stand in changes.txt.
_TOLD = 4000
# Bytes of a student's page.
_PAGE_MOST = 1 << 20

# What the class's folder shows of the run that counts.
_SHOWN = ["grades.csv", "class.html", "feedback", "results", "changes.txt"]
# And this, where it is wished.
_FOR_MOODLE = "feedback-moodle"
# What make similar found in a run, and what only some runs have, is shown while that run
# counts.
_OF_ONE_RUN = ["similar.html", "similar.csv", _FOR_MOODLE]

# What the student is told of a lesson without a result: it is none of 0 points.
_NO_RESULT = {
    "status": "no result",
    "reason": "There is no result yet: the grader could not do its work. This is no fault "
    "of the submission.",
}


@dataclass
class Tally:
    """What there is in a class. With what a result was made: on another machine it could
    be something else, and then grades would not compare."""

    statuses: collections.Counter = field(default_factory=collections.Counter)
    compilers: collections.Counter = field(default_factory=collections.Counter)
    valgrinds: collections.Counter = field(default_factory=collections.Counter)
    lost: int = 0  # have no result
    partial: int = 0  # rows were left out, because a machine could not show them

    def add(self, result):
        if result is None:
            self.lost += 1
            return
        self.statuses[result.get("status") or ""] += 1
        compiler = (result.get("compiler") or {}).get("version")
        valgrind = (result.get("tools") or {}).get("valgrind")
        self.compilers.update([compiler] if compiler else [])
        self.valgrinds.update([valgrind] if valgrind else [])
        headings = result["headings"].values()
        self.partial += any(heading.get("not_graded") for heading in headings)


def command(wishes):
    tally = Tally()
    try:
        with Grader(wishes.build) as grader:
            _publish(wishes, os.path.join(wishes.out, wishes.run), grader, tally)
    finally:
        _tell_tally(tally)
    return 2 if tally.lost else 0


def _publish(wishes, run, grader, tally):
    told = run_folder.read_class(run)
    if told is None:
        raise Wrong(f"{run} is no run of a class")
    files.write(os.path.join(run, "grades.csv"), grades.csv_of(run, told, grader))
    _write_feedback(run, told, grader, tally)
    class_page.write(grader, run, told)
    lost = _tell_changes(wishes.out, run)
    if lost and not wishes.hold and not wishes.shrink:
        raise Wrong(
            f"{count(lost, 'result')} that count{'s' if lost == 1 else ''} now could not "
            "be made again, so this run does not count yet: run the same command again, "
            "or with SHRINK=1 to do without"
        )
    _tell_looks(told)
    if not wishes.hold:
        _make_latest(wishes.out, wishes.run)


def _write_feedback(run, told, grader, tally):
    wished = told.get("wishes", {})
    shows_hidden = wished.get("show") == "hidden"
    os.makedirs(os.path.join(run, "feedback"), exist_ok=True)
    for student in told["students"]:
        path = os.path.join(run, "feedback", f"{student['key']}.html")
        results = []
        for lesson in told["lessons"]:
            result = run_folder.result(run, student["key"], lesson)
            tally.add(result)
            results.append(
                result or empty(lesson, submission=student["name"], **_NO_RESULT)
            )
        page = encoded(path)
        grader.ask("report", results=results, masked=not shows_hidden, out=page)
        if wished.get("feedback") == "moodle":
            _copy_for_moodle(run, student, path)


def _copy_for_moodle(run, student, path):
    """The same page once more where Moodle's bulk upload of feedback takes it, a folder
    for each student; nothing where Moodle's name or number is not known."""
    name, number = student["name"], student.get("id") or ""
    # Neither is to lead elsewhere.
    if all(part and part[0] != "." and "/" not in part for part in (name, number)):
        folder = f"{run}/{_FOR_MOODLE}/{name}_{number}_assignsubmission_file_"
        os.makedirs(folder, exist_ok=True)
        page = files.read(path, _PAGE_MOST)
        files.write(os.path.join(folder, "report.html"), page)


def _tell_changes(out, run):
    """Before anything is changed, everyone can see what will. How many results are lost."""
    latest = os.path.join(out, _LATEST)
    is_first = run_folder.read_class(latest) is None
    made = changes.Changes() if is_first else changes.between(latest, run)
    text = made.text or "Nobody's points have changed.\n"
    if is_first:
        text = "This is the first run.\n"
    print("" if is_first else "Changes:\n", _whole_lines(text), sep="", end="")
    if len(text) > _TOLD:
        print(f"  ... and more; all changes are in {run}/changes.txt")
    files.write(os.path.join(run, "changes.txt"), text)
    return made.lost


def _whole_lines(text):
    """What of it is told: no half of a line."""
    return text if len(text) <= _TOLD else text[: text.rfind("\n", 0, _TOLD) + 1]


def _tell_looks(told):
    """Nobody is lost without a word: how many there are in the list of the class page."""
    students = sum(bool(student.get("look")) for student in told["students"])
    left_out = len(told.get("left_out", []))
    if students + left_out:
        print(
            f"{count(students, 'student')} with something to look at, "
            f"{count(left_out, 'thing')} left out: see \"Look at these\" in class.html, "
            'and the column "reason" in grades.csv.'
        )


def _make_latest(out, run):
    shown = list(_SHOWN)
    if os.path.exists(os.path.join(out, run, _FOR_MOODLE)):
        shown.append(_FOR_MOODLE)
    for name in shown:
        files.lead(os.path.join(out, name), f"{_LATEST}/{name}")
    files.lead(os.path.join(out, _LATEST), run)
    for name in _OF_ONE_RUN:
        path = os.path.join(out, name)
        if os.path.islink(path) and not os.path.exists(path):
            os.unlink(path)


def _warn(sentence):
    sys.stdout.flush()
    print(sentence, file=sys.stderr)


def _warn_of(versions, what):
    if len(versions) < 2:
        return
    _warn(f"class: not all were graded with the same {what}, so grades may not compare:")
    for version, number in versions.items():
        _warn(f"  {number} with {version}")


def _tell_tally(tally):
    told = [f"{number} {status}" for status, number in tally.statuses.items() if status]
    if told:
        print(", ".join(told))
    _warn_of(tally.compilers, "compiler")
    _warn_of(tally.valgrinds, "valgrind")
    if tally.partial:
        have = " has" if tally.partial == 1 else "s have"
        _warn(
            f"class: {tally.partial} result{have} a maximum below 100: the report says "
            "which rows could not be graded."
        )
    if tally.lost:
        _warn(
            f"class: {count(tally.lost, 'submission')} could not be graded; the sentences "
            "above say why. Run this again to try "
            f"{'it' if tally.lost == 1 else 'them'} again."
        )
