"""What is decided by hand counts, and what fits nothing any more is named."""

import json
import os
import tempfile
import unittest
from types import SimpleNamespace

from desk import overrides, run_folder
from desk.wrong import Wrong
from tests.test_gradebook import LESSON, lay_out, students

ROWS = [{"name": "init_fields", "points": 3}]


class Overrides(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def decided(self, *lines, key="ada"):
        """The result of a student, read as all do, and the decisions: (student, row,
        points)."""
        names = ("student", "row", "points", "lesson", "reason", "comment")
        made = [dict(zip(names, (*line, "09a", "because", ""))) for line in lines]
        lesson = SimpleNamespace(name=LESSON, number="09a", rows=ROWS)
        overrides.resolve(made, students(), [lesson])
        folder = tempfile.mkdtemp(dir=self.folder)
        return run_folder.result(lay_out(folder, made), key, LESSON), made

    def test_what_is_decided_by_hand_counts(self):
        for line, score, most, words in [
            (
                ("Ada Lovelace", "init_fields", "1"),
                88,
                100,
                "row init_fields has 1 points",
            ),
            (("4701", "", "55"), 55, 100, "the score is 55"),
            (("none", "", "55"), 90, 100, None),
            (("*", "init_fields", "out"), 87, 97, "row init_fields does not count"),
            (("bernd", "init_fields", "1"), 90, 100, None),
        ]:
            with self.subTest(line):
                result, _ = self.decided(line)
                self.assertEqual((result["score"], result["max_score"]), (score, most))
                by_hand = [f"{words}: because"] if words else None
                self.assertEqual(result.get("by_hand"), by_hand)

    def test_a_score_that_was_given_stays_what_it_is(self):
        result, _ = self.decided(("ada", "", "55"), ("*", "init_fields", "out"))
        self.assertEqual((result["score"], result["max_score"]), (55, 100))
        self.assertEqual(result["headings"]["correctness"]["max_score"], 97)

    def test_a_score_by_hand_needs_no_result(self):
        result, _ = self.decided(("4709", "", "55"), key="lost")
        self.assertEqual((result["score"], result["max_score"]), (55, 100))

    def test_what_fits_nothing_any_more_is_named(self):
        for line, why in [
            (("Zed", "init_fields", "1"), 'there is no student "Zed"'),
            (("ada", "no_row", "1"), 'lesson 09a has no row "no_row"'),
            (("ada", "init_fields", "9"), "row init_fields has 3 points, not 9"),
        ]:
            with self.subTest(line):
                result, made = self.decided(line)
                self.assertEqual(result["score"], 90)
                self.assertNotIn("by_hand", result)
                self.assertEqual(made[0]["misfit"], why)

    def test_a_file_of_decisions_is_read_or_refused(self):
        path = os.path.join(self.folder, "o.csv")
        for text, why in [
            ("student,lesson,row,points,reason,comment\nada,09a,x,3,,\n", None),
            ("student,points\nada,3\n", 'has no column "lesson"'),
            ("student,lesson,points\nada,09a,three\n", "line 2: points are a number"),
            ("student,lesson,points\nada,09a,out\n", '"out" needs a row'),
            ("student,lesson,points\nada,09a,\n", "neither points nor a comment"),
        ]:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            with self.subTest(text):
                if why is None:
                    self.assertEqual(len(overrides.read(path)), 1)
                    continue
                with self.assertRaisesRegex(Wrong, why):
                    overrides.read(path)


class Results(unittest.TestCase):
    def test_what_is_no_result_is_none(self):
        with tempfile.TemporaryDirectory() as folder:
            run = lay_out(folder)
            path = run_folder.result_path(run, "ada", LESSON)
            for told in ("", "{", "[]", '{"rows": 3}'):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(told)
                with self.subTest(told):
                    self.assertIsNone(run_folder.result(run, "ada", LESSON))
            odd = {"score": "x", "rows": [1, {}, {"name": 3, "points": None}]}
            with open(path, "w", encoding="utf-8") as file:
                json.dump(odd, file)
            result = run_folder.result(run, "ada", LESSON)
            self.assertEqual(result["score"], 0)
            self.assertEqual([row["name"] for row in result["rows"]], ["", ""])


if __name__ == "__main__":
    unittest.main()
