"""Cells of the CSV files that the desk writes (RFC 4180), for spreadsheets."""

from .text import safe

# As they are, and as wide as some keyboards write them: spreadsheets read both.
_SIGNS = tuple("=+-@＝＋－＠")


def cell_text(value):
    """What stays text, whatever it holds: one that a spreadsheet would take for a formula
    gets a ' in front, which spreadsheets take for "this is text"; bytes that steer a
    terminal become \\xHH. None is empty."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    is_formula = value[:1] in ("\t", "\r") or value.lstrip(" \t\r\n").startswith(_SIGNS)
    return "'" * is_formula + safe(value)


def line(values):
    """A line of these cells. csv.writer would quote all of them or too few: semicolons
    part cells in some countries' spreadsheets, and blanks at an end are lost in others.
    """
    return ",".join(map(_cell, values)) + "\r\n"


def _cell(value):
    text = cell_text(value)
    has_blanks = text.startswith((" ", "' ")) or text.endswith(" ")
    if not has_blanks and not any(char in text for char in '",;\n'):
        return text
    return '"' + text.replace('"', '""') + '"'
