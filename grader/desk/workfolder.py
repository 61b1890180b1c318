"""A folder to work in, build/work.XXXXXX, which is held locked (flock(2)) as gradings hold
theirs (grader/grade/work.c): so two do not meet, and what one left behind that was killed is
known by being unlocked, and removed by the next."""

import contextlib
import fcntl
import os
import tempfile
import time

from . import files
from .wrong import Wrong

_PREFIX = "work."
# Seconds that a folder may be unlocked because it has just been made.
_FRESH = 10


def _locked(path, how):
    """The folder, opened and locked: to be closed."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(fd, how)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _remove_stale(path):
    try:
        lock = _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # It is at work, or gone already.
        return
    if time.time() - os.fstat(lock).st_ctime > _FRESH:
        files.remove(path)
    os.close(lock)


@contextlib.contextmanager
def work_folder(build):
    """The path of a new folder in `build`, absolute."""
    try:
        for name in files.names(build):
            if name.startswith(_PREFIX):
                _remove_stale(os.path.join(build, name))
        path = tempfile.mkdtemp(prefix=_PREFIX, dir=os.path.realpath(build))
    except OSError as error:
        raise Wrong(f"no folder can be made in {build}: {error.strerror}") from None
    # Whoever cleans just now holds it for a moment.
    lock = _locked(path, fcntl.LOCK_EX)
    try:
        yield path
    finally:
        files.remove(path)
        os.close(lock)
