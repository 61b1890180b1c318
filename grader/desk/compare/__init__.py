"""make compare: a submission beside the reference solution, or beside another, on the
terminal, as a page and as a value in JSON."""

import os
import sys

from .. import files
from ..grader import Grader, encoded, seed_of
from ..painted import Look, look_of
from ..workfolder import work_folder
from . import comparison
from .parts import parts_of
from .terminal import written

# The most of what a compiler said, of a reason, or of a line, on the page.
MOST_TEXT = 6000
# What the page has of a comparison besides its parts.
_SHOWN = ("lesson", "title", "sides")


def command(wishes):
    seed = seed_of(wishes.seed)
    with work_folder(wishes.build) as folder, Grader(wishes.build) as grader:
        # What a submission may not see, whatever it is: the solutions stand in the checkout.
        grader.ask("hide", folder=encoded(os.getcwd()))
        value = comparison.make(grader, folder, wishes, seed)
        parts = parts_of(value)
        if wishes.html:
            grader.ask(
                "page",
                viewer="compare",
                title="Arenas: a comparison",
                # For a browser without JavaScript.
                plain=written(value, parts, Look()),
                data={**{key: value[key] for key in _SHOWN}, "parts": parts},
                most=MOST_TEXT,
                out=encoded(wishes.html),
            )
    if wishes.json:
        files.write_json(wishes.json, value)
    sys.stdout.write(written(value, parts, look_of(sys.stdout)))
    if wishes.html:
        print(f"\nThe same as a page: {wishes.html}")
