"""A comparison as people read it, on the terminal and on the page alike: parts, each
{title, about, words, lines, notes, text}. All texts are safe to show; of a part all but the
title may be missing.

about  says more of the title
words  what there is instead of lines or a text
lines  of a table: {label, values: of the two sides, change, told: [[name, what is said]]}.
       In a row of the grader's passed says which side has passed it
text   {runs: [{near, lines: [[mark, pieces]]}], cut}, see words.py: the lines in runs of
       those that are near what differs and those that are not
"""

from .. import text
from . import words
from .profile import CALLS

# Of a figure that a side does not have.
NONE = "-"
# Lines that both have are shown so many before and after what differs.
_AROUND = 2


def parts_of(comparison):
    sides = comparison["sides"]
    is_graded = all(side["result"]["status"] == "graded" for side in sides)
    parts = [_points(comparison), _rows(comparison, is_graded), _size(comparison)]
    if is_graded:
        parts += [_operations(comparison), _system(comparison)]
    for side in sides:
        said = (side["result"].get("compiler") or {}).get("warnings")
        parts.append({"title": "Warnings", "about": side["name"], "words": said})
    if is_graded:
        demo = _text("What the demo prints", comparison["demo"])
        demo["notes"] += map(_end_of_demo, sides)
        parts.append(demo)
    parts += [_text(source["name"], source) for source in comparison["source"]]
    for part in parts:
        part["notes"] = [note for note in part.get("notes", ()) if note]
    return [
        part for part in parts if any(map(part.get, ("words", "lines", "notes", "text")))
    ]


def _line(label, first, second, change="", **more):
    return {"label": label, "values": [first, second], "change": change, **more}


def _change(first, second):
    return "" if first == second else f"{first - second:+d}"


def _counted(label, *counts):
    change = "" if None in counts else _change(*counts)
    return _line(label, *(NONE if one is None else str(one) for one in counts), change)


def _table(title, about, lines, notes=()):
    notes = list(notes)
    none = None if lines or notes else "none"
    return {
        "title": title,
        "about": about,
        "lines": lines,
        "notes": notes,
        "words": none,
    }


def _points(comparison):
    own, other = (side["result"] for side in comparison["sides"])
    sums = {
        name: (own["headings"][name], other["headings"][name]) for name in own["headings"]
    }
    lines = [
        _line(
            name,
            *(f"{one['score']}/{one['max_score']}" for one in pair),
            _change(*(one["score"] for one in pair)),
        )
        for name, pair in {**sums, "all": (own, other)}.items()
    ]
    return _table("Points", None, lines)


def _rows(comparison, is_graded):
    lines = []
    above = [None, None]
    for row in comparison["rows"] if is_graded else []:
        told = [["", row["sentence"]]]
        points = [f"{side['points']}/{row['max_points']}" for side in row["sides"]]
        for at, (side, one) in enumerate(zip(comparison["sides"], row["sides"])):
            if one["status"] != "passed" and one["got"]:
                same = one["got"] == above[at]
                told.append([side["name"], "as above" if same else one["got"]])
            above[at] = one["got"]
        label = row["name"] + (" (hidden)" if row["hidden"] else "")
        passed = [side["status"] == "passed" for side in row["sides"]]
        lines.append(_line(label, *points, told=told, passed=passed))
    part = _table("Rows that differ", None, lines)
    if not is_graded:
        part["words"] = "none to compare, because no row was run on one side"
    return part


def _missing(comparison, key):
    """Says for each side why it has no figures of this kind."""
    for side in comparison["sides"]:
        if "unmeasured" in side[key]:
            yield f"{side['name']}: not measured, because {side[key]['unmeasured']}"


def _size(comparison):
    sizes = [side["size"] for side in comparison["sides"]]
    longest = [size.get("longest") or {} for size in sizes]
    lines = [
        _counted(key, *(size.get(key) for size in sizes))
        for key in ("lines", "functions", "branches")
    ]
    lines.append(_counted("longest function", *(one.get("lines") for one in longest)))
    names = (text.cut(one.get("name", NONE), 60) for one in longest)
    lines.append(_line("its name", *names))
    about = "without blank lines and comments"
    return _table("Size", about, lines, _missing(comparison, "size"))


def _per_call(side, operation):
    """Instructions for each call, or None."""
    told = side["measured"].get("operations", {}).get(operation)
    return told["instructions"] / told["calls"] if told and told["calls"] else None


def _percent(first, second):
    if first is None or not second or first == second:
        return ""
    change = (first - second) / second * 100
    return f"{change:+.1f} %" if change < 1000 else f"{change:+.0f} %"


def _operations(comparison):
    lines = []
    for operation in comparison["api"]:
        counts = [_per_call(side, operation) for side in comparison["sides"]]
        shown = [NONE if count is None else f"{count:.1f}" for count in counts]
        if counts != [None, None]:
            lines.append(_line(operation, *shown, _percent(*counts)))
    about = f"in the {comparison['common_rows']} rows that both pass"
    missing = _missing(comparison, "measured")
    return _table("Instructions per call", about, lines, missing)


def _system(comparison):
    """A call that one side never made was made 0 times; what was not measured is not
    none."""
    counts = [side["measured"].get("system") for side in comparison["sides"]]
    if None in counts:
        return _table("System calls", None, [], [""])
    own, other = counts
    lines = [
        _counted(call, own.get(call, 0), other.get(call, 0))
        for call in CALLS
        if call in own or call in other
    ]
    return _table("System calls", "in the same rows", lines)


def _text(title, value):
    part = {"title": title, "about": None, "words": None, "notes": []}
    if value is None:
        return part
    if "unshown" in value:
        part["words"] = f"not compared, because {value['unshown']}"
    elif value["same"]:
        part["words"] = "the same" + (" but for blanks" if value["blanks"] else "")
    else:
        part["text"] = {"runs": _runs(value["lines"]), "cut": value["cut"]}
    return part


def _runs(lines):
    marks = [words.mark(line) for line in lines]
    runs = []
    for at, line in enumerate(lines):
        around = marks[max(at - _AROUND, 0) : at + _AROUND + 1]
        near = any(mark != " " for mark in around)
        if not runs or runs[-1]["near"] != near:
            runs.append({"near": near, "lines": []})
        runs[-1]["lines"].append([marks[at], line])
    return runs


def _end_of_demo(side):
    """How it ended, where it did not end well."""
    demo = side.get("demo", {})
    why = demo.get("unmeasured")
    said = f"not run, because {why}" if why else demo.get("end")
    return said and f"{side['name']}: {said}"
