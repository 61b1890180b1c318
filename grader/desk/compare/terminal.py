"""A comparison as it is written for a terminal."""

from ..painted import indented

# Columns before what is said of a side, of the words before the figures, of a figure, and
# of how much it differs.
INDENT = 14
LABEL = 38
FIGURE = 14
CHANGE = 10


def written(comparison, parts, look):
    names = [side["name"] for side in comparison["sides"]]
    written_parts = (_part(look, part, names) for part in parts)
    return _top(look, comparison) + "".join(written_parts)


def _top(look, comparison):
    title = f"{comparison['lesson']}  {comparison['title']}"
    told = look.painted("bold", title) + "\n"
    for side in comparison["sides"]:
        result = side["result"]
        told += f"  {side['name']:<11} {side['folder']}\n"
        if result["status"] != "graded":
            what = "Refused" if result["status"] == "refused" else "Not graded"
            told += " " * INDENT + look.painted("bad", f"{what}: ")
            told += indented(result["reason"], INDENT)
    return told


def _part(look, part, names):
    told = "\n" + look.painted("bold", part["title"])
    told += f", {part['about']}" if part["about"] else ""
    words = part["words"] or ""
    if "\n" in words:
        told += f"\n  {indented(words, 2)}"
    else:
        told += f": {words}\n" if words else "\n"
    if part.get("lines"):
        heads = "".join(f"{name:>{FIGURE}}" for name in names)
        told += " " * LABEL + look.painted("faint", heads) + "\n"
        told += "".join(_line(look, line) for line in part["lines"])
    if "text" in part:
        told += f"  - {names[1]} only, + {names[0]} only\n"
        told += "".join(_run(look, run) for run in part["text"]["runs"])
        told += "    (and more)\n" if part["text"]["cut"] else ""
    return told + "".join("  " + look.wrapped(note, 2) for note in part["notes"])


def _line(look, line):
    told = f"  {line['label']:<{LABEL - 2}}"
    for at, value in enumerate(line["values"]):
        paint = ("bad", "good")[line["passed"][at]] if "passed" in line else None
        told += look.painted(paint, f"{value:>{FIGURE}}")
    told += f" {line['change']:>{CHANGE - 1}}\n" if line["change"] else "\n"
    for name, said in line.get("told", ()):
        told += look.painted("faint", f"    {name:<11} ") if name else "    "
        told += look.wrapped(said, 16 if name else 4)
    return told


def _run(look, run):
    if not run["near"]:
        count = len(run["lines"])
        alike = f"    ({count} line{'' if count == 1 else 's'} alike)"
        return look.painted("faint", alike) + "\n"
    told = ""
    for mark, pieces in run["lines"]:
        shown = (_piece(look, *piece, mark != "~") for piece in pieces)
        told += f"  {mark} {''.join(shown)}\n"
    return told


def _piece(look, kind, piece, bare):
    """Marked in colours, or as git marks words where there are none."""
    if kind == "both":
        return piece
    if look.colour or bare:
        return look.painted("good" if kind == "own" else "bad", piece)
    return f"{{+{piece}+}}" if kind == "own" else f"[-{piece}-]"
