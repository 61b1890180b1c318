"""How two texts differ. git finds the words: its diff is well kept, has a better sense of
what belongs together than a shortest edit (difflib), and writes a format for programs. It
works on copies, under the supervisor, and sees no settings and no repository."""

import os

from .. import text

MOST_LETTERS = 100 << 10
MOST_LINES = 2000
LIMITS = dict(
    wall_seconds=30,
    cpu_seconds=10,
    memory_mib=1024,
    file_mib=1,
    output_bytes=512 << 10,
    processes=16,
)

# All of it, since a source of a lesson is short.
GIT = """git diff --no-index --no-ext-diff --no-textconv --no-color
    --diff-algorithm=histogram --ignore-all-space --unified=1000000""".split()
# A name or a number is a word, and so are an operator and any other sign.
BY_WORD = [
    "--word-diff=porcelain",
    "--word-diff-regex=[[:alnum:]_]+|[-+*/%&|^!=<>]+|[^[:space:]]",
]
_KINDS = {" ": "both", "+": "own", "-": "other"}


def compare(grader, folder, name, own, other, by_word):
    """Two texts, a submission's own and the other's: {name, same, lines, cut, blanks}, or
    {name, unshown: why}. A line is a list of [kind, text], safe to show: kind is "both",
    "own" or "other" for what only one of them has. No lines where all is the same, and then
    `blanks` says whether blanks differ; `cut`: what comes behind the last line was too much.
    by_word: lines are compared word by word. `folder`: where git works."""
    for file, words in (("own", own), ("other", other)):
        with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
            # With tabs as the page shows them, so that a line of a source fits a terminal.
            out.write(text.safe(words.replace("\t", "    ")))
    arguments = [*GIT, *(BY_WORD if by_word else []), "other", "own"]
    outcome = grader.run(arguments, folder, **LIMITS)
    # It exits with 1 where there is a difference.
    if not outcome["exited"] or outcome["code"] > 1:
        return {"name": name, "unshown": f"git: {outcome['words']}"}
    lines, cut = read_lines(outcome["output"], by_word)
    value = {"name": name, "same": not lines, "lines": lines}
    value["cut"] = cut or not outcome["whole"]
    if not lines:
        value["blanks"] = own != other
    return value


def read_lines(output, by_word):
    """The lines behind the heads, and whether there are more. By word there is a mark and a
    piece in each line, and a line with a tilde where a line of the text ends; otherwise a
    mark and a line of the text."""
    lines, line, letters = [], [], 0
    hunk = output.partition("\n@@")[2].partition("\n")[2]
    for told in hunk.split("\n"):
        kind = _KINDS.get(told[:1])
        letters += len(told)
        if kind and (len(told) > 1 or not by_word):
            line.append([kind, told[1:]])
        if told[:1] == "~" if by_word else kind:
            lines.append(line)
            line = []
            if letters > MOST_LETTERS or len(lines) == MOST_LINES:
                return lines, True
    return lines, False


def mark(line):
    """ " " where both have the line, "+" where one's own, "-" where the other, "~" where
    words of it differ."""
    own = any(kind == "own" for kind, _ in line)
    other = any(kind == "other" for kind, _ in line)
    both = any(kind == "both" and piece.strip(" ") for kind, piece in line)
    if not own and not other:
        return " "
    if both or own and other:
        return "~"
    return "+" if own else "-"
