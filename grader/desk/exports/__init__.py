"""What other systems read of a grading, each in its own format, made from the JSON result
alone. All of them may come before the student's eyes, so all are made from what students
may see of it (Grader.ask("shown"))."""

import importlib

from ..result import sound
from ..wrong import Wrong

# How their files end. Each is written by the module of its name.
FORMATS = {
    "gradescope": "json",
    "classroom": "json",
    "check50": "json",
    "junit": "xml",
    "csv": "csv",
}


def check(name):
    """Wrong unless there is this format."""
    if name not in FORMATS:
        formats = " ".join(FORMATS)
        raise Wrong(f'there is no format "{name}"; there are: {formats}')


def export(name, lesson, result, wrong=None):
    """The text in that format. lesson: its name, or what was asked for where there is no
    such lesson. result: None where the grader itself failed; then the text says so in the
    format's own way, and why, with no points."""
    module = importlib.import_module(f"{__name__}.{name}")
    return module.export(lesson, sound(result), wrong)
