"""The grades of a class as another system imports them: the list of people that it has
exported, with a column for each lesson. What the list says of people stays as it is."""

from dataclasses import dataclass

from . import files, gradebook_columns, people, run_folder, table
from .gradebook_columns import Column
from .grader import Grader
from .text import cut
from .wrong import Wrong

# Names that are told one by one, and bytes of each.
_MOST_NAMES = 20
_MOST_NAME = 100


@dataclass
class Format:
    """A system that imports grades."""

    # the columns of the list that it wants again, in its own order; None: all
    kept: list = None
    # without these columns the list is not what the importer takes
    needed: tuple = ()
    called: str = ""
    # the grades go to a column that is there, of one lesson
    is_worksheet: bool = False


_FORMATS = {
    # "How do I import grades in the Gradebook?" in Canvas's guide for instructors, and
    # lib/gradebook_importer.rb of its sources: it counts the columns, takes no mark.
    "canvas": Format(
        ["LastName", "FirstName", "Student", "ID", "SIS User ID", "SIS Login ID"]
        + ["Integration ID", "Root Account", "Section"],
        ("ID", "Section"),
        "export of Canvas's gradebook",
    ),
    # "Grade import" in Moodle's documentation: any column that names a user.
    "moodle": Format(
        ["First name", "Last name", "Surname", "Full name", "Username", "ID number"]
        + ["Email address", "Email"],
    ),
    "moodle-worksheet": Format(
        needed=("Identifier", "Grade", "Last modified (grade)"),
        called="grading worksheet of Moodle's",
        is_worksheet=True,
    ),
    "gradescope": Format(["First Name", "Last Name", "Name", "SID", "Email", "Sections"]),
    "csv": Format(),
}


@dataclass
class Book:
    """All that is needed while it is written."""

    format: Format
    run: str
    students: list
    people: people.People
    columns: list  # of the lessons
    missing: str  # what stands for nothing handed in

    def result(self, student, column):
        key = self.students[student]["key"]
        return run_folder.result(self.run, key, column.lesson.name)

    def has_handed_in(self, student):
        """ROSTER of make class lists those who have not, too."""
        results = (self.result(student, column) for column in self.columns)
        return any(result is None or not _is_missing(result) for result in results)


def command(wishes):
    missing = wishes.missing or ""
    if missing not in ("", "0"):
        raise Wrong(f'MISSING is 0 or nothing, not "{missing}"')
    book = _open(wishes, missing)
    lines = [_head(book)] + [
        _line(book, line) for line in range(len(book.people.student))
    ]
    # Excel takes UTF-8 for what it is only behind a mark, and importers stumble over one.
    mark = table.MARK if wishes.for_ == "csv" else ""
    files.write(wishes.out, mark + table.text_of(lines, book.people.table.delimiter))
    _tell(book)
    print(wishes.out)


def _open(wishes, missing):
    wanted = _FORMATS.get(wishes.for_)
    if wanted is None:
        raise Wrong(
            "FOR is canvas, moodle, moodle-worksheet, gradescope or csv, not "
            f'"{wishes.for_}"'
        )
    run, told = run_folder.latest(wishes.class_)
    lessons = _lessons(wishes, told)
    if wanted.is_worksheet and len(lessons) != 1:
        raise Wrong("a worksheet is of one assignment: say of which lesson, with LESSON=")
    listed = people.read(wishes.roster, told["students"])
    for heading in wanted.needed:
        if listed.table.column(heading) is None:
            raise Wrong(
                f'{wishes.roster} has no column "{heading}", so it is no {wanted.called}'
            )
    if wanted.is_worksheet:
        columns = [Column(lessons[0], listed.table.column("Grade"))]
    else:
        is_canvas = wishes.for_ == "canvas"
        columns = gradebook_columns.find(wishes.roster, listed, lessons, is_canvas)
    return Book(wanted, run, told["students"], listed, columns, missing)


