"""Sources are compared in blocks: sim_c takes a hundred times as long for a thousand at once
as for the same in blocks of 24, since it walks through all of them for each pair. One call
compares a block with a block, or the sources of a block among themselves, and only the
highest pairs are kept: so memory stays flat."""

import itertools
import sys
from dataclasses import dataclass

from .sim import TooMuch
from .source import Source

MOST = 1000  # pairs that are kept, the highest
SHOWN = 100  # of these on the page, with their runs
_BLOCK = 24


@dataclass
class Pair:
    a: Source
    b: Source  # has as many tokens, or more
    tokens: int  # of a that stand in a run which b has too
    runs: list  # [from, to, from, to], lines of both

    @property
    def per_cent(self):
        """Twice these tokens, of the tokens of both together."""
        return 200 * self.tokens / (self.a.tokens + self.b.tokens)

    def order(self):
        return -self.per_cent, -self.tokens, self.a.number, self.b.number


def _pairs_in(left, right):
    size = len(left)
    return size * (size - 1) // 2 if left is right else size * len(right)


def _tell_progress(done, whole):
    if sys.stderr.isatty() and whole > 10:
        end = "\r     \r" if done == whole else ""
        print(f"\r{done * 100 // whole} %{end}", end="", file=sys.stderr, flush=True)


class Pairs:
    """The pairs of these sources, which come from the shortest to the longest."""

    def __init__(self, sim, sources):
        self._sim = sim
        self.highest = []
        self.found = 0  # pairs that have a run in common
        self.compared = 0  # pairs that were compared
        self.lost = 0  # pairs that could not be
        blocks = [sources[at : at + _BLOCK] for at in range(0, len(sources), _BLOCK)]
        rounds = list(itertools.combinations_with_replacement(blocks, 2))
        for done, (left, right) in enumerate(rounds, 1):
            self._compare_or_screen(left, right)
            _tell_progress(done, len(rounds))

    def _add(self, pairs):
        self.found += len(pairs)
        self.highest = sorted(self.highest + pairs, key=Pair.order)[:MOST]
        for pair in self.highest[SHOWN:]:
            pair.runs = []

    def _compare(self, left, right):
        """TooMuch where that comes to no end."""
        count = _pairs_in(left, right)
        if count == 0:
            return
        sources = {source.number: source for source in left + right}
        runs = self._sim.compare(
            [source.number for source in left],
            [] if left is right else [source.number for source in right],
        )
        self.compared += count
        self._add(
            [
                Pair(sources[a], sources[b], sum(tokens), lines)
                for (a, b), (tokens, lines) in runs.items()
                if a in sources and b in sources
            ]
        )

    def _screen(self, block):
        """Takes out of the block what sim_c comes to no end with by itself."""
        for source in block:
            if not self._sim.can_read(source.number):
                source.why_not = "it repeats itself so much that sim_c comes to no end"
        block[:] = [source for source in block if source.why_not is None]

    def _compare_or_screen(self, left, right):
        """Compares the blocks; where that comes to no end, without those that are to blame."""
        try:
            return self._compare(left, right)
        except TooMuch:
            self._screen(left)
        if left is not right:
            self._screen(right)
        try:
            self._compare(left, right)
        except TooMuch:
            self.lost += _pairs_in(left, right)
