"""The grades of a class for other systems: each file has what its importer reads, and whose
a grade is can be told."""

import contextlib
import csv
import io
import json
import os
import tempfile
import unittest
from types import SimpleNamespace

from desk import gradebook
from desk.wrong import Wrong

LESSON = "09a_arena_scope_local_mmap"
# A class as make class leaves it: a Moodle student, a group, one who handed nothing in, one
# by a login, and one of whom the grader could not do its work.
STUDENTS = [
    ("ada", "Ada Lovelace", "4701", "", "graded", 90),
    ("bernd", "Bernd Müller", "", "b@x.org", "graded", 63),
    ("team", "Team One", "", "m@x.org; n@x.org", "graded", 100),
    ("none", "No Body", "4704", "", "missing", 0),
    ("cm12", "cm12", "", "", "graded", 40),
    ("lost", "Lost", "4709", "", None, 0),
]


def students():
    return [dict(zip(("key", "name", "id", "email"), about)) for about in STUDENTS]


def lay_out(folder, overrides=()):
    run = os.path.join(folder, "latest")
    told = {"lessons": [LESSON], "students": students(), "overrides": list(overrides)}
    write(os.path.join(run, "class.json"), json.dumps(told))
    for key, _, _, _, status, score in STUDENTS:
        points = {"score": score, "max_score": 100}
        row = {"name": "init_fields", "heading": "correctness", "status": "passed"}
        result = {
            **points,
            "status": status,
            "headings": {"correctness": dict(points)},
            "rows": [{**row, "points": 3, "max_points": 3}],
        }
        if status:
            write(os.path.join(run, "results", key, f"{LESSON}.json"), json.dumps(result))
    return run


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


