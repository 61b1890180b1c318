"""Gradescope's submission_metadata.yml: who has handed in which folder."""

import os

from .. import files

NAME = "submission_metadata.yml"
_LIMIT = 64 << 20


def _load(data):
    # PyYAML is in every distribution, and libyaml, on which it is built, is fast enough
    # for a large class. With the base loader every value is a text ("02" is no number)
    # and no tag makes an object.
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(data, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _joined(people, between, *keys):
    """What each of them says under the first key that says something, joined; "" where
    none says anything."""
    said = []
    for person in people:
        texts = [person.get(key, "") for key in keys if isinstance(person, dict)]
        said.append(next((text for text in texts if text and isinstance(text, str)), ""))
    return between.join(said) if any(said) else ""


def _submitters(submission):
    people = submission.get(":submitters") if isinstance(submission, dict) else None
    if not isinstance(people, list):
        return None
    # Keys are written as Ruby's symbols.
    who = {
        "name": _joined(people, " and ", ":name", ":email"),
        "sid": _joined(people, "; ", ":sid"),
        "email": _joined(people, "; ", ":email"),
    }
    return who if who["name"] else None


def people(folder):
    """{"submission_123": {"name": "Ada Lovelace", "sid": "7", "email":
    "ada@example.org"}}, "" for what is not there. Of several submitters the names are
    joined by " and ", the others by "; " in the same order. Empty where there is no such
    file, or not of that form.
    """
    try:
        told = _load(files.read(os.path.join(folder, NAME), _LIMIT))
    except OSError:
        return {}
    if not isinstance(told, dict):
        return {}
    found = {entry: _submitters(submission) for entry, submission in told.items()}
    return {entry: who for entry, who in found.items() if who}
