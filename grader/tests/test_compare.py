import unittest

from desk.compare.profile import read
from desk.compare.side import read_size
from desk.compare.words import mark, read_lines

# A call from the suite, one from another function of the submission, and the ledger's part
# in the first.
PROFILE = """fl=/x/rows.c
fn=row
10 5
cfn=arena_init
calls=4 7
12 1000
fl=/x/arena.c
fn=arena_init
7 100
cfl=/h/ledger.c
cfn=ledger_mmap'help'arena_init'row
calls=4 7
9 600
cfn=arena_init
calls=1 7
9 50
cfn=ledger_\x1b[31m'arena_init
calls=2 2
1 1
cfn=ledger_munmap'help
calls=3 1
4 9
"""


class Profile(unittest.TestCase):
    def test_calls_from_outside_count_without_the_ledger(self):
        profile = read(PROFILE, ["arena_init"], ["arena.c"])
        counts = {"calls": 4, "instructions": 1000 - 600 - 1}
        self.assertEqual(profile["operations"], {"arena_init": counts})
        self.assertEqual(profile["system"], {"mmap": 4, "munmap": 3})

    def test_it_is_read_as_far_as_it_goes(self):
        for size in range(len(PROFILE)):
            read(PROFILE[:size], ["arena_init"], ["arena.c"])

    def test_no_number_is_beyond_what_json_holds(self):
        many = "cfn=f\n" + f"calls={9**30} 1\n1 {9**30}\n" * 1000
        counts = read(many, ["f"], [])["operations"]["f"]
        self.assertEqual(set(counts.values()), {1 << 53})


class Size(unittest.TestCase):
    def test_only_figures_come_through(self):
        good = '{"lines": 3, "functions": 1, "branches": 0, "longest": %s, "more": 1}'
        size = read_size(good % '{"name": "f\\u001b", "lines": 2}')
        self.assertEqual(size["longest"], {"name": "f\\x1b", "lines": 2})
        self.assertNotIn("more", size)
        self.assertIsNone(read_size(good % "null")["longest"])
        for longest in ("7", "[]", '{"name": 1, "lines": 2}', '{"name": "f"}', "x"):
            self.assertIsNone(read_size(good % longest))
        for output in ("", "[]", "{}", good % "null" + "x", "[" * 60000):
            self.assertIsNone(read_size(output))
        self.assertIsNone(read_size((good % "null").replace("3", "9" * 30)))


class Words(unittest.TestCase):
    def test_a_line_is_marked_by_what_differs_in_it(self):
        for expected, line in (
            (" ", []),
            (" ", [["both", "x"]]),
            ("+", [["both", "  "], ["own", "x"]]),
            ("-", [["other", "x"]]),
            ("~", [["both", "y"], ["other", "x"]]),
            ("~", [["own", "y"], ["other", "x"]]),
        ):
            self.assertEqual(mark(line), expected)

    def test_git_s_lines_are_read_by_word_and_by_line(self):
        output = "diff\n@@ -1 +1 @@\n a\n-b\n+c\n~\n~\n"
        line = [["both", "a"], ["other", "b"], ["own", "c"]]
        self.assertEqual(read_lines(output, True), ([line, []], False))
        lines = [[piece] for piece in line]
        self.assertEqual(read_lines(output, False), (lines, False))
        self.assertEqual(read_lines("", True), ([], False))

    def test_what_is_too_much_is_cut(self):
        for many in ("+\n" * 3000, f"+{'x' * 70000}\n" * 3):
            lines, cut = read_lines("\n@@\n" + many, False)
            self.assertTrue(cut)
            self.assertLess(len(lines), 2001)


if __name__ == "__main__":
    unittest.main()
