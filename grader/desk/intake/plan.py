"""What a run has to do, and what need not be done again.

Lays out the run: class.json, a copy of each submission with its description, the results
that still hold, and `jobs`, a line "KEY LESSON" for each other one. A result holds if
submission, lesson, grader, compiler, valgrind and options are as they were. Where
something is wrong, no result of the run is lost. It is wrong to leave out students or
lessons of the latest run, unless that is wished.
"""

import os
import sys
import types

from .. import files, match, overrides, run_folder, shrink
from ..grader import Grader, seed_of
from ..text import count, cut
from ..wrong import Wrong
from . import archive, job, roster, stage
from .choose import choose

STATUS_SAME = 10


class Plan:
    def __init__(self, grader, wishes):
        self.grader = grader
        self.wishes = wishes
        self.lessons = grader.lessons(wishes.lesson)
        self.prints = {
            lesson.name: grader.ask(
                "fingerprint",
                lesson=lesson.name,
                compiler=wishes.compiler,
                seed=wishes.seed,
            )
            for lesson in self.lessons
        }
        self.roster = roster.Roster()
        self.looks = {}  # by key: what a person should look at, see run_folder.py
        self.overrides = []
        self.again = None  # the key of who is to be graded again
        self.kept = 0  # results of the latest run that still hold
        self.done = 0  # results of this run, which was stopped
        self.jobs = []  # (key, lesson) of each submission to grade
        self.same = False  # class and results are those of the latest run

    def told(self):
        kept = f", {self.kept} unchanged" if self.kept else ""
        done = f", {self.done} graded already" if self.done else ""
        students = count(len(self.roster.students), "student")
        lessons = count(len(self.lessons), "lesson")
        return f"{students}, {lessons}: {len(self.jobs)} to grade{kept}{done}"

    def class_json(self):
        students = [
            {"key": one.key, "name": one.name, "id": one.id, "email": one.email}
            for one in self.roster.students
        ]
        for student in students:
            if self.looks.get(student["key"]):
                student["look"] = self.looks[student["key"]]
        told = {
            "lessons": [lesson.name for lesson in self.lessons],
            "students": students,
            "left_out": self.roster.left_out,
        }
        more = {"overrides": self.overrides, "wishes": self.wishes.pages}
        return {**told, **{key: value for key, value in more.items() if value}}

    def look(self, key, lesson, text):
        """A person should look at this student's submission of the lesson."""
        self.looks.setdefault(key, []).append({"lesson": lesson, "text": text})


def _submissions(plan):
    """Where the submissions are, and whether that comes out of an archive: one of all is
    unpacked first."""
    path = plan.wishes.submissions
    if not os.path.isfile(path):
        return path, False
    target = os.path.join(plan.wishes.run, "unpacked", "class")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        archive.unpack(plan.grader, path, target, "class")
    except (archive.Refused, archive.Unopened) as why:
        raise Wrong(f"{path}: {why}") from None
    return target, True


def _read_overrides(plan):
    """What fits nothing any more is told as what is left out is."""
    if plan.wishes.overrides is None:
        return
    plan.overrides = overrides.read(plan.wishes.overrides)
    overrides.resolve(plan.overrides, plan.class_json()["students"], plan.lessons)
    for override in plan.overrides:
        if "misfit" in override:
            entry = f"OVERRIDES, line {override['line']}"
            plan.roster.leave_out(entry, override["misfit"])


def _read_roster(plan):
    wishes = plan.wishes
    folder, unpacked = _submissions(plan)
    try:
        plan.roster = roster.read(folder, unpacked)
        if not plan.roster.students:
            raise Wrong(
                f"there is no submission in {folder}: a folder or an archive for each "
                "student"
            )
        if wishes.roster is not None:
            roster.join(plan.roster, wishes.roster)
        _read_overrides(plan)
        if wishes.student is not None:
            students = plan.class_json()["students"]
            plan.again = match.called(students, wishes.student)["key"]
    finally:
        for left in plan.roster.left_out:
            print(f"class: left out: {left['entry']} ({left['why']})", file=sys.stderr)


