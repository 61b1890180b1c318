"""What a run would take away from what counts: students and lessons of the class before
it that it does not have."""


# Names that are told.
_TOLD = 8


def told(before, now):
    """Who would be gone, and how to go on; None where nobody is. Both are class.json;
    before may be None."""
    before = before or {"students": [], "lessons": []}
    keys = {student["key"] for student in now["students"]}
    names = {student["key"]: student["name"] for student in before["students"]}
    students = _gone(names, keys, "student")
    if students:
        students += (
            "If only late work has come in, put it into the folder with everyone else's "
            "and run this again.\n"
        )
    lessons = _gone({name: name for name in before["lessons"]}, now["lessons"], "lesson")
    if lessons:
        lessons += "To grade one lesson by itself, choose another folder for OUT.\n"
    if not students + lessons:
        return None
    return (
        f"{students}{lessons}Nothing was changed. To remove them, run the same command "
        "with SHRINK=1; HOLD=1 only shows what would change."
    )


def _gone(before, now, noun):
    """A line that tells which of them are not there now, or "" """
    gone = [name for key, name in before.items() if key not in now]
    if not gone:
        return ""
    names = ", ".join(gone[:_TOLD])
    more = f" and {len(gone) - _TOLD} more" if len(gone) > _TOLD else ""
    return (
        f"this run would remove {len(gone)} of the {len(before)} {noun}s "
        f"that count now: {names}{more}\n"
    )
