import os
import tempfile
import unittest
from unittest import mock

from desk import workfolder
from desk.wrong import Wrong


class WorkFolder(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.build = place.name

    def left_behind(self):
        return os.listdir(self.build)

    def test_it_is_gone_afterwards_whatever_happened(self):
        with self.assertRaises(KeyError), workfolder.work_folder(self.build) as work:
            self.assertTrue(os.path.isabs(work))
            os.makedirs(os.path.join(work, "a", "b"))
            raise KeyError
        self.assertEqual(self.left_behind(), [])

    def test_what_was_left_behind_is_removed_but_not_what_is_held_or_new(self):
        stale = os.path.join(self.build, "work.stale")
        os.mkdir(stale)
        os.mkdir(os.path.join(self.build, "worker"))
        with workfolder.work_folder(self.build) as held:
            self.assertTrue(os.path.isdir(stale))
            with mock.patch.object(workfolder, "_FRESH", -1):
                with workfolder.work_folder(self.build) as work:
                    self.assertFalse(os.path.exists(stale))
                    self.assertTrue(os.path.isdir(held) and os.path.isdir(work))
        self.assertEqual(self.left_behind(), ["worker"])

    def test_a_folder_that_cannot_be_made_is_told(self):
        with self.assertRaisesRegex(Wrong, "no folder can be made in /none: No such"):
            with workfolder.work_folder("/none"):
                pass


if __name__ == "__main__":
    unittest.main()
