"""What a run has to do: that a plan which was cut short is made again, whatever was left
of it, and what may be wished."""

import json
import os
import shutil
import tempfile
import types
import unittest
import zipfile

from desk import grader
from desk.intake import plan
from desk.wrong import Wrong

LESSON = "09a_arena_scope_local_mmap"
SKELETON = f"grader/suites/{LESSON}/skeleton/arena.c"


class Plan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.grader = grader.Grader("build")
        cls.addClassCleanup(cls.grader.__exit__, None)

    def setUp(self):
        place = tempfile.TemporaryDirectory(dir="build")
        self.addCleanup(place.cleanup)
        self.submissions = os.path.join(place.name, "s")
        self.run_ = os.path.join(place.name, "run")
        os.mkdir(self.submissions)

    def lay_out(self):
        return plan.lay_out(self.grader, self.submissions, self.run_, "09a", "gcc")

    def hand_in(self, folder):
        folder = os.path.join(os.fsencode(self.submissions), os.fsencode(folder))
        os.mkdir(folder)
        shutil.copy(SKELETON, os.path.join(folder, b"arena.c"))

    def job_of(self, key):
        path = os.path.join(self.run_, "submissions", key, f"{LESSON}.json")
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def test_what_a_plan_that_was_killed_has_left_is_in_nobodys_way(self):
        with zipfile.ZipFile(f"{self.submissions}/ada.zip", "w") as made:
            made.write(SKELETON, "arena.c")
        left = os.path.join(self.run_, "unpacked", "ada", "1.0")
        os.makedirs(left)
        shutil.copy(SKELETON, left)
        os.makedirs(os.path.join(self.run_, "submissions", "ada", LESSON, "x"))
        made = self.lay_out()
        self.assertEqual(made.jobs, [("ada", LESSON)])
        self.assertEqual(self.job_of("ada")["status"], "graded")
        self.assertEqual(
            os.listdir(os.path.join(self.run_, "submissions", "ada", LESSON)), ["arena.c"]
        )
        self.assertFalse(os.path.exists(os.path.join(self.run_, "unpacked")))

    def test_a_folder_of_any_name_is_graded(self):
        self.hand_in(b"M\xfcller")
        ((key, _),) = self.lay_out().jobs
        self.assertEqual(self.job_of(key)["status"], "graded")
        self.assertEqual(self.job_of(key)["student"], "M\\xfcller")

    def test_the_same_has_the_same_fingerprint(self):
        self.hand_in("ada")
        self.lay_out()
        first = self.job_of("ada")["fingerprint"]
        self.lay_out()
        self.assertEqual(self.job_of("ada")["fingerprint"], first)
        os.mkfifo(os.path.join(self.submissions, "ada", "x.c"))
        self.lay_out()
        self.assertNotEqual(self.job_of("ada")["fingerprint"], first)

    def test_wishes_are_read(self):
        none = dict.fromkeys(
            "submissions run compiler seed latest lesson roster overrides student again "
            "anonymous show feedback shrink".split()
        )
        for name, text, words in (
            ("seed", "x", 'SEED is a whole number, not "x"'),
            ("seed", "-1", "SEED is a whole number"),
            ("seed", "9" * 30, "SEED is a whole number"),
            ("show", "all", 'SHOW is hidden, .*, not "all"'),
            ("feedback", "x", 'FEEDBACK is moodle, not "x"'),
        ):
            with self.assertRaisesRegex(Wrong, words):
                plan.read_wishes(types.SimpleNamespace(**{**none, name: text}))
        wished = {"seed": "7", "show": "hidden", "anonymous": "1"}
        read = plan.read_wishes(types.SimpleNamespace(**{**none, **wished}))
        self.assertEqual((read.seed, read.again), (7, None))
        self.assertEqual(read.pages, {"anonymous": True, "show": "hidden"})
