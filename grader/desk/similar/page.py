"""A lesson's ranking as grader/pages/similar.js takes it."""

from ..text import safe
from .given import has
from .pairs import SHOWN
from .sim import RUN

# Bytes of the page, for the sources in it.
MOST = 6 << 20
# Names of a group in its line, and students in a list.
_MOST_NAMES = 12
_MOST_LISTED = 200


class LessonPage:
    """The page's data of a lesson; the texts of its sources take no more than `most` bytes.
    An anonymous page has numbers for names."""

    def __init__(self, ranking, anonymous, most):
        self._given = ranking.given
        self._anonymous = anonymous
        self._left = most
        self._sources = {}
        sources, ranked = ranking.sources, ranking.pairs
        groups = [
            one
            for one in sources
            if one.first is one and one.tokens >= RUN and len(one.same) > 1
        ]
        left = [one for one in sources if one.why_not is not None]
        self.data = {
            "name": ranking.lesson.name,
            "title": ranking.lesson.title,
            "students": len(sources),
            "sources": self._sources,
            "groups": list(map(self._group, groups[:SHOWN])),
            "more_groups": len(groups[SHOWN:]),
            "compared": ranked.compared,
            "found": ranked.found,
            "kept": len(ranked.highest),
            "lost": ranked.lost,
            "pairs": list(map(self._pair, ranked.highest[:SHOWN])),
            "left_out": [
                {"name": self._name(one), "why": one.why_not}
                for one in left[:_MOST_LISTED]
            ],
            "more_left_out": len(left[_MOST_LISTED:]),
        }

    def _name(self, source):
        return f"Student {source.number + 1}" if self._anonymous else safe(source.name)

    def _add(self, source):
        """A source under its number, with its text where there is room for it still."""
        if source.number in self._sources:
            return source.number
        told = self._sources[source.number] = {
            "name": self._name(source),
            "tokens": source.tokens,
            "same": len(source.same),
        }
        if len(source.text) <= self._left:
            self._left -= len(source.text)
            told["text"] = safe(source.text.decode("utf-8", "surrogateescape"))
            lines = source.text.split(b"\n")
            told["given"] = [
                at for at, line in enumerate(lines, 1) if has(self._given, line)
            ]
        return source.number

    def _group(self, first):
        names = [self._name(same) for same in first.same[:_MOST_NAMES]]
        return {"source": self._add(first), "names": names}

    def _pair(self, pair):
        return {
            "a": self._add(pair.a),
            "b": self._add(pair.b),
            "tokens": pair.tokens,
            "per_cent": int(pair.per_cent),
            "runs": pair.runs,
        }
