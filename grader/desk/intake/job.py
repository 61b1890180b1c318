"""A submission that is to be graded, described so that any process on any machine can do
it: grader/grade/job.c."""

import hashlib
import json
import os
import stat
from pathlib import Path

from .. import files, run_folder
from .stage import SOURCE_LIMIT


def _fingerprint(job, course, folder):
    """Of all that the result will come from: its description so far, the course, and the
    names, kinds and contents of what was staged."""
    digest = hashlib.sha256(f"{course} {json.dumps(job, sort_keys=True)}".encode())
    for name in files.names(folder):
        path = os.path.join(folder, name)
        data = files.read(path, SOURCE_LIMIT) if files.is_file(path) else b""
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        digest.update(b"%s\0%o %d " % (os.fsencode(name), kind, len(data)) + data)
    return digest.hexdigest()


def _keep(wishes, key, lesson):
    """The old result is the new one too: both names mean one file, for neither is ever
    changed."""
    place = run_folder.result_path(wishes.run, key, lesson)
    Path(place).unlink(missing_ok=True)
    try:
        os.link(run_folder.result_path(wishes.latest, key, lesson), place)
    except OSError:
        return False
    return True


def _decide(plan, key, lesson, fingerprint):
    """Whether a result holds already, or the submission is a job."""
    wishes = plan.wishes
    is_again = wishes.again or plan.again == key

    def holds(run):
        if is_again or not run:
            return False
        result = files.read_json(run_folder.result_path(run, key, lesson))
        return isinstance(result, dict) and result.get("fingerprint") == fingerprint

    if holds(wishes.latest) and _keep(wishes, key, lesson):
        plan.kept += 1
    elif holds(wishes.run):
        plan.done += 1
    else:
        Path(run_folder.result_path(wishes.run, key, lesson)).unlink(missing_ok=True)
        plan.jobs.append((key, lesson))


def settle(plan, student, lesson, choice):
    """Describes it in the run, and finds out whether a result still holds."""
    run, key = plan.wishes.run, student.key
    job = {
        "student": student.name,
        "id": student.id,
        "email": student.email,
        "lesson": lesson,
        "compiler": plan.wishes.compiler,
        "seed": plan.wishes.seed,
        "status": choice.status,
        "refused": choice.reason,
        "notes": choice.notes,
    }
    folder = run_folder.submission_path(run, key, lesson)
    job["fingerprint"] = _fingerprint(job, plan.prints[lesson], folder)
    # Not on the disk at once, as results are: a plan is made again where it was lost.
    path = run_folder.job_path(run, key, lesson)
    Path(path).unlink(missing_ok=True)
    files.put(path, json.dumps(job, indent=2).encode())
    _decide(plan, key, lesson, job["fingerprint"])
