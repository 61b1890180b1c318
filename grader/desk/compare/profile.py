"""What callgrind counts and writes ("Callgrind Format Specification" in valgrind's
manual), without compression."""

import os
import re
from collections import Counter

# What the subject has in the place of mmap and the like is named so: see
# grader/object/localise.c.
_LEDGER = "ledger_"
CALLS = "mmap mmap64 munmap mremap mprotect madvise fork kill clock_gettime".split()

# The first process is the last to end, so what is left in the file is its own. In which
# operation the ledger was called is told by its name, so that what it does in place of the
# kernel can be left out.
COMMAND = [
    *"valgrind --tool=callgrind --callgrind-out-file=/proc/self/fd/6".split(),
    *"--compress-strings=no --compress-pos=no --vgdb=no".split(),
    *(f"--separate-callers10={_LEDGER}{call}" for call in CALLS),
]

# What JSON can hold, whoever wrote the file.
_MOST = 1 << 53


def read(profile, api, files):
    """{operations: {for each function of the contract that was called from outside of the
    submission: {calls, instructions}, with all that it calls, but for what the ledger does
    in place of the kernel}, system: {mmap: how often the submission called it, ...}}. api,
    files: the names of the contract's functions, and of the submission's files."""
    calls, costs, system = Counter(), Counter(), Counter()
    for caller_file, callee, count, cost in _edges(profile):
        is_own = os.path.basename(caller_file) in files
        if is_own and callee.startswith(_LEDGER):
            call, *context = callee[len(_LEDGER) :].split("'")
            # On a 64-bit machine mmap64 is the same. No other name comes through.
            if call in CALLS:
                system["mmap" if call == "mmap64" else call] += count
            operation = next((name for name in context if name in api), None)
            costs[operation] -= cost
        elif not is_own and callee in api:
            calls[callee] += count
            costs[callee] += cost
    return {
        "operations": {
            name: {"calls": _held(calls[name]), "instructions": _held(costs[name])}
            for name in calls
        },
        "system": {call: _held(count) for call, count in system.items()},
    }


def _edges(profile):
    """Who calls whom: the caller's file, the callee, how often, and what all of these calls
    cost. callgrind names a context "callee'caller'its caller", see --separate-callers."""
    caller_file, callee = "", None
    lines = iter(profile.split("\n"))
    for line in lines:
        key, _, told = line.partition("=")
        if key == "fl":
            caller_file = told
        elif key == "cfn":
            callee = told
        elif key == "calls" and callee is not None:
            # The line behind has the place of the call, and what the calls cost.
            cost = next(lines, "").partition(" ")[2]
            yield caller_file, callee, _number(told), _number(cost)


def _number(told):
    found = re.match("[0-9]{1,18}", told)
    return int(found[0]) if found else 0


def _held(number):
    return max(-_MOST, min(number, _MOST))
