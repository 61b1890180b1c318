"""JUnit's XML, as Jenkins and GitLab read it: one suite for the lesson, and a case for
each row, in Jenkins' form, which GitLab reads too: there the class name is the suite
that is shown. A failure is a promise that was not kept; an error is a row that came to
no end, or a submission or a grader that did not get as far as the rows; its type says
which. Times have three decimals: Jenkins' xUnit plugin refuses a fourth."""

from xml.etree import ElementTree

from ..result import counts, points_of, seconds_of
from ..text import cut, safe
from . import words

_MESSAGE_BYTES = 1000
_TEXT_BYTES = 8000

# What the case of a row of this status holds.
_ELEMENTS = {
    "failed": "failure",
    "crashed": "error",
    "timed-out": "error",
    "not-run": "skipped",
    "not-graded": "skipped",
}


def _add(parent, tag, text=None, /, **attributes):
    """An element; XML has no form at all for most control characters, so that all texts
    are made safe first."""
    safely = {key: safe(value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, tag, safely)
    element.text = text
    return element


def _add_case(suite, lesson, heading, name, seconds=0.0):
    return _add(
        suite,
        "testcase",
        classname=f"{lesson}.{heading}",
        time=f"{seconds:.3f}",
        name=name,
    )


def _add_outcome(case, element, message, text, **attributes):
    message = cut(message, _MESSAGE_BYTES)
    _add(case, element, cut(text, _TEXT_BYTES), **attributes, message=message)


def _add_row(suite, lesson, row):
    # Rows that are hidden all have the same sentence, and cases of one name are taken for
    # one: so the row's name is there too.
    suffix = "" if counts(row) else " (does not count)"
    name = f"{row['name']}: {row['sentence']}{suffix}"
    case = _add_case(suite, lesson, row["heading"], name, seconds_of(row))
    status = row["status"] or ""
    element = _ELEMENTS.get(status)
    if element is not None and not counts(row):
        # What costs nothing must not make a build unstable.
        element = "skipped"
    if element is not None:
        kind = {} if element == "skipped" else {"type": status}
        _add_outcome(case, element, row["got"] or status, words.of_row(row), **kind)
    _add(case, "system-out", f"{row['points']} of {points_of(row)} points")


def _add_result(suite, lesson, result):
    status = result["status"] or ""
    properties = _add(suite, "properties")
    for name in ("score", "max_score"):
        _add(properties, "property", name=name, value=str(result[name]))
    _add(properties, "property", name="status", value=status)
    first = _add_case(suite, lesson, "submission", words.SUBMISSION)
    if status != "graded":
        _add_outcome(
            first,
            "error",
            words.reason_line(result),
            result["reason"] or "",
            type=status,
        )
    for row in result["rows"]:
        _add_row(suite, lesson, row)
    _add(suite, "system-out", words.of_result(result))


def _add_failure(suite, lesson, wrong):
    case = _add_case(suite, lesson, "grader", "the grader works")
    _add_outcome(case, "error", wrong, words.of_failure(wrong), type="grader-failed")


def _count(suite):
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, element in (
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        suite.set(name, str(len(suite.findall(f"testcase/{element}"))))
    seconds = sum(float(case.get("time")) for case in suite.findall("testcase"))
    suite.set("time", f"{seconds:.3f}")


def export(lesson, result, wrong):
    suites = ElementTree.Element("testsuites")
    suite = _add(suites, "testsuite", name=lesson)
    if result is None:
        _add_failure(suite, lesson, wrong)
    else:
        _add_result(suite, lesson, result)
    _count(suite)
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
