"""Ranks the pairs of a class that are most alike, of the lesson or of all, and writes
similar.html and similar.csv. It says nothing else of the pairs."""

import os
import re
import shutil

from .. import files
from ..grader import Grader, encoded
from ..intake import plan
from ..run_folder import CLASS_FILE, read_class
from ..workfolder import work_folder
from ..wrong import Wrong
from . import page, source
from .ranking import rank
from .sim import RUN
from .table import table

_KEY = r"(?!\.\.?$)[A-Za-z0-9._-]+"


def _lessons(grader, names, wanted):
    """The lessons that were graded; only the one of that name or number, if one is wanted."""
    lessons = [grader.lessons(name)[0] for name in names]
    if wanted is None:
        return lessons
    [lesson] = grader.lessons(wanted)
    if lesson.name not in names:
        raise Wrong(f"{lesson.name} was not graded in this run")
    return [lesson]


def _students(told):
    """A key names a folder below ours, and nothing else."""
    for number, student in enumerate(told, 1):
        key = student.get("key")
        if not isinstance(key, str) or not re.fullmatch(_KEY, key):
            raise Wrong(f"student {number} has no key that could be a folder's name")
        yield {"key": key, "name": student.get("name") or key}


def _rank(grader, lesson, students, run):
    """Each lesson has a work folder of its own, so the sources of one do not meet those of
    the next."""
    with work_folder(grader.build) as work:
        ranking = rank(grader, lesson, students, run, work)
    pairs = ranking.pairs
    print(
        f"{lesson.name}: {pairs.compared} pairs compared, {pairs.found} have a run in common"
    )
    return ranking


def _save(wishes, name, write):
    """Writes the file; of a class that was graded it is the run's, and a link leads there, as
    to the pages of make class."""
    path = os.path.join(wishes.out, name)
    try:
        if wishes.submissions is None:
            write(os.path.join(wishes.out, "latest", name))
            files.lead(path, f"latest/{name}")
        else:
            # A link is of a run, whose page this is not.
            if os.path.islink(path):
                os.unlink(path)
            write(path)
    except OSError as error:
        raise Wrong(f"{path} cannot be written: {error.strerror}") from None
    print(path)


def _save_all(wishes, grader, rankings):
    text = table(rankings)
    most = page.MOST // max(1, len(rankings))
    lessons = [
        page.LessonPage(ranking, wishes.anonymous, most).data for ranking in rankings
    ]

    def write_page(path):
        grader.ask(
            "page",
            viewer="similar",
            title="Similar submissions",
            data={"run": RUN, "lessons": lessons},
            most=source.MOST,
            # For a browser without JavaScript.
            plain="" if wishes.anonymous else text,
            out=encoded(path),
        )

    try:
        os.makedirs(wishes.out, exist_ok=True)
    except OSError as error:
        raise Wrong(f"{wishes.out} cannot be made: {error.strerror}") from None
    _save(wishes, "similar.html", write_page)
    _save(wishes, "similar.csv", lambda path: files.write(path, text))


def _rank_all(wishes, run):
    with Grader(wishes.build) as grader:
        told = read_class(run)
        if told is None:
            raise Wrong(
                f"{run}/{CLASS_FILE} cannot be read: grade the class first, with make class "
                "OUT=, or give SUBMISSIONS= and LESSON="
            )
        lessons = _lessons(grader, told["lessons"], wishes.lesson)
        students = list(_students(told["students"]))
        rankings = [_rank(grader, lesson, students, run) for lesson in lessons]
        _save_all(wishes, grader, rankings)
        missing = grader.ask("unconfined")
    if missing is not None:
        print(f"Note: sim_c was not shut in with bubblewrap: {missing}.")


def command(wishes):
    if shutil.which("sim_c") is None:
        raise Wrong(
            "sim_c is missing; install the package similarity-tester (make setup similar)"
        )
    if wishes.submissions is None:
        _rank_all(wishes, os.path.join(wishes.out, "latest"))
        return
    with work_folder(wishes.build) as work:
        run = os.path.join(work, "latest")
        # A class that was not graded is laid out as for grading.
        with Grader(wishes.build) as grader:
            plan.lay_out(grader, wishes.submissions, run, wishes.lesson, wishes.compiler)
        _rank_all(wishes, run)
