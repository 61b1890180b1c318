"""What a step hands to GitHub Classroom's autograding-grading-reporter, before base64.
The reporter gets it in an environment variable, prints of it what it likes, and records
the sum of the tests' scores, whatever it printed. So each row that was graded is a test
with its own score, and max_score is always there: without it the reporter forgets the
whole lesson."""

import json

from ..result import is_complete, number, seconds_of
from . import words

# The kernel takes no environment variable of more than 128 KiB, and base64 makes four
# bytes of three.
_ALL_BYTES = 90 << 10
# A text is cut down to so many bytes, and to half as many until all of them fit.
_TEXT_BYTES = 4000
# The points of a lesson.
_WHOLE = 100


def _harmless(text):
    """The runner takes a printed line that begins with two colons, or has ##[ in it,
    for a command, and the score itself comes to Classroom by such a line. So neither
    may come out of a submission."""
    return text.replace("::", ":.").replace("##[", "#.[")


def _test(name, status, message, row, most):
    """Where a test has no line, the reporter wants 0: it prints any other word."""
    return {
        "name": _harmless(name),
        "status": status,
        "score": number(row, "points", int),
        "message": _harmless(words.within(message, most)),
        "test_code": _harmless(words.within(row.get("command") or "", most)),
        "filename": _harmless(words.within(row.get("file") or "", most)),
        "line_no": number(row, "line", int),
        "duration": 1000.0 * seconds_of(row),
    }


def _row(row, most):
    sentence = words.sentence(row, most)
    if row["status"] == "passed":
        return _test(sentence, "pass", "", row, most)
    message = words.of_row(row)
    if row["status"] in ("crashed", "timed-out"):
        return _test(sentence, "error", f"{sentence}\n{message}", row, most)
    return _test(sentence, "fail", message, row, most)


def _tests(result, wrong, most):
    if result is None:
        failure = words.of_failure(wrong)
        return [_test("the grader works", "error", failure, {}, most)]
    rows = (row for row in result["rows"] if row["status"] != "not-graded")
    tests = [_row(row, most) for row in rows]
    if result["status"] == "graded":
        return tests
    # An array without any test would be 0/0, which is no number.
    return [_test(words.SUBMISSION, "error", result["reason"] or "", {}, most), *tests]


def export(_lesson, result, wrong):
    failed = result is None
    told = {
        "version": 1,
        "status": "error" if failed else "pass" if is_complete(result) else "fail",
        "max_score": _WHOLE if failed else result["max_score"],
    }
    most = _TEXT_BYTES
    while True:
        told["tests"] = _tests(result, wrong, most)
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) <= _ALL_BYTES or most <= 1:
            return text + "\n"
        most //= 2
