"""The pairs for a spreadsheet."""

from ..cells import line
from .pairs import Pair

_COLUMNS = (
    "lesson rank kind per_cent tokens a a_key a_tokens a_same b b_key b_tokens b_same"
)


def _side(source):
    return source.name, source.key, source.first.tokens, len(source.first.same)


def _rows(ranking):
    """First those that are the same, then the pairs."""
    same = [
        ("same", 100, Pair(one.first, one, one.first.tokens, []))
        for one in ranking.sources
        if one.why_not is None and one.first is not one
    ]
    similar = [("similar", pair.per_cent, pair) for pair in ranking.pairs.highest]
    for rank, (kind, per_cent, pair) in enumerate(same + similar, 1):
        place = ranking.lesson.name, rank, kind, f"{per_cent:.1f}", pair.tokens
        yield *place, *_side(pair.a), *_side(pair.b)


def table(rankings):
    """The text of similar.csv."""
    rows = [row for ranking in rankings for row in _rows(ranking)]
    return "".join(map(line, [_COLUMNS.split(), *rows]))
