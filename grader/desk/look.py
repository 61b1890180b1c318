"""What a person should know of how a class came in: who was left out, what was taken
instead of what, and why somebody has no full result: {text: [lessons]}, since what is
true of several lessons is said once."""

# Characters of a compiler's words in a line.
_MOST = 300


def add_student(looks, student):
    """Adds what class.json says of how the student's submission came in."""
    for look in student.get("look", []):
        lessons = looks.setdefault(look["text"], [])
        if look["lesson"] not in lessons:
            lessons.append(look["lesson"])


def add_result(looks, lesson, result):
    """Adds why there is no full result of the lesson."""
    if result is None:
        text = "no result: the grader could not do its work"
    else:
        text = (result.get("reason") or "").split("\n")[0][:_MOST]
    if text:
        looks.setdefault(text, []).append(lesson)


def lines(told, looks):
    """A line for each, behind "09a, 09b: " where the class, class.json, has other lessons
    too."""
    if len(told["lessons"]) < 2:
        return list(looks)
    return [
        ", ".join(lesson.split("_")[0] for lesson in lessons) + f": {text}"
        for text, lessons in looks.items()
    ]
