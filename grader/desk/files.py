"""Files that are written whole or not at all, and read without following links that a
submission may have left."""

import json
import os
import shutil
import stat
import tempfile

# What macOS and Windows leave in folders.
_LEFT_BEHIND = {"__MACOSX", "Thumbs.db", "desktop.ini"}


def write(path, data):
    """Writes the bytes or the text to a file that takes the place of `path` when all is on
    the disk. What is no regular file, such as /dev/stdout, is written to as it is."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as out:
            out.write(data)
        return
    path = os.path.realpath(path) if os.path.exists(path) else path
    try:
        fd, new = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".new.")
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    try:
        with os.fdopen(fd, "wb") as out:
            out.write(data)
            out.flush()
            os.fchmod(out.fileno(), 0o666 & ~_umask())
            os.fsync(out.fileno())
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_json(path, value):
    write(path, json.dumps(value, indent=2) + "\n")


def read(path, most):
    """The bytes of a regular file of at most `most` bytes; no link is followed, and nothing
    is waited for."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(fd, "rb") as file:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(22, "it is no regular file", path)
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(27, "it is too large", path)
    return data


def read_json(path):
    """The JSON value in the file, or None where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def names(folder, ending=""):
    """The names in a folder that end so, sorted, without hidden ones and what systems leave
    behind."""
    found = (
        name
        for name in os.listdir(folder)
        if not name.startswith(".") and name not in _LEFT_BEHIND
    )
    return sorted(name for name in found if name.endswith(ending))


def names_if_any(folder, ending=""):
    """The same; none where the folder cannot be read."""
    try:
        return names(folder, ending)
    except OSError:
        return []


def _kind(path):
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except OSError:
        return 0


def is_folder(path):
    """Whether it is a real folder: a link may lead anywhere."""
    return _kind(path) == stat.S_IFDIR


def is_file(path):
    """The same of a regular file."""
    return _kind(path) == stat.S_IFREG


def new(path):
    """A new file, private and open; no link is followed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    return open(os.open(path, flags, 0o600), "wb")


def put(path, data):
    """Writes the bytes to a new file."""
    with new(path) as out:
        out.write(data)


def alike(one, other, most):
    """Whether both are regular files of at most `most` bytes that hold the same."""
    try:
        return read(one, most) == read(other, most)
    except OSError:
        return False


def lead(path, to):
    """Makes the path a symbolic link to `to`, or leads it there in one step."""
    new = f"{path}.new"
    if os.path.lexists(new):
        os.unlink(new)
    os.symlink(to, new)
    os.replace(new, path)


def remove(folder):
    """Removes the folder with all that is in it; what cannot be removed stays."""
    shutil.rmtree(folder, ignore_errors=True)
