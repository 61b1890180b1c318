"""What is graded is a copy, made at the beginning: so a run has one state of every
submission, whatever students do meanwhile; the copy lies where names are harmless, can be
sent to another machine, and is kept with the result."""

import errno
import os
import stat
from dataclasses import dataclass

from .. import files
from ..text import cut
from . import archive

# More than the grader accepts (grader/submission): a copy of this size is refused as its
# larger source would be.
SOURCE_LIMIT = 1 << 20
# Names that are copied of one folder, and archives that are opened in it.
_NAMES = 1000
_ARCHIVES = 20
# Archives that are opened one in the other.
_NESTED = 3
# Folders that are one around the other.
_DEPTH = 6

GRADED, REFUSED, MISSING, BROKEN = "graded", "refused", "missing", "broken"


@dataclass
class Part:
    """What was handed in by itself: a folder, an archive, or the files that a platform
    lists one by one."""

    source: int  # which of the student's sources it comes from
    entry: str  # what people know it by, safe to show
    attachment: int  # see naming.py
    path: str = None  # a folder; None: it could not be opened
    is_packed: bool = False  # an archive
    time: int = 0  # of an archive, or of the newest file
    note: str = None  # a file of it took the place of another
    # GRADED, or why it could not be opened: BROKEN is no fault of the student's.
    status: str = GRADED
    reason: str = None

    def fail(self, status, reason):
        self.status, self.reason = status, reason


def _copy_source(path, place):
    try:
        files.put(place, files.read(path, SOURCE_LIMIT))
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        # It takes no room on the disk.
        files.put(place, b"")
        os.truncate(place, SOURCE_LIMIT)


def _copy_entry(path, place):
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        os.symlink(os.readlink(path), place)
    elif stat.S_ISDIR(mode):
        os.mkdir(place, 0o700)
    elif not stat.S_ISREG(mode):
        os.mkfifo(place, 0o600)
    elif archive.may_be_source(path):
        _copy_source(path, place)
    else:
        files.put(place, b"")


def copy(folder, file, name, target):
    """Copies what grading looks at of the folder: the names, and what the sources hold;
    `file` is called `name` in the copy. Links stay links, too large a source stays too
    large, so that the report says of the copy what it would say of the folder."""
    names = files.names(folder)
    os.makedirs(target, exist_ok=True)
    _copy_entry(os.path.join(folder, file), os.path.join(target, name))
    for other in names[:_NAMES]:
        if other != file:
            _copy_entry(os.path.join(folder, other), os.path.join(target, other))


def _time_of(path):
    try:
        return int(os.lstat(path).st_mtime)
    except OSError:
        return 0


def _newest_in(folder, depth=0):
    """The time of the newest file in the folder."""
    newest = 0
    for name in files.names_if_any(folder)[:_NAMES]:
        path = os.path.join(folder, name)
        if files.is_file(path):
            newest = max(newest, _time_of(path))
        elif files.is_folder(path) and depth < _DEPTH:
            newest = max(newest, _newest_in(path, depth + 1))
    return newest


def _only_archive(folder):
    """The only file in the folder, or in the one around it, if it is an archive."""
    for _ in range(_DEPTH):
        names = files.names_if_any(folder)
        if len(names) != 1:
            break
        folder = os.path.join(folder, names[0])
        if archive.is_archive(folder) and files.is_file(folder):
            return folder
    return None


class Tree:
    """
    What a student has handed in, opened: archives, and one that is alone in another, are
    unpacked into `work`, a folder that is to be removed when the tree is no longer
    needed.
    """

    def __init__(self, grader, student, work):
        self.grader = grader
        self.work = work
        self.has_id = student.id != ""  # a platform has given the parts their names
        self.parts = []
        files.remove(work)
        student.sources.sort(key=lambda source: (source.attachment, source.entry))
        for index, source in enumerate(student.sources):
            if source.file == "":
                self._take_folder(index, source)
            elif archive.is_packed(source.file):
                self._take_packed(index, source, source.path, source.entry)
            else:
                self._take_file(index, source)

    def _add(self, index, source, entry):
        self.parts.append(Part(index, entry, source.attachment))
        return self.parts[-1]

    def _take_packed(self, index, source, path, entry):
        part = self._add(index, source, entry)
        part.is_packed = True
        part.time = _time_of(path)
        try:
            if not archive.is_archive(path):
                raise archive.Refused(
                    "archives of this kind cannot be opened here; hand in the files, "
                    "or a zip"
                )
            part.path = self._open(path)
        except archive.Refused as why:
            part.fail(REFUSED, f"{entry} is refused: {why}")
        except archive.Unopened as why:
            part.fail(BROKEN, f"{entry} cannot be opened here: {why}")
        except OSError as error:
            part.fail(BROKEN, f"{entry} cannot be read: {error.strerror}")

    def _open(self, path):
        """Where the archive, or one that is alone in it, was unpacked to."""
        os.makedirs(self.work, exist_ok=True)
        for depth in range(_NESTED):
            target = os.path.join(self.work, f"{len(self.parts)}.{depth}")
            archive.unpack(self.grader, path, target)
            path = _only_archive(target)
            if path is None:
                break
        return target

    def _take_folder(self, index, source):
        """Moodle's folders hold the archive; so what is packed at the top of a folder is
        opened, too."""
        names = files.names_if_any(source.path)
        paths = [os.path.join(source.path, name) for name in names]
        packed = [
            path for path in paths if archive.is_packed(path) and files.is_file(path)
        ]
        for path in packed[:_ARCHIVES]:
            entry = source.entry + cut(os.path.basename(path), 80)
            self._take_packed(index, source, path, entry)
        if not packed or len(packed[:_ARCHIVES]) < len(names):
            part = self._add(index, source, source.entry)
            part.path = source.path
            part.time = _newest_in(source.path)

    def _loose(self, index, source):
        """The part in which the platform's files are brought together."""
        path = os.path.join(self.work, "files")
        for part in self.parts:
            if part.path == path:
                return part
        part = self._add(index, source, source.entry)
        part.path = path
        return part

    def _take_file(self, index, source):
        """One of a platform's files. What was handed in later takes the place of an
        earlier file of that name."""
        part = self._loose(index, source)
        place = os.path.join(part.path, os.path.basename(source.file))
        is_other = files.is_file(place) and not files.alike(
            place, source.path, SOURCE_LIMIT
        )
        if is_other:
            why = "it was handed in after another file of that name"
            part.note = f"{source.entry} was graded: {why}"
        try:
            os.makedirs(part.path, exist_ok=True)
            if os.path.lexists(place):
                os.unlink(place)
            _copy_entry(source.path, place)
        except OSError as error:
            if part.status == GRADED:
                part.fail(BROKEN, f"{source.entry} cannot be read: {error.strerror}")
        if archive.may_be_source(source.file):
            part.entry, part.attachment = source.entry, source.attachment
        part.time = max(part.time, _time_of(source.path))
