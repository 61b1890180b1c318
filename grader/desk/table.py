"""A table as platforms export it: CSV, whose cells commas, semicolons or tabs part
(countries differ), with a byte order mark or without."""

import csv
import io
import os
import re
from dataclasses import dataclass

from . import files
from .wrong import Wrong

MARK = "\ufeff"
_LIMIT = 16 << 20


@dataclass
class Table:
    head: list  # the headings
    lines: list  # of cells, as many as there are headings
    delimiter: str
    has_mark: bool  # it began with a byte order mark

    def __post_init__(self):
        self._places = {}
        for at, heading in enumerate(self.head):
            self._places.setdefault(heading.casefold(), []).append(at)

    def columns(self, heading):
        """Those with this heading, in whatever case."""
        return self._places.get(heading.casefold(), [])

    def column(self, heading):
        """The first of them, or None."""
        return next(iter(self.columns(heading)), None)

    def cell(self, line, column):
        """The cell, or "" where there is no such column."""
        return "" if column is None else self.lines[line][column]


def read(path):
    """The table in the file; Wrong where it is none."""
    text = _text_of(path)
    has_mark = text.startswith(MARK)
    text = text[len(MARK) :] if has_mark else text
    delimiter = _delimiter_of(text)
    lines = _lines_of(path, text, delimiter)
    if not lines:
        raise Wrong(f"{path} is empty")
    _even_out(path, *lines)
    return Table(lines[0], lines[1:], delimiter, has_mark)


def _text_of(path):
    try:
        text = files.read(os.path.realpath(path), _LIMIT).decode("utf-8")
    except OSError as error:
        raise Wrong(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        text = "\0"
    # UTF-16 has bytes of 0.
    if "\0" in text:
        raise Wrong(f"{path} is not in UTF-8; export or save it so")
    return text


def _delimiter_of(text):
    """What parts the headings most often, quoted ones not counted."""
    bare = re.sub('"[^"]*"?', "", text)
    head = re.split("[\r\n]", bare, maxsplit=1)[0]
    return max(",;\t", key=head.count)


def _lines_of(path, text, delimiter):
    """Lines of cells, without empty ones, and without blanks around a cell."""
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=True,
    )
    lines = []
    try:
        for row in rows:
            cells = [cell.strip(" \t") for cell in row]
            if cells not in ([], [""]):
                lines.append(cells)
    except csv.Error:
        raise Wrong(
            f"{path}: a quote is not closed, or stands within a cell, in line "
            f"{len(lines) + 1} or behind it"
        ) from None
    return lines


def _even_out(path, head, *lines):
    """A line has as many cells as there are headings. Where one has more, and something
    in them, a comma was not quoted, and nobody knows which."""
    for at, cells in enumerate(lines):
        if any(cells[len(head) :]):
            raise Wrong(
                f"{path}, line {at + 2} has more cells than there are headings: is a "
                "comma in a cell not quoted?"
            )
        cells[len(head) :] = [""] * (len(head) - len(cells))


def text_of(lines, delimiter):
    """The lines as CSV (RFC 4180), every cell quoted."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue()
