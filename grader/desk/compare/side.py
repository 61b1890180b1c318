"""One side of a comparison. Its value:

name, folder  what the texts call it, and where it is
result        see grader/README.md
size          {lines, functions, longest: {name, lines} or None, branches}, see
              grader/compare/size.c; or {unmeasured: why}
measured      with the rows that both sides pass, see profile.py; or {unmeasured: why}.
              The numbers come from instructions that are counted, not from a clock
demo          {text: safe to show, end: words where it did not end well, or None}, or
              {unmeasured: why}; not there where one side was not built, nor is measured

What is put into its folder is there before anything of the submission comes in: behind
it a link could lead elsewhere.
"""

import glob
import json
import os
import shutil
from dataclasses import dataclass, field

from .. import files, text
from ..grader import Grader, Lesson, encoded
from . import profile, words

PROFILE_LIMIT = 64 << 20
SIZE_LIMITS = {**words.LIMITS, "memory_mib": 2048, "output_bytes": 64 << 10}
DEMO_LIMITS = {**SIZE_LIMITS, "wall_seconds": 20, "file_mib": 64, "processes": 32}


@dataclass
class Side:
    grader: Grader
    lesson: Lesson
    compiler: str
    seed: int
    work: str  # its folder
    value: dict = field(default_factory=dict)
    object: str = None  # its name, where it was built

    def ask(self, question, **more):
        return self.grader.ask(
            question,
            lesson=self.lesson.name,
            compiler=self.compiler,
            seed=self.seed,
            work=encoded(self.work),
            **more,
        )


def begin(side, name, submission):
    """Grades the submission, builds it in its folder, and parses it. Returns the side."""
    os.makedirs(f"{side.work}/show")
    # What parses the submission, and the sources of the lesson's demo.
    shutil.copy(f"{side.grader.build}/size", side.work)
    for path in [f"{side.lesson.folder}/demo.c", *glob.glob("common/*.[ch]")]:
        shutil.copy(path, f"{side.work}/show")
    told = side.ask("submission", submission=encoded(submission))
    side.object = told["object"]
    side.value = {
        "name": name,
        "folder": text.cut(submission, 200),
        "result": told["result"],
        "size": _measure_size(side),
    }
    return side


def _measure_size(side):
    for name in side.lesson.files:
        if not os.access(os.path.join(side.work, name), os.R_OK):
            return {"unmeasured": f"{name} is missing or not fit to be read"}
    outcome = side.grader.run(
        ["./size", "contract", *side.lesson.files], side.work, **SIZE_LIMITS
    )
    size = read_size(outcome["output"]) if outcome["good"] else None
    return size or {"unmeasured": f"the parser: {outcome['words'] or 'no figures'}"}


def read_size(output):
    """The figures that are printed, or None: what prints them has read what a submission
    says."""
    try:
        told = json.loads(output)
        longest = told["longest"]
        size = {key: _count(told[key]) for key in ("lines", "functions", "branches")}
        if longest is not None:
            lines = _count(longest["lines"])
            longest = {"name": text.safe(longest["name"]), "lines": lines}
        size["longest"] = longest
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None
    return size


def _count(value):
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise ValueError("it is no count")
    return value


def look(side, rows):
    """Looks at what it does in these rows, and in the demo, which runs last."""
    unlinked = _link_demo(side)
    side.value["measured"] = _measure(side, rows)
    side.value["demo"] = {"unmeasured": unlinked} if unlinked else _run_demo(side)


def _measure(side, rows):
    why = side.ask("count", rows=rows, prefix=profile.COMMAND)
    if why is not None:
        return {"unmeasured": why}
    try:
        told = files.read(f"{side.work}/valgrind.0", PROFILE_LIMIT)
    except OSError:
        return {"unmeasured": "callgrind left no file"}
    return profile.read(
        told.decode("utf-8", "surrogateescape"), side.lesson.api, side.lesson.files
    )


def _link_demo(side):
    """Makes the demo with the object as it was inspected, still with the names of the C
    library's functions. Returns why there is none, or None."""
    program, *options = side.compiler.split()
    if "/" in program:
        program = os.path.abspath(program)
    sources = sorted(
        f"show/{name}" for name in os.listdir(f"{side.work}/show") if name.endswith(".c")
    )
    outcome = side.grader.run(
        [program, *options]
        + "-std=gnu17 -Og -g -Icontract -Ishow -o demo".split()
        + [side.object, *sources],
        side.work,
        **DEMO_LIMITS,
    )
    if outcome["good"]:
        return None
    return f"the demo cannot be linked with it: {text.cut(outcome['output'], 1000)}"


def _run_demo(side):
    """It runs only shut in: no test program loads a filter for it."""
    missing = side.grader.ask("unconfined")
    if missing:
        return {"unmeasured": f"not shut in: {missing}"}
    outcome = side.grader.run(["./demo"], side.work, **DEMO_LIMITS)
    # The sign that only asks for another look of the one before it, U+FE0F, is not unsafe.
    shown = outcome["output"].replace("\\xef\\xb8\\x8f", "")
    return {"text": shown, "end": outcome["words"]}
