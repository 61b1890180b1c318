"""A list of the people of a course, as Canvas, Moodle, Gradescope or a spreadsheet has
it, held beside those who handed in. Columns are known by their headings, in English as
these platforms write them."""

from dataclasses import dataclass, field

from . import table
from .match import Way, match, parts
from .wrong import Wrong

# Headings of what can be told of a person; the surest first.
IDS = ["ID", "Identifier", "ID number", "SID", "SIS User ID", "SIS Login ID"]
IDS += ["Student ID", "Username", "User ID", "Login ID"]
EMAILS = ["Email", "Email address", "E-mail", "E-mail address"]
NAMES = ["Student", "Name", "Full name", "Student name"]
FIRSTS = ["First name", "FirstName", "Given name"]
LASTS = ["Last name", "LastName", "Surname", "Family name"]
GROUPS = ["Group", "Groups", "Group name"]

# What Moodle's worksheets put before a number.
_PARTICIPANT = "Participant "


@dataclass
class People:
    table: table.Table
    # of each line: the index of who handed in, or None
    student: list = field(default_factory=list)

    def _first_of(self, line, headings):
        """What stands in the first of these columns in which there is something, or ""."""
        columns = map(self.table.column, headings)
        return next(filter(None, (self.table.cell(line, at) for at in columns)), "")

    def cells(self, line, headings):
        """The cells of all columns with one of these headings."""
        return [
            _bare(self.table.cell(line, column))
            for heading in headings
            for column in self.table.columns(heading)
        ]

    def id(self, line):
        return _bare(self._first_of(line, IDS))

    def email(self, line):
        return self._first_of(line, EMAILS)

    def name(self, line):
        name = self._first_of(line, NAMES)
        last, comma, first = name.partition(",")
        if not name:
            last, first = self._first_of(line, LASTS), self._first_of(line, FIRSTS)
        elif not comma:
            return name
        # "Lovelace, Ada"
        return f"{first.strip()} {last}".strip()

    def turned_name(self, line):
        """ "Lovelace Ada", where the list has two columns for the two, else "" """
        first, last = self._first_of(line, FIRSTS), self._first_of(line, LASTS)
        if not first or not last or self._first_of(line, NAMES):
            return ""
        return f"{last} {first}"

    def is_points(self, line):
        """Whether Canvas says here how many points there are for each assignment."""
        return "Points Possible" in self.name(line)

    def is_person(self, line):
        told = self.name(line) or self.id(line) or self.email(line)
        return bool(told) and not self.is_points(line)


def _bare(number):
    return number[len(_PARTICIPANT) :] if number.startswith(_PARTICIPANT) else number


def _ways(people):
    """Numbers, a column after the other; addresses (a login may be one); names; groups;
    logins, by which folders are named."""

    def parts_of(*headings):
        return lambda line: parts(people.cells(line, headings))

    numbers = [heading for heading in IDS if people.table.columns(heading)]
    return [Way("id", parts_of(heading)) for heading in numbers] + [
        Way("email", parts_of(*EMAILS, *IDS)),
        Way("name", lambda line: [people.name(line)]),
        Way("name", lambda line: [people.turned_name(line)]),
        Way("name", parts_of(*GROUPS), of_several=True),
        Way("name", parts_of(*IDS)),
    ]


def read(path, students):
    """The list in the file, each line with its student: {"name", "id", "email"}. Wrong
    where somebody cannot be told from somebody else."""
    people = People(table.read(path))
    if not any(map(people.table.columns, IDS + EMAILS + NAMES + LASTS)):
        raise Wrong(
            f"{path}: no column names people; there must be one with a heading such as "
            "ID, Email address, Student, or First name and Last name"
        )
    try:
        people.student = match(people, students, _ways(people))
    except Wrong as wrong:
        raise Wrong(f"{path}: {wrong}") from None
    return people
