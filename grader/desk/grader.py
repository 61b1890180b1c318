"""What the desk asks of the grader: `grade serve` answers, a line of JSON to a line
(grader/grade/serve.c)."""

import contextlib
import json
import os
import re
import subprocess
from urllib.parse import quote, unquote_to_bytes

from .wrong import Wrong


def encoded(path):
    """A path as it is written to the grader: JSON holds no name that is not UTF-8."""
    return quote(os.fsencode(path))


def decoded(text):
    """A path that the grader has written."""
    return None if text is None else os.fsdecode(unquote_to_bytes(text))


def seed_of(text):
    """The seed that is wished, 1 where none is, as the grader is told it: whole numbers in
    JSON have a sign."""
    if text is None:
        return 1
    if not re.fullmatch("[0-9]+", text) or int(text) >= 1 << 64:
        raise Wrong(f'SEED is a whole number, not "{text}"')
    return int(text) - (1 << 64 if int(text) >= 1 << 63 else 0)


class Grader:
    """The grader that is built in this folder, ready to be asked; a context."""

    def __init__(self, build):
        self.build = build
        self.exits = contextlib.ExitStack()  # of what ends with it
        self._process = subprocess.Popen(
            [os.path.join(build, "grade"), "--build", build, "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.exits.close()
        # What it has been asked is not waited for where nobody takes the answer.
        if kind is not None:
            self._process.terminate()
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def ask(self, question, **words):
        """The answer; Wrong, with the grader's sentence, where there is none. Paths are to be
        encoded()."""
        line = json.dumps({"ask": question, **words}) + "\n"
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
            reply = self._process.stdout.readline()
        except BrokenPipeError:
            reply = b""
        if not reply:
            raise Wrong("the grader was interrupted")
        answer = json.loads(reply)
        if "wrong" in answer:
            raise Wrong(answer["wrong"])
        return answer["answer"]

    def run(self, arguments, folder, **limits):
        """Runs a command that handles what a stranger wrote, supervised and shut in: its
        outcome, {"good", "missing", "exited", "timed_out", "signaled", "code", "output",
        "whole", "words"}. limits: see t_limits in grader/run/run.h.
        """
        return self.ask(
            "run",
            arguments=[encoded(word) for word in arguments],
            folder=encoded(folder),
            limits=limits,
        )

    def lessons(self, wanted=None):
        """The lessons, or the one that is wanted, by its name or number."""
        wanted = self.ask("lessons") if wanted is None else [wanted]
        return [Lesson(self.ask("lesson", lesson=name)) for name in wanted]


class Lesson:
    """A lesson, as its folder and its rubric say (grader/lesson): its name
    (09a_arena_scope_local_mmap), its number (09a), title, folder (lessons/NAME), suite
    (grader/suites/NAME), contract (the header's name), files (of a submission), api (the
    contract's functions) and rows: [{"name", "sentence", "heading", "points", "hidden",
    "watched"}]."""

    def __init__(self, told):
        vars(self).update(told)

    @property
    def points(self):
        return sum(row["points"] for row in self.rows)
