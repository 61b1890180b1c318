"""`make gradescope`: the zip that Gradescope builds its autograder from, for one lesson.

In it are setup.sh and run_autograder, which Gradescope looks for, the lesson's name, and
the course as students get it, but with its hidden rows. Like a handout it is the same to
the byte whenever it is made from the same files."""

import os
import shutil
import time
import zipfile

from .grader import Grader
from .handout import FIRST_TIME, make_course, place_beside, settle, writing
from .wrong import Wrong


def command(wishes):
    out = wishes.out
    with Grader(wishes.build) as grader:
        lesson = grader.lessons(wishes.lesson)[0].name
    if out is None or not out.endswith(".zip"):
        raise Wrong("say where it is to go, with OUT=file.zip")
    if os.path.lexists(out):
        raise Wrong(f"{out} is there already; choose another OUT")
    with place_beside(out, ".gradescope.") as work:
        new = os.path.join(work, "new")
        make_course(os.path.join(new, "course"), wishes.build)
        _add_scripts(new, lesson)
        with writing(out):
            settle(new)
            _pack(new, os.path.join(work, "zip"))
            os.rename(os.path.join(work, "zip"), out)
    print(f"The autograder of {lesson} for Gradescope: {out}")


def _add_scripts(folder, lesson):
    for script, name in (
        ("gradescope_setup.sh", "setup.sh"),
        ("run_autograder", "run_autograder"),
    ):
        shutil.copyfile(f"grader/setup/{script}", os.path.join(folder, name))
        os.chmod(os.path.join(folder, name), 0o755)
    with open(os.path.join(folder, "lesson"), "w", encoding="utf-8") as file:
        file.write(f"{lesson}\n")


def _pack(folder, path):
    """Sorted, without the owners and times that an archive may hold beside those of DOS,
    which know no zone and begin with 1980."""
    found = (
        os.path.relpath(os.path.join(within, name), folder)
        for within, _, names in os.walk(folder)
        for name in names
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(found):
            status = os.stat(os.path.join(folder, name))
            moment = time.gmtime(max(status.st_mtime, FIRST_TIME))
            entry = zipfile.ZipInfo(name, moment[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = status.st_mode << 16
            with open(os.path.join(folder, name), "rb") as file:
                archive.writestr(entry, file.read())