class Gradebook(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = os.path.join(self.folder, "out.csv")
        lay_out(self.folder)

    def written(self, form, people, missing=""):
        """The lines of the gradebook of these people, headings first; what is told is in
        self.told."""
        roster = os.path.join(self.folder, "people.csv")
        write(roster, people)
        wishes = SimpleNamespace(
            for_=form,
            class_=self.folder,
            roster=roster,
            lesson=None,
            missing=missing,
            out=self.out,
            build="build",
        )
        with contextlib.redirect_stdout(io.StringIO()) as told:
            gradebook.command(wishes)
        self.told = told.getvalue()
        with open(self.out, encoding="utf-8-sig", newline="") as file:
            text = file.read()
        delimiter = ";" if ";" in text.split("\n")[0] else ","
        return [
            "|".join(line) for line in csv.reader(io.StringIO(text), delimiter=delimiter)
        ]

    def test_canvas_gets_the_columns_that_it_reads(self):
        """The name, its numbers and the section, its own heading for an assignment that is
        there, and its own points possible; a byte order mark it takes for an error."""
        lines = self.written(
            "canvas",
            "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Attendance (7),09a (881)\n"
            ",,,,,,Manual Posting\n"
            "    Points Possible,,,,,10,50\n"
            '"Lovelace, Ada",4701,s1,al1,S 1,9,\n"Mueller, Chuck",9,s2,cm12,S 1,,\n'
            '"Late, Zoë",11,s3,zl3,S 1,,\n',
            "0",
        )
        self.assertEqual(
            lines,
            [
                "Student|ID|SIS User ID|SIS Login ID|Section|09a (881)",
                "|||||Manual Posting",
                "Points Possible|||||50",
                "Lovelace, Ada|4701|s1|al1|S 1|45",
                "Mueller, Chuck|9|s2|cm12|S 1|20",
                "Late, Zoë|11|s3|zl3|S 1|0",
            ],
        )
        with open(self.out, "rb") as file:
            self.assertTrue(file.read().startswith(b'"Student","ID"'))
        self.assertIn(
            "2 of 3 people have handed in.\n1 has handed nothing in: ", self.told
        )
        self.assertIn("3 have handed in and are not in the list: Bernd", self.told)

    def test_a_worksheet_of_moodle_is_filled_in(self):
        """It comes back as it was, but for the grades."""
        lines = self.written(
            "moodle-worksheet",
            'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
            '"Last modified (grade)","Feedback comments"\n'
            '"Participant 4701","Ada L.",,Submitted,,"20.00",-,\n'
            '"Participant 7","MÜLLER, Bernd",B@X.org,Submitted,,"20.00",-,\n'
            '"Participant 4704","No Body",,"No submission",,"20.00",-,kept\n',
        )
        self.assertEqual(
            lines[1:],
            [
                "Participant 4701|Ada L.||Submitted|18|20.00|-|",
                "Participant 7|MÜLLER, Bernd|B@X.org|Submitted|12.6|20.00|-|",
                "Participant 4704|No Body||No submission||20.00|-|kept",
            ],
        )
        with self.assertRaisesRegex(Wrong, 'no column "Identifier"'):
            self.written("moodle-worksheet", "Name,Grade\nAda Lovelace,\n")

    def test_each_member_has_the_grade_of_the_group(self):
        """By their addresses, or by a column that says so."""
        lines = self.written(
            "moodle",
            "First name;Last name;Email address;Groups\nMem;Ber;m@x.org;\n"
            'Men;Ber;N@x.org;\nMev;Ber;v@x.org;"Others, Team One"\n'
            "Mu\u0308;Ber;w@x.org;\n",
        )
        self.assertEqual(
            lines[1:],
            [
                "Mem|Ber|m@x.org|100",
                "Men|Ber|N@x.org|100",
                "Mev|Ber|v@x.org|100",
                "Mu\u0308|Ber|w@x.org|",
            ],
        )

    def test_nobody_gets_anothers_grade(self):
        """Where it cannot be told whose it is, nothing is written."""
        for people, why in [
            ("Name\nAda Lovelace\nada lovelace\n", "could be line 2 or line 3"),
            ("Name,Email\nAda Lovelace,m@x.org\nx,n@x.org\n", None),
            ('Email\n"b@x.org, m@x.org"\n', 'could be "Bernd Müller" or "Team One"'),
            ("Colour,Height\nred,2\n", "no column names people"),
            ("", "is empty"),
            (b"Name\n\xff\xfe\n", "is not in UTF-8"),
            ("Name\nBo\n".encode("utf-16"), "is not in UTF-8"),
            ("Name,ID\nLovelace, Ada,4701\n", "line 2 has more cells"),
            ('Name,ID\n"Bo,1\nAda Lovelace,4701\n', "a quote is not closed"),
            ("Name,ID,09a,09a An arena of your own\nAda,4701,,\n", None),
        ]:
            with self.subTest(people):
                if why is None:
                    self.written("csv", people)
                    os.unlink(self.out)
                    continue
                with self.assertRaisesRegex(Wrong, why):
                    self.written("csv", people)
                self.assertFalse(os.path.exists(self.out))

    def test_lists_are_what_people_make_of_them(self):
        canvas = "Student,ID,SIS User ID,SIS Login ID,Section,"
        there = '09a (8)\n"Bo, B",1,s,l,S,EX\nNo Body,4704,s,l,S,8.5\n'
        for form, people, missing, line, wanted in [
            # A namesake of somebody who is known by a number.
            (
                "canvas",
                f'{canvas}09a (8)\n"Lovelace, Ada",4701,s,l,S,\n"Lovelace, Ada",9,t,m,S,\n',
                "0",
                2,
                "Lovelace, Ada|9|t|m|S|0",
            ),
            # One person in two sections, known by name.
            (
                "canvas",
                f"{canvas}09a (8)\nBernd Müller,7,s,l,S,\nBernd Müller,7,s,l,T,\n",
                "",
                2,
                "Bernd Müller|7|s|l|T|63",
            ),
            # A number of one platform that is another's number elsewhere.
            (
                "moodle-worksheet",
                "Identifier,Full name,ID number,Grade,Last modified (grade)\n"
                "Participant 4701,A,90001,,-\nParticipant 4702,B,4701,,-\n",
                "",
                2,
                "Participant 4702|B|4701||-",
            ),
            # A first name alone is no name, and a login may be an address.
            (
                "csv",
                "First name,Name,Login ID\ncm12,Moore,b@x.org\n",
                "",
                1,
                "cm12|Moore|b@x.org|63",
            ),
            # The lesson's own column, not the first that begins like it.
            (
                "canvas",
                f"{canvas}09a reading quiz (11),09a (12)\nAda,4701,s,l,S,4,\n",
                "",
                0,
                "Student|ID|SIS User ID|SIS Login ID|Section|09a (12)",
            ),
            # What stands there already, for those of whom nothing is known.
            ("canvas", canvas + there, "0", 1, "Bo, B|1|s|l|S|EX"),
            ("canvas", canvas + there, "0", 2, "No Body|4704|s|l|S|8.5"),
            # Numbers of countries with a decimal comma.
            (
                "canvas",
                "Student;ID;SIS User ID;SIS Login ID;Section;"
                '"09a, the, first, one, of, all (8)"\n'
                "Points Possible;;;;;2,50\nAda;4701;s;l;S;\n",
                "",
                2,
                "Ada|4701|s|l|S|2.25",
            ),
        ]:
            with self.subTest(people):
                self.assertEqual(self.written(form, people, missing)[line], wanted)


if __name__ == "__main__":
    unittest.main()
