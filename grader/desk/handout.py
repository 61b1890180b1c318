"""`make handout`: the course as students get it, a folder, or, where OUT is called so, a
.tar.zst. It is the same to the byte whenever it is made from the same files: sorted, of
fixed modes and owners, and as old as the last commit, or as SOURCE_DATE_EPOCH says."""

import contextlib
import fnmatch
import glob
import os
import re
import shutil
import subprocess
import tarfile
import tempfile

from .hidden import hide
from .wrong import Wrong

# What students do not get, of all that is in the checkout: answers, the proofs of the
# suites, and the commands that need them. Hidden rows are in files of their own.
_LEFT_OUT = """solutions/* NOTES.md */NOTES.md .ci/* grader/README.md grader/course.mk
    grader/tests/* grader/mutants/* grader/fuzz/* grader/hostile/* grader/compare/*
    grader/desk/*.sh grader/desk/intake/* grader/desk/compare/* grader/desk/similar/*
    grader/setup/bench.sh grader/setup/bench_class.sh grader/setup/new_lesson.sh
    grader/setup/lesson/* grader/setup/seal.sh grader/setup/gradescope_setup.sh grader/setup/run_autograder
    grader/setup/classroom_workflow.sh grader/suites/*/broken/* grader/suites/*/correct/*
    grader/suites/*/equivalent.json grader/desk/handout.py grader/desk/hidden.py
    grader/desk/autograder.py""".split()
_HIDDEN = ["grader/suites/*/hidden*.[ch]"]

# Where the course is. Without git nothing else tells a graded class or another build from
# it.
_PLACES = """.clang-format .clangd .editorconfig .gitattributes .gitignore .vscode LICENSE
    Makefile README.md common grader lessons""".split()
# What make and editors leave there.
_PRODUCTS = ["*.yours", "*.yours.*", "*~", "#*#", ".*.sw?"]

# 1980, which every archive can tell.
FIRST_TIME = 315532800


def command(wishes):
    out = wishes.out
    if out is None:
        raise Wrong("say where it is to go, with OUT=folder or OUT=file.tar.zst")
    is_empty = os.path.isdir(out) and not os.listdir(out)
    if os.path.islink(out) or os.path.exists(out) and not is_empty:
        raise Wrong(f"{out} is there already, and not empty; choose another OUT")
    if out.endswith(".tar.zst") and shutil.which("zstd") is None:
        raise Wrong("an OUT=file.tar.zst needs zstd; choose a folder for OUT")
    with place_beside(out, ".handout.") as work:
        course = os.path.join(work, "arenas")
        make_course(course, wishes.build, _LEFT_OUT + _HIDDEN)
        hide(course)
        with writing(out):
            settle(course)
            _publish(work, course, out)
    print(f"The handout: {out}")


@contextlib.contextmanager
def writing(path):
    """What cannot be done there is told in a sentence."""
    try:
        yield
    except OSError as error:
        raise Wrong(f"{path} cannot be written: {error.strerror}") from None


@contextlib.contextmanager
def place_beside(out, prefix):
    """A folder beside OUT, so that what was made there can be renamed; it is removed."""
    os.umask(0o022)
    beside = os.path.dirname(out) or "."
    with writing(beside):
        os.makedirs(beside, exist_ok=True)
        work = tempfile.mkdtemp(dir=beside, prefix=prefix)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def make_course(course, build, left_out=_LEFT_OUT):
    """Lays out the course in this folder, with its hidden rows unless they are left
    out."""
    chosen = [path for path in _files(build) if _is_given(path, left_out)]
    if not chosen:
        raise Wrong("there is no course here")
    for path in chosen:
        _copy(path, os.path.join(course, path))
    # Whatever this checkout's lessons hold.
    for skeleton in glob.glob("grader/suites/*/skeleton/*.[ch]"):
        lesson = os.path.join(course, "lessons", skeleton.split("/")[2])
        if os.path.isdir(lesson):
            _copy(skeleton, os.path.join(lesson, os.path.basename(skeleton)))
    _write_readme(course)
    _write_workflow(course)
    _seal(course)


def _seal(course):
    """What students get of the reference once they have all points."""
    done = subprocess.run(
        ["sh", "grader/setup/seal.sh", course], capture_output=True, check=False
    )
    if done.returncode != 0:
        reason = os.fsdecode(done.stderr).strip()
        raise Wrong(f"the references cannot be sealed: {reason}")


