"""All sources of a lesson, held against each other."""

from dataclasses import dataclass

from ..grader import Lesson
from ..run_folder import submission_path
from . import given, source
from .pairs import Pairs
from .sim import RUN, Sim, TooMuch

# Sources of one call for counting: 5,000 numbers are a short command line.
_AT_ONCE = 500
_SHORT = "it has next to nothing beside what was given"


@dataclass
class Ranking:
    lesson: Lesson
    given: set
    sources: list  # one for each student, in the order of the class
    pairs: Pairs


def _group_same(sources):
    """The same text is compared once, however many handed it in: a thousand alike are no
    half million pairs."""
    groups = {}
    for one in sources:
        if one.why_not is None:
            one.same = groups.setdefault(one.text, [])
            one.same.append(one)


def _count_some(sim, some):
    """Where sim_c cannot read them, half of them and the other half; a single one is then
    left out."""
    try:
        tokens = sim.count([one.number for one in some])
    except TooMuch:
        if len(some) == 1:
            some[0].why_not = "sim_c cannot read it"
            return
        _count_some(sim, some[: len(some) // 2])
        _count_some(sim, some[len(some) // 2 :])
        return
    for one in some:
        one.tokens = tokens.get(one.number, 0)


def _count_tokens(sim, sources):
    """What has less than a run of its own is not compared, nor is any that is the same."""
    firsts = [one for one in sources if one.is_compared]
    for at in range(0, len(firsts), _AT_ONCE):
        _count_some(sim, firsts[at : at + _AT_ONCE])
    for one in sources:
        if one.why_not is None and one.first.tokens < RUN:
            one.why_not = one.first.why_not or _SHORT


def rank(grader, lesson, students, run, work):
    """The ranking of these students, whose submissions are in the folder `run`; `work` is an
    empty folder."""
    sources = [
        source.Source(number, student["name"], student["key"])
        for number, student in enumerate(students)
    ]
    for one in sources:
        source.read(one, lesson, submission_path(run, one.key, lesson.name))
    lines = given.read(lesson)
    sim = Sim(grader, work)
    _group_same(sources)
    for one in sources:
        if one.is_compared:
            sim.put(one.number, given.left_out(lines, one.text))
    _count_tokens(sim, sources)
    firsts = [one for one in sources if one.is_compared]
    firsts.sort(key=lambda one: one.tokens)
    return Ranking(lesson, lines, sources, Pairs(sim, firsts))