def _lessons(wishes, told):
    with Grader(wishes.build) as grader:
        wanted = [wishes.lesson] if wishes.lesson else told["lessons"]
        lessons = [lesson for name in wanted for lesson in grader.lessons(name)]
    for lesson in lessons:
        if lesson.name not in told["lessons"]:
            raise Wrong(f"lesson {lesson.number} was not graded in {wishes.class_}")
    return lessons


def _kept(book, cells):
    """The cells of a line of the list that are kept."""
    if book.format.kept is None:
        return list(cells)
    columns = map(book.people.table.column, book.format.kept)
    return [cells[at] for at in columns if at is not None]


def _put(book, cells, column, cell):
    """In the list's own column for it, or behind the others."""
    if book.format.kept is None and column.at is not None:
        cells[column.at] = cell
    else:
        cells.append(cell)


def _head(book):
    """A heading that the list has for a lesson tells the importer what there is already."""
    head = book.people.table.head
    cells = _kept(book, head)
    for column in book.columns:
        heading = f"{column.lesson.number} {column.lesson.title}"
        _put(book, cells, column, heading if column.at is None else head[column.at])
    return cells


def _line(book, line):
    cells = _kept(book, book.people.table.lines[line])
    for column in book.columns:
        _put(book, cells, column, _grade(book, line, column))
    if book.format.is_worksheet:
        _comment(book, cells, line)
    return cells


def _grade(book, line, column):
    """What stands there for the person and the lesson."""
    # EX, say, or a grade of somebody whom nobody here knows.
    there = book.people.table.cell(line, column.at)
    if not book.people.is_person(line):
        is_new = column.at is None and book.people.is_points(line)
        return str(column.lesson.points) if is_new else there
    student = book.people.student[line]
    if student is None:
        return there or book.missing
    result = book.result(student, column)
    # What the grader could not grade is no grade at all.
    if result is None or result["max_score"] <= 0:
        return there
    if _is_missing(result):
        return there or book.missing
    most = column.most
    if book.format.is_worksheet:
        maximum = book.people.table.column("Maximum Grade")
        most = gradebook_columns.number(book.people.table.cell(line, maximum)) or most
    # A row that could not be graded, or counts no more, is in neither.
    points = f"{result['score'] * most / result['max_score']:.2f}"
    return points.rstrip("0").rstrip(".")


def _is_missing(result):
    """What was decided is a grade, whatever was handed in."""
    return result.get("status") == "missing" and not result.get("score_by_hand")


def _comment(book, cells, line):
    """What was decided by hand, where there is no comment yet."""
    column = book.people.table.column("Feedback comments")
    student = book.people.student[line]
    if column is None or student is None or cells[column]:
        return
    result = book.result(student, book.columns[0]) or {}
    cells[column] = "; ".join(result.get("by_hand", []))


def _tell(book):
    """Who has handed nothing in, and whose submission is of nobody in the list."""
    listed = [
        (book.people.name(line), student)
        for line, student in enumerate(book.people.student)
        if book.people.is_person(line)
    ]
    has = [book.has_handed_in(student) for student in range(len(book.students))]
    missing = [name for name, student in listed if student is None or not has[student]]
    known = set(book.people.student)
    strangers = [
        student["name"]
        for at, student in enumerate(book.students)
        if has[at] and at not in known
    ]
    print(f"{len(listed) - len(missing)} of {len(listed)} people have handed in.")
    _tell_names(missing, "has handed nothing in", "have handed nothing in")
    _tell_names(
        strangers,
        "has handed in and is not in the list",
        "have handed in and are not in the list",
    )


def _tell_names(names, one, many):
    if not names:
        return
    told = ", ".join(cut(name, _MOST_NAME) for name in names[:_MOST_NAMES])
    more = ", and more" if len(names) > _MOST_NAMES else ""
    print(f"{len(names)} {one if len(names) == 1 else many}: {told}{more}")
