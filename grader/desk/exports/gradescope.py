"""Gradescope's results.json:
https://gradescope-autograders.readthedocs.io/en/latest/specs/

It shows a test's output to the student below the test's name. Its score is the one at the
top, which is the sum of the tests'. A row that could not be graded is no test: Gradescope
has passed and failed, and nothing between."""

from ..result import points_of
from . import words

_ROW_BYTES = 8000


def _test(row, number):
    passed = row["status"] == "passed"
    return {
        "name": words.sentence(row, _ROW_BYTES),
        "number": str(number),
        "score": row["points"],
        "max_score": points_of(row),
        "status": "passed" if passed else "failed",
        "output": "" if passed else words.within(words.of_row(row), _ROW_BYTES),
        "tags": [words.within(row["heading"], _ROW_BYTES)],
    }


def export(lesson, result, wrong):
    failed = result is None
    status = "grader-failed" if failed else result["status"] or ""
    rows = [] if failed else result["rows"]
    return words.json_text(
        {
            "score": 0 if failed else result["score"],
            "output": words.of_failure(wrong) if failed else words.of_result(result),
            # Texts of submissions are shown as text, never as markup.
            "output_format": "text",
            "test_output_format": "text",
            "test_name_format": "text",
            # What the scripts print is for instructors.
            "stdout_visibility": "hidden",
            "extra_data": {
                "lesson": words.within(lesson, 200),
                "status": words.within(status, 100),
            },
            "tests": [
                _test(row, number)
                for number, row in enumerate(rows, 1)
                if row["status"] != "not-graded"
            ],
        }
    )
