"""Which of what a student has handed in is graded.

Of several parts that differ the newest counts: by Canvas's numbers, or else by the time
of an archive and of the newest file in a folder. Where none is clearly newest, none
counts. In one folder the files count, and not an archive beside them.
"""

import os
import time
from dataclasses import dataclass, field

from .. import files
from ..grader import decoded, encoded
from . import stage
from .stage import BROKEN, GRADED, MISSING, REFUSED

# Seconds. Nearer times do not tell which is newer: whoever copies a class may give all of
# it the time of the copy.
_TELLS = 60


@dataclass
class Choice:
    """What there is to grade of a lesson."""

    # GRADED, or why not; BROKEN: something could not be read, and the student is to have
    # no result.
    status: str
    reason: str = None
    notes: list = field(default_factory=list)  # what the student should know of it
    files: int = 0  # how many were looked through


@dataclass
class Candidate:
    """A part, and where the lesson's files are in it, see grader/submission/find.h."""

    part: stage.Part
    status: str
    reason: str
    files: int  # looked through
    folder: str = None
    file: str = None  # what the first of the lesson's files is called, or None
    note: str = None


def _look(grader, part, lesson):
    if part.status != GRADED:
        # What could not be opened is something, too.
        return Candidate(part, part.status, part.reason, 1)
    found = grader.ask("find", lesson=lesson.name, folder=encoded(part.path))
    found.update({key: decoded(found[key]) for key in ("folder", "file")})
    return Candidate(part, **found)


def _order(one, other):
    """Above 0 where the first part is to be taken rather than the other, below 0 for the
    opposite, 0 where nothing tells."""
    if one.source == other.source and one.is_packed != other.is_packed:
        return -1 if one.is_packed else 1
    if one.attachment != other.attachment and one.attachment and other.attachment:
        return one.attachment - other.attachment
    apart = one.time - other.time
    return apart if abs(apart) > _TELLS else 0


def _is_within(one, other):
    """Whether all sources of the folder are in the other one too, and hold the same."""
    return all(
        files.alike(
            os.path.join(one.folder, name),
            os.path.join(other.folder, name),
            stage.SOURCE_LIMIT,
        )
        for ending in (".c", ".h")
        for name in files.names(one.folder, ending)
    )


def _are_alike(one, other):
    try:
        same = _is_within(one, other) and _is_within(other, one)
    except OSError:
        return False
    return same and one.file == other.file


def _why_newer(best, part):
    if best.source == part.source and not best.is_packed and part.is_packed:
        return (
            f"the file in {best.entry} was graded, and not the one in the archive "
            f"{part.entry}"
        )
    if best.attachment and part.attachment:
        return (
            f"{best.entry} was graded: it was handed in after {part.entry}, which was "
            "not graded"
        )
    times = (time.localtime(one.time) for one in (best, part))
    newer, older = (time.strftime("%Y-%m-%d %H:%M", one) for one in times)
    return (
        f"{best.entry} was graded: it is newer ({newer}) than {part.entry} ({older}), "
        "which was not graded"
    )


def _told(best, left, file, has_id):
    """What became of a part that was not taken, or None where nobody needs to know."""
    taken, part = best.part, left.part
    if part.status != GRADED:
        return f"{taken.entry} was graded; {part.reason}"
    if left.file and _are_alike(best, left):
        return f"{taken.entry} and {part.entry} hold the same; {taken.entry} was graded"
    if left.file:
        return _why_newer(taken, part)
    if left.status == REFUSED:
        return f"{taken.entry} was graded, and not {part.entry}: {left.reason}"
    # A platform may list several files of one submission; a folder and an archive of one
    # name are two.
    if taken.source != part.source and not has_id:
        return f"{taken.entry} was graded; there is no {file} in {part.entry}"
    return None


def _why_none(candidates, file):
    """Why nothing is graded: what could not be read is worst, for then all else may be
    wrong; then what was refused."""
    worst = [BROKEN, REFUSED, MISSING]
    there = [candidate for candidate in candidates if candidate.status in worst]
    if not there:
        return Choice(MISSING, f"{file} is missing: nothing was handed in")
    first = min(there, key=lambda one: (worst.index(one.status), one.files == 0))
    return Choice(first.status, first.reason)


def _copy_best(best, others, file, has_id, target):
    notes = [_told(best, other, file, has_id) for other in others]
    notes += [best.part.note, best.note]
    choice = Choice(GRADED, notes=[note for note in notes if note])
    try:
        stage.copy(best.folder, best.file, file, target)
    except OSError as error:
        choice.status = BROKEN
        choice.reason = f"{best.part.entry} cannot be read: {error.strerror}"
    return choice


def _choose(candidates, file, has_id, target):
    best = None
    for one in candidates:
        if one.file and (best is None or _order(one.part, best.part) > 0):
            best = one
    # What could not be read may be what counts.
    if best is None or any(one.status == BROKEN for one in candidates):
        return _why_none(candidates, file)
    others = [one for one in candidates if one is not best]
    for other in others:
        is_rival = other.file and _order(best.part, other.part) <= 0
        if is_rival and not _are_alike(best, other):
            return Choice(
                REFUSED,
                f"{best.part.entry} and {other.part.entry} were both handed in, with "
                "different files, and neither is clearly newer. Hand in only one of them",
            )
    return _copy_best(best, others, file, has_id, target)


def choose(tree, lesson, target):
    """Copies the part that has the lesson's files to the new folder `target`; the first
    of them gets its right name there."""
    candidates = [_look(tree.grader, part, lesson) for part in tree.parts]
    choice = _choose(candidates, lesson.files[0], tree.has_id, target)
    choice.files = sum(candidate.files for candidate in candidates)
    return choice
