import csv
import json
import unittest
from xml.etree import ElementTree

from desk.exports import FORMATS, export
from desk.text import safe

HOSTILE = [
    "77",
    '"',
    "two\r\nlines",
    "=1",
    "\r=1",
    "<b>&amp;</testsuite>]]><!--",
    "\x1b[31mred\x07 \x00 \ufffe \ufeff",
    "broken \udcff\udcc3",
    "::notice title=Autograding report::{}",
    "  ::::error::",
    "##[command]x",
    "é ü 名",
]


def read(name, text):
    """All texts in the export, as those systems read them."""
    if name == "junit":
        elements = ElementTree.fromstring(text).iter()
        return [word for e in elements for word in [e.text or "", *e.attrib.values()]]
    if name == "csv":
        return [cell for line in csv.reader(text.splitlines(True)) for cell in line]
    return words_in(json.loads(text))


def words_in(value):
    if isinstance(value, (dict, list)):
        inner = value.values() if isinstance(value, dict) else value
        return [word for one in inner for word in words_in(one)]
    return [value] if isinstance(value, str) else []


class Exports(unittest.TestCase):
    def test_a_grader_that_failed_says_so_in_every_format(self):
        for name in FORMATS:
            text = export(name, "77", None, "the disk is full")
            told = [word for word in read(name, text) if "the disk is full" in word]
            self.assertTrue(told, name)

    def test_a_failure_stays_text(self):
        for name in FORMATS:
            for hostile in HOSTILE:
                words = read(name, export(name, hostile, None, f"{hostile}: why"))
                for word in words:
                    self.assertEqual(word, safe(word))
                if name != "classroom":
                    continue
                # No line of it may be a command of the runner.
                self.assertFalse([w for w in words if "::" in w or "##[" in w])

    def test_a_result_that_was_edited_is_exported(self):
        rows = [1, None, {}, {"name": 5, "status": "failed", "got": 7, "seconds": -3}]
        for result in (
            {"rows": rows, "reason": 4},
            {"rows": [], "score": 1.5, "notes": "x"},
        ):
            for name in FORMATS:
                self.assertTrue(read(name, export(name, "09a", result)))


if __name__ == "__main__":
    unittest.main()
