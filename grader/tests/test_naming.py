import os
import unittest

from desk.intake import naming

NAMES = [
    ("Ada Lovelace_12345_assignsubmission_file_", "Ada Lovelace", "12345", ""),
    (
        "Ada_Lovelace_12345_assignsubmission_file_arena.c",
        "Ada_Lovelace",
        "12345",
        "arena.c",
    ),
    ("lovelaceada_12345_678901_arena.c", "lovelaceada", "12345", "arena.c"),
    ("lovelaceada_LATE_12345_678901_arena-12.c", "lovelaceada", "12345", "arena.c"),
    ("ada_12345_678901_my_work-1.tar.gz", "ada", "12345", "my_work.tar.gz"),
    ("submission_678901", "submission_678901", "678901", ""),
    # Canvas: names with underscores, names in other letters, and files with numbers
    ("team_red_51_9201_arena.c", "team_red", "51", "arena.c"),
    ("team_red_LATE_51_9201_arena.c", "team_red", "51", "arena.c"),
    ("o_brien_12345_678901_my_arena_2.c", "o_brien", "12345", "my_arena_2.c"),
    ("müllerzoë_12345_678901_arena.c", "müllerzoë", "12345", "arena.c"),
    ("leeada_12345_678901_09a_arena.c", "leeada", "12345", "09a_arena.c"),
    # and what can be read in two ways: files have larger numbers than students
    ("group_7_51_9201_arena.c", "group_7", "51", "arena.c"),
    ("leeada_12345_678901_2024_arena.c", "leeada", "12345", "2024_arena.c"),
    ("leeada_12345_678901_1_2_arena.c", "leeada", "12345", "1_2_arena.c"),
    ("group_7_LATE_51_9201_arena.c", "group_7", "51", "arena.c"),
    # hidden names
    ("anon_a7BxQ_9101_arena.c", "anon_a7BxQ", "a7BxQ", "arena.c"),
    ("LATE_anon_a7BxQ_9101_arena-1.c", "anon_a7BxQ", "a7BxQ", "arena.c"),
    ("anon_LATE_a7BxQ_9101_my_arena.c", "anon_a7BxQ", "a7BxQ", "my_arena.c"),
    ("anon_12345_9101_arena.c", "anon_12345", "12345", "arena.c"),
    # text typed into a field
    ("leeada_12345_text.html", "leeada", "12345", "text.html"),
    ("leeada_LATE_12345_link.html", "leeada", "12345", "link.html"),
    ("leeada_12345_678901_text.html", "leeada", "12345", "text.html"),
    ("_1_2_arena.c", "1", "1", "arena.c"),
    ("1_2_3_arena.c", "1", "2", "arena.c"),
    ("x_1_2_", None, "", ""),
    ("anon_9101_arena.c", None, "", ""),
    ("anon__9101_arena.c", None, "", ""),
    ("____", None, "", ""),
    ("alice", None, "", ""),
    ("arena.c", None, "", ""),
    ("a_1_b.c", None, "", ""),
]

HOSTILE = ["", ".", "..", "-rf", "a/b", "a b", "a\nb", "=cmd()", "<b>", "ä", '"', "$(id)"]
HOSTILE += ["a{b}", "a,b", "a;b", os.fsdecode(b"M\xfcller"), "x" * 61, "x" * 62]


class Naming(unittest.TestCase):
    def test_names_of_platforms_are_read(self):
        for entry, student, number, file in NAMES:
            with self.subTest(entry):
                told = naming.read(entry)
                self.assertEqual(
                    (told.student, told.id, told.file), (student, number, file)
                )

    def test_keys_are_safe_and_keep_students_apart(self):
        keys = [naming.key(name, "") for name in HOSTILE]
        for key in keys:
            self.assertRegex(key, r"\A[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
        self.assertEqual(len(set(keys)), len(keys))
        self.assertEqual(naming.key("alice-2.b_c", ""), "alice-2.b_c")
        self.assertEqual(naming.key("ada", "7"), "ada-7")
        self.assertEqual(naming.key("anon_7", "7"), "anon_7")
