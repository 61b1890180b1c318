import os
import tempfile
import unittest

from desk.intake import metadata, roster

GROUP = """---
submission_7:
  :submitters:
  - :name: "Ada, \\"A\\""
    :sid: 1
  - :name: Grace
    :sid: 02
    :email: g@example.org
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess {}
submission_8:
  :submitters: []
"""


class Roster(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = place.name

    def put(self, name, text=""):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def read(self, unpacked=False):
        return roster.read(self.folder, unpacked)

    def test_what_is_one_students_is_brought_together(self):
        for name in ("submission_7/a", "bob/a", "bob.zip", "stray.c"):
            self.put(f"x_export/{name}")
        for name in ("lee_1_2_arena.c", "lee_1_3_notes.txt"):
            self.put(f"x_export/{name}")
        self.put(f"x_export/{metadata.NAME}", GROUP)
        os.symlink("bob", os.path.join(self.folder, "x_export/link"))
        found = self.read()
        ada, bob, lee = found.students
        # Nobody of a group is lost, and each one's place is kept.
        self.assertEqual(ada.name, 'Ada, "A" and Grace')
        self.assertEqual((ada.id, ada.email), ("1; 02", "; g@example.org"))
        self.assertEqual((bob.name, bob.email, len(bob.sources)), ("bob", "", 2))
        self.assertEqual((lee.name, len(lee.sources)), ("lee", 2))
        self.assertEqual([left["entry"] for left in found.left_out], ["link", "stray.c"])

    def test_keys_are_different_whatever_names_are(self):
        for name in ("x-1/a", "x_1_9_a.c", "x-1_1_8_a.c"):
            self.put(name)
        keys = [student.key for student in self.read().students]
        self.assertEqual(keys, ["x-1", "x-1.1", "x-1.2"])

    def test_a_name_that_is_no_utf_8_is_spelled_out(self):
        os.mkdir(os.fsencode(self.folder) + b"/M\xfcller")
        (student,) = self.read().students
        self.assertEqual(student.name, "M\\xfcller")
        self.assertTrue(os.path.isdir(student.sources[0].path))

    def test_one_folder_around_all_of_an_archive_is_no_student(self):
        self.put("class/ada/arena.c")
        self.put("class/bob/arena.c")
        self.assertEqual(len(self.read(unpacked=True).students), 2)
        self.assertEqual(len(self.read().students), 1)

    def test_the_folder_of_the_only_student_in_an_archive_is_theirs(self):
        self.put("ada/arena.c")
        self.assertEqual(self.read(unpacked=True).students[0].name, "ada")

    def test_lists_that_are_none_name_nobody(self):
        for text in (
            "",
            "a: [",
            "- 1",
            "x: {:submitters: 7}",
            'x: "\\ud800"',
            "\0",
            "? {}\n: 1",
        ):
            self.put(metadata.NAME, text)
            self.assertEqual(metadata.people(self.folder), {}, text)

    def test_a_list_of_people_adds_and_fills_in(self):
        for name in ("ada/a", "cyd/a", "Ida and Kay/a"):
            self.put(name)
        self.put(
            "people.csv",
            "Name,ID,Email,Group\nAda,4,a@x,\nZoe,6,z@x,\n,,only@x,\n"
            "Ida,7,,Ida and Kay\nKay,8,,Ida and Kay\n",
        )
        found = self.read()
        roster.join(found, os.path.join(self.folder, "people.csv"))
        told = {one.name: (one.id, one.email, len(one.sources)) for one in found.students}
        self.assertEqual(
            told,
            {
                "ada": ("4", "a@x", 1),
                "cyd": ("", "", 1),
                # A number and an address belong to one person, not to a group.
                "Ida and Kay": ("", "", 1),
                "Zoe": ("6", "z@x", 0),
                "only@x": ("", "only@x", 0),
            },
        )
        self.assertEqual(
            [left["entry"] for left in found.left_out], ["people.csv", "cyd"]
        )
