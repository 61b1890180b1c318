"""The words that several formats have in common. All texts here are safe to show."""

import json

from ..result import counts, points_of
from ..text import begin, safe

# The sentence of what must hold before any row can run, for formats that have an entry
# for it.
SUBMISSION = "the submission compiles, and is accepted"

_REASON_BYTES = 8000


def within(text, most):
    """The text, of no more than so many bytes, and a note where there were more."""
    kept, more = begin(text, most)
    # What is not safe to show takes more bytes when it is.
    kept, more_of_safe = begin(safe(kept), most)
    return kept + ("\n(and more)" if more or more_of_safe else "")


def json_text(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def promise(row, between):
    """Where the contract promises what the row is about, and what; "" where that is not
    told."""
    told = row.get("promise")
    if not isinstance(told, dict):
        return ""
    return f"{told.get('file')}:{told.get('line')}{between}{told.get('text')}"


def of_row(row):
    """What a report says of a row that did not pass: the message, and the promise that
    was not kept."""
    words = row["message"] or row["status"] or ""
    kept = promise(row, "  ")
    return safe(words + (f"\npromise: {kept}" if kept else ""))


def sentence(row, most):
    """The sentence of a row, and whether it counts."""
    suffix = "" if counts(row) else " (does not count)"
    return within(row["sentence"], most) + suffix


def reason_line(result):
    """The first line of why it was not graded."""
    return (result["reason"] or "").partition("\n")[0]


def of_result(result):
    """What is to be said of the whole submission: the score, why it was not graded, what
    could not be graded, the notes."""
    title, score, most = result["title"] or "", result["score"], result["max_score"]
    words = f"{title}: {score} of {most} points\n"
    if result["reason"]:
        reason = within(result["reason"], _REASON_BYTES)
        words += f"Not graded ({result['status']}): {reason}\n"
    for row in result["rows"]:
        # It is in neither of the two sums, so it has to be said.
        if row["status"] == "not-graded" and counts(row):
            words += f"{points_of(row)} points are not in this: {row['sentence']}\n"
            words += f"  {row['got'] or ''}\n"
    for note in result["notes"]:
        words += f"Note: {note}\n" if isinstance(note, str) else ""
    return within(words, 2 * _REASON_BYTES)


def of_failure(wrong):
    """Why there are no points where the grader itself failed."""
    return within(
        "The grader could not do its work, which is no fault of the submission; it has "
        f"to be graded again. What went wrong: {wrong}",
        _REASON_BYTES,
    )
