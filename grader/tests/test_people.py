"""Tables and the people in them are known however they are written; cells for a
spreadsheet stay text."""

import csv
import os
import tempfile
import unittest

from desk import cells, people, table
from desk.match import called
from desk.wrong import Wrong

STUDENTS = [
    {"key": "ada", "name": "Ada Lovelace", "id": "4701", "email": ""},
    {"key": "bernd", "name": "Bernd Müller", "id": "", "email": "b@x.org"},
    {"key": "ada-2", "name": "ada lovelace"},
]


class People(unittest.TestCase):
    def read(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "people.csv")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            return people.read(path, STUDENTS)

    def test_names_are_the_same_however_they_are_written(self):
        """However their letters are composed, and whatever comes first."""
        for text, student in [
            ("Name\nbernd mu\u0308ller\n", 1),
            ("First name,Surname\nBERND,Müller\n", 1),
            ('Student\n"Müller, Bernd"\n', 1),
            ("\ufeffFull name\tx\nMüller Bernd\t1\n", None),
            ("Surname,First name\nBernd,Müller\n", 1),
        ]:
            with self.subTest(text):
                self.assertEqual(self.read(text).student, [student])

    def test_a_table_is_read_whatever_parts_its_cells(self):
        for text in ("A,Name\r\n1,x\r\n", "A;Name\n1;x\n\n", '"A,B,C";Name\r1;x\r'):
            with self.subTest(text):
                self.assertEqual(self.read(text).table.lines, [["1", "x"]])
        self.assertEqual(self.read("Name, A,B\nx\n").table.lines, [["x", "", ""]])
        self.assertEqual(self.read("Name\nx,,\n").table.lines, [["x"]])

    def test_a_student_is_called_by_a_name_a_number_or_an_address(self):
        for name, key in [
            ("BERND MU\u0308LLER", "bernd"),
            ("4701", "ada"),
            ("B@x.org", "bernd"),
            ("Ada-2", "ada-2"),
        ]:
            with self.subTest(name):
                self.assertEqual(called(STUDENTS, name)["key"], key)
        for name, why in [
            ("Ada Lovelace", '"Ada Lovelace" is more than one student'),
            ("", 'there is no student ""'),
        ]:
            with self.subTest(name), self.assertRaisesRegex(Wrong, why):
                called(STUDENTS, name)


class Cells(unittest.TestCase):
    def test_a_cell_stays_text(self):
        for value, told in [
            (None, ""),
            (-3, "-3"),
            ("-3", "'-3"),
            (" =1+1", "' =1+1"),
            ("\t=1", "'        =1"),
            ("＝1", "'＝1"),
            ("a\x1b[2J", "a\\x1b[2J"),
            ('"', '"'),
        ]:
            with self.subTest(value):
                self.assertEqual(cells.cell_text(value), told)
                self.assertEqual(next(csv.reader([cells.line([value, 1])]))[0], told)

    def test_what_a_spreadsheet_could_part_or_lose_is_quoted(self):
        self.assertEqual(
            cells.line(["a;b", " a", "a ", " =", 'q"', "a\nb", "", "plain", 7]),
            '"a;b"," a","a ","\' =","q""","a\nb",,plain,7\r\n',
        )

    def test_a_table_is_written_as_it_was_read(self):
        self.assertEqual(
            table.text_of([["a", 'b"'], ["", "c"]], ";"), '"a";"b"""\r\n"";"c"\r\n'
        )


if __name__ == "__main__":
    unittest.main()
