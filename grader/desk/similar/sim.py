"""sim_c (of the package similarity-tester, by Dick Grune): it reads sources as tokens, with
all names taken as equal, and finds the runs that two have in common. It parses what students
wrote, so it runs shut in, as a compiler does."""

import os
import re

from ..wrong import Wrong

# The tokens that a run has at least, which is sim_c's own choice: shorter ones are in any
# two answers.
RUN = 24

# Comparing 24 sources with 24 takes a tenth of a second and a few MiB. One that says "a a a
# a ..." takes hours: sim_c is quadratic there, and worse.
_LIMITS = {
    "wall_seconds": 60,
    "cpu_seconds": 3,
    "memory_mib": 1024,
    "file_mib": 1,
    "output_bytes": 32 << 20,
    "processes": 4,
}
_ALONE = {**_LIMITS, "wall_seconds": 20, "cpu_seconds": 1}

_NUMBER = r"(\d{1,9})"
_COUNT = re.compile(rf"^File {_NUMBER}: {_NUMBER} token", re.M)
_PLACE = rf"{_NUMBER}: line {_NUMBER}-{_NUMBER} *"
_RUN = re.compile(rf"^{_PLACE}\| *{_PLACE}\[{_NUMBER}\]", re.M)


class TooMuch(Exception):
    """It came to no end with these sources."""


class Sim:
    """sim_c in a work folder, where each source stands under its number."""

    def __init__(self, grader, work):
        self._grader = grader
        self._work = work

    def put(self, number, text):
        with open(os.path.join(self._work, str(number)), "xb") as out:
            out.write(text)

    def _call(self, options, sources, others=(), limits=_LIMITS):
        words = ["sim_c", *options, *map(str, sources), "/", *map(str, others)]
        outcome = self._grader.run(words, self._work, **limits)
        if outcome["missing"]:
            raise Wrong("sim_c could not be run")
        if not outcome["good"] or not outcome["whole"]:
            raise TooMuch
        return outcome["output"]

    def count(self, numbers):
        """{number: its tokens}"""
        # -S: they are compared with old files only, and there are none.
        found = _COUNT.findall(self._call(["-n", "-S"], numbers))
        return {int(number): int(tokens) for number, tokens in found}

    def compare(self, numbers, others=()):
        """Compares each with each of the others; or, where there are no others, each with
        those behind it: {(number, other): ([tokens], [[from, to, from, to]])} of the runs
        that they have in common, with the lines where they are."""
        # -e: each pair by itself, so that what one has in common with another is not
        # hidden by a third.
        options = ["-n", "-e", "-T", "-S" if others else "-s", f"-r{RUN}"]
        found = {}
        for run in _RUN.findall(self._call(options, numbers, others)):
            a, a_from, a_to, b, b_from, b_to, size = map(int, run)
            tokens, lines = found.setdefault((a, b), ([], []))
            tokens.append(size)
            lines.append([a_from, a_to, b_from, b_to])
        return found

    def can_read(self, number):
        """Looks for runs within one source, which is quick but for a source that repeats
        itself all the time."""
        try:
            self._call(["-n", "-T"], [number], limits=_ALONE)
        except TooMuch:
            return False
        return True
