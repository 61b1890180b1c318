"""How words are painted, and how text fits the width, as in the grader's own reports
(grader/report/look.c)."""

import locale
import os
import textwrap
from dataclasses import dataclass

PLAIN_WIDTH = 80
_CODES = {"bold": "\033[1m", "good": "\033[32m", "bad": "\033[31m", "faint": "\033[2m"}


@dataclass
class Look:
    colour: bool = False
    symbols: bool = False
    width: int = PLAIN_WIDTH

    def painted(self, paint, words):
        return f"{_CODES[paint]}{words}\033[0m" if self.colour and paint else words

    def wrapped(self, words, indent):
        """Lines that begin at this column, the first of which is begun already; longer ones
        are broken at blanks."""
        lines = (
            textwrap.wrap(
                line,
                self.width - indent,
                expand_tabs=False,
                replace_whitespace=False,
                break_long_words=False,
                break_on_hyphens=False,
            )
            or [""]
            for line in _lines(words)
        )
        return _indented((piece for pieces in lines for piece in pieces), indent)


def indented(words, indent):
    """Lines at this column, unbroken; the first is begun already."""
    return _indented(_lines(words), indent)


def _lines(words):
    return (words[:-1] if words.endswith("\n") else words).split("\n")


def _indented(lines, indent):
    return ("\n" + " " * indent).join(lines) + "\n"


def look_of(stream):
    """What the stream can show: colours only on a terminal, and NO_COLOR is respected."""
    smart = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    has_symbols = smart and locale.nl_langinfo(locale.CODESET) == "UTF-8"
    colour = smart and not os.environ.get("NO_COLOR")
    return Look(colour, has_symbols, _width(stream))


def _width(stream):
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        columns = 0
    return min(max(columns, 40), 100) if columns else PLAIN_WIDTH
