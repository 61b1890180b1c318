"""A class is graded in runs, each a folder of its own that nothing changes any more once it
is published (grader/README.md shows what stands in it). `latest` leads to the run that
counts, so whoever looks sees one run or another, never half of each."""

import functools
import os

from . import files, overrides
from .result import sound
from .wrong import Wrong

CLASS_FILE = "class.json"


def result_path(run, key, lesson):
    return os.path.join(run, "results", key, f"{lesson}.json")


def job_path(run, key, lesson):
    return os.path.join(run, "submissions", key, f"{lesson}.json")


def submission_path(run, key, lesson):
    return os.path.join(run, "submissions", key, lesson)


def result(run, key, lesson):
    """The result, with what was decided by hand (overrides.py), or None where there is none
    or it is none."""
    decided = (read_class(run) or {}).get("overrides", [])
    found = sound(files.read_json(result_path(run, key, lesson)))
    if found is None:
        return overrides.alone(decided, key, lesson)
    overrides.apply(found, decided, key, lesson)
    return found


@functools.lru_cache(maxsize=4)
def read_class(run):
    """class.json: {"lessons": [name], "students": [{"key", "name", "id", "email", "look"}],
    "left_out": [{"entry", "why"}]}, and "overrides" and "wishes" where there are any; None
    where it cannot be read.
    """
    told = files.read_json(os.path.join(run, CLASS_FILE))
    if not isinstance(told, dict):
        return None
    if not isinstance(told.get("students"), list) or not isinstance(
        told.get("lessons"), list
    ):
        return None
    return told


def latest(folder):
    """The run that counts of the class whose grading went to this folder, and its
    class.json."""
    run = os.path.join(folder, "latest")
    told = read_class(run)
    if told is None:
        raise Wrong(f"{folder} has no class that was graded: it is the OUT of make class")
    return run, told
