import unittest

from desk.text import cut, safe


class Text(unittest.TestCase):
    def test_what_steers_a_terminal_is_spelled_out(self):
        self.assertEqual(safe("a\x1b[2J\tb\r\nc"), "a\\x1b[2J        b\nc")
        self.assertEqual(safe("ab\u202ec"), "ab\\xe2\\x80\\xaec")
        self.assertEqual(safe("M\udcfcller"), "M\\xfcller")
        self.assertEqual(safe("\ud800"), "\ufffd")

    def test_a_joiner_spells_words_of_some_scripts(self):
        self.assertEqual(safe("\u0645\u06cc\u200c\u062e"), "\u0645\u06cc\u200c\u062e")
        self.assertEqual(safe("a\u200cb"), "a\\xe2\\x80\\x8cb")

    def test_a_text_is_cut_at_a_whole_character(self):
        self.assertEqual(cut("aüb", 2), "a\n(3 bytes more)")
        self.assertEqual(cut("aüb", 4), "aüb")


if __name__ == "__main__":
    unittest.main()