def _stage(plan, tree, student, lesson):
    """What is there to grade, and whether a person should look."""
    folder = run_folder.submission_path(plan.wishes.run, student.key, lesson.name)
    files.remove(folder)
    choice = choose(tree, lesson, folder)
    if choice.status not in (stage.GRADED, stage.BROKEN):
        os.makedirs(folder)
    for note in choice.notes:
        plan.look(student.key, lesson.name, note)
    if choice.status in (stage.REFUSED, stage.BROKEN):
        plan.look(student.key, lesson.name, choice.reason)
    return choice


def _plan_lesson(plan, tree, student, lesson):
    choice = _stage(plan, tree, student, lesson)
    if choice.status == stage.BROKEN:
        name = cut(student.name, 80)
        print(
            f"class: {name}, {lesson.name}: not graded: {choice.reason}", file=sys.stderr
        )
    else:
        job.settle(plan, student, lesson.name, choice)
    return choice


def _plan_student(plan, student):
    run, key = plan.wishes.run, student.key
    os.makedirs(os.path.join(run, "results", key), exist_ok=True)
    work = os.path.join(run, "unpacked", key)
    tree = stage.Tree(plan.grader, student, work)
    choices = [_plan_lesson(plan, tree, student, lesson) for lesson in plan.lessons]
    files.remove(work)
    # One lesson of several is not there yet: that is nothing to look at.
    if all(choice.status == stage.MISSING for choice in choices):
        reasons = [choice.reason for choice in choices if choice.files != 0]
        if reasons:
            plan.look(key, plan.lessons[0].name, reasons[0])
    # What was decided for one student is seen where people look.
    for override in plan.overrides:
        if override.get("key") == key and "misfit" not in override:
            plan.look(key, override["lesson"], f"by hand: {overrides.words(override)}")


def _latest_class(latest):
    if latest is None:
        return None
    before = run_folder.read_class(latest)
    if before is None:
        raise Wrong(
            f"{latest}/{run_folder.CLASS_FILE} cannot be read, so nobody knows who "
            "counts now; choose another folder for OUT"
        )
    return before


def _lay_out(plan):
    wishes = plan.wishes
    before = _latest_class(wishes.latest)
    _read_roster(plan)
    # Before anything is staged: a run that is refused leaves nothing.
    gone = None if wishes.shrink else shrink.told(before, plan.class_json())
    if gone:
        raise Wrong(gone)
    for student in plan.roster.students:
        _plan_student(plan, student)
    told = plan.class_json()
    files.write_json(os.path.join(wishes.run, run_folder.CLASS_FILE), told)
    plan.same = told == before and plan.kept == len(plan.roster.students) * len(
        plan.lessons
    )
    # All of them are known: a plan that was cut short is none.
    lines = "".join(f"{key} {lesson}\n" for key, lesson in plan.jobs)
    files.write(os.path.join(wishes.run, "jobs"), lines)


def make(grader, wishes):
    """Makes the plan of the run, and returns it."""
    plan = Plan(grader, wishes)
    unpacked = os.path.join(wishes.run, "unpacked")
    files.remove(unpacked)
    try:
        _lay_out(plan)
    finally:
        files.remove(unpacked)
    return plan


def read_wishes(options):
    """The options of the command as they are meant."""
    show, feedback = options.show, options.feedback
    if show not in (None, "hidden"):
        why = "SHOW is hidden, which shows students the hidden rows too"
        raise Wrong(f'{why}, not "{show}"')
    if feedback not in (None, "moodle"):
        raise Wrong(f'FEEDBACK is moodle, not "{feedback}"')
    options.seed = seed_of(options.seed)
    pages = {"anonymous": bool(options.anonymous), "show": show, "feedback": feedback}
    # What pages are to be, as class.json has it.
    options.pages = {key: value for key, value in pages.items() if value}
    return options


def lay_out(grader, submissions, run, lesson, compiler):
    """Lays out a class that is not graded, as for grading."""
    os.makedirs(run, exist_ok=True)
    none = dict.fromkeys(["latest", "roster", "overrides", "student", "again", "shrink"])
    wishes = types.SimpleNamespace(
        submissions=submissions,
        run=run,
        lesson=lesson,
        compiler=compiler,
        seed=1,
        pages={},
        **none,
    )
    return make(grader, wishes)


def command(options):
    wishes = read_wishes(options)
    with Grader(options.build) as grader:
        plan = make(grader, wishes)
    print(plan.told())
    return STATUS_SAME if plan.same else 0
