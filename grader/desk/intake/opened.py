"""A submission as it was handed in, an archive or a file, opened as make class opens it:
its files of the lesson stand in a folder below `build` then, whose path is printed."""

import os
import sys

from .. import files
from ..grader import Grader
from ..text import cut
from ..wrong import Wrong
from . import naming, stage
from .choose import choose
from .roster import Source, Student


def command(options):
    path = options.submission
    name = os.path.basename(path)
    key = naming.key(name, path)
    entry = cut(name, 200)
    student = Student(key, "", key=key, sources=[Source(path, entry, entry)])
    work = os.path.join(options.build, "opened", f"{key}.work")
    with Grader(options.build) as grader:
        lesson = grader.lessons(options.lesson)[0]
        folder = os.path.join(options.build, "opened", key, lesson.name)
        files.remove(folder)
        try:
            choice = choose(stage.Tree(grader, student, work), lesson, folder)
        finally:
            files.remove(work)
    # What was chosen instead of what.
    for note in choice.notes:
        print(f"note: {note}", file=sys.stderr)
    if choice.status != stage.GRADED:
        raise Wrong(f"{path}: {choice.reason}")
    sys.stdout.buffer.write(os.fsencode(folder) + b"\n")