def _files(build):
    """What git tracks, as it is here now; without git all in these places that is no
    product of make or of an editor."""
    if os.path.exists(".git"):
        return sorted(_git("ls-files", "-z").split("\0")[:-1])
    found = [place for place in _PLACES if os.path.isfile(place)]
    for place in _PLACES:
        for folder, folders, names in os.walk(place):
            folders[:] = [name for name in folders if not _is_built(folder, name, build)]
            found += [os.path.join(folder, name) for name in names]
    return sorted(path for path in found if not _is_like(_PRODUCTS, path.split("/")[-1]))


def _is_built(folder, name, build):
    path = os.path.join(folder, name)
    return name.startswith(".handout.") or path == os.path.normpath(build)


def _git(*words):
    """git reads no checkout of somebody else's, and says how to allow it."""
    done = subprocess.run(
        ["git", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode != 0:
        reason = os.fsdecode(done.stderr).strip()
        raise Wrong(f"git does not read this checkout: {reason}")
    return os.fsdecode(done.stdout)


def _is_like(patterns, path):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def _is_given(path, left_out):
    """What git tracks may have been removed here; a link could lead to anything."""
    if _is_like(left_out, path) or os.path.islink(path) or not os.path.isfile(path):
        return False
    # A source in a lesson's folder that is neither the lesson's own nor one that students
    # write is somebody's answer, put aside.
    source = re.fullmatch(r"lessons/([^/]*)/(?:.*/)?([^/]*\.c)", path)
    is_own = re.match(r"lessons/[^/]*/(demo\.c$|try/|speed/)", path)
    if source is None or is_own:
        return True
    return os.path.isfile(f"grader/suites/{source[1]}/skeleton/{source[2]}")


def _copy(path, to):
    os.makedirs(os.path.dirname(to), exist_ok=True)
    shutil.copy(path, to)


def _write_readme(course):
    """The README without its section for instructors."""
    with open("README.md", encoding="utf-8") as file:
        sections = re.split("^(?=## )", file.read(), flags=re.MULTILINE)
    kept = (part for part in sections if not part.startswith("## For instructors\n"))
    with open(os.path.join(course, "README.md"), "w", encoding="utf-8") as file:
        file.writelines(kept)


def _write_workflow(course):
    script = "grader/setup/classroom_workflow.sh"
    if not os.path.exists(script):
        return
    folder = os.path.join(course, ".github", "workflows")
    os.makedirs(folder)
    with open(os.path.join(folder, "classroom.yml"), "wb") as file:
        if subprocess.run(["sh", script], stdout=file, check=False).returncode != 0:
            raise Wrong(f"{script} writes no workflow")


def settle(folder):
    """Gives all in the folder fixed modes, and the time of the course."""
    time = _time()
    for path, _, names in os.walk(folder, topdown=False):
        for name in names:
            file = os.path.join(path, name)
            os.chmod(file, 0o755 if os.stat(file).st_mode & 0o100 else 0o644)
            os.utime(file, (time, time))
        os.chmod(path, 0o755)
        os.utime(path, (time, time))


def _time():
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text and os.path.exists(".git"):
        # There may be no commit yet.
        with contextlib.suppress(Wrong):
            text = _git("log", "-1", "--format=%ct").strip()
    if not re.fullmatch("[0-9]*", text):
        raise Wrong(f'SOURCE_DATE_EPOCH is a number of seconds, not "{text}"')
    return int(text or FIRST_TIME)


def _publish(work, course, out):
    """The handout takes its place as a whole."""
    if not out.endswith(".tar.zst"):
        os.rename(course, out)
        return
    tar = os.path.join(work, "tar")
    with tarfile.open(tar, "w", format=tarfile.USTAR_FORMAT) as archive:
        archive.add(course, "arenas", filter=_of_nobody)
    # Python's own zstd is younger than most systems.
    new = os.path.join(work, "new")
    zstd = ["zstd", "-q", "-12", "--single-thread", "-o", new, tar]
    if subprocess.run(zstd, check=False).returncode != 0:
        raise Wrong(f"{out} cannot be written: zstd failed")
    os.rename(new, out)


def _of_nobody(entry):
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
