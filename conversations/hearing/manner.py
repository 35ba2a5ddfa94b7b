"""How much a sentence sounds like each intention: a linear model, for what is said in words that no rule knows.

`manner.tsv` is made by `make hearing-model` from phrasings of ours and from messages. What the rules of
`intentions.toml` find is among what it weighs, so that it learns where they are right.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from typing import Self

LONGEST = 48
"""Characters; what is longer tells something, in which much sounds like an intention."""
LONGEST_LATIN = 110
NONE = "none"
"""The class of all that is no intention: matters, and what is told beside one."""
MISCONDUCT = "accusation"
"""The class of what tells of an official's misconduct, which is a matter and no intention."""
_FEW = 5
_EDGE = "^"
_LATIN = re.compile("[a-z']+")
_DIGITS = re.compile("[0-9]+")


def features(plain: str, rules: Iterable[str] = (), signs: Iterable[str] = ()) -> set[str]:
    """Runs of one to three Chinese characters, Latin words and pairs of them, what rules found, and signs, which count
    in pairs too. `plain` is as `lexicon.tidy` leaves it."""
    text = _DIGITS.sub("0", standard(plain).replace("\n", "|"))
    words = _LATIN.findall(text)
    chinese = f"{_EDGE}{_LATIN.sub('', text).replace(' ', '')}{_EDGE}"
    found = {chinese[i : i + n] for n in (1, 2, 3) for i in range(len(chinese) - n + 1)} - {_EDGE, "|", _EDGE * 2}
    edged = (_EDGE, *words, _EDGE) if words else ()
    found |= {f"{one}_{other}" for one, other in pairwise(edged)} | {f"{word}_" for word in words}
    found |= {f"{word[i : i + 4]}~" for word in words for i in range(len(word) - 3)}
    seen = sorted(signs)
    found |= {*seen, *(f"{one}{other}" for n, one in enumerate(seen) for other in seen[n + 1 :])}
    return found | {f"#{name}" for name in rules}


def standard(plain: str) -> str:
    """In the common language: 啥前儿 is 什么时候."""
    spoken, words = _dialect()
    return spoken.sub(lambda found: words[(found.lastindex or 0) - 1], plain)


@cache
def _dialect() -> tuple[re.Pattern[str], tuple[str, ...]]:
    table = tomllib.loads((files("conversations.hearing") / "intentions.toml").read_text("utf-8"))["dialect"]
    return re.compile("|".join(f"({spoken})" for spoken in table.values())), tuple(table)


def weighed(found: set[str]) -> float:
    """What each feature counts: the fewer there are, the less they prove together."""
    return 1 / sqrt(len(found) + _FEW)


@dataclass(frozen=True)
class Manner:
    """The classes, what each starts from, and what each feature adds to some of them."""

    classes: tuple[str, ...]
    start: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    @classmethod
    def read(cls, text: str) -> Self:
        head, start, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("%"))
        numbers = {name: n for n, name in enumerate(head)}
        weights = {
            feature: tuple((numbers[name], float(w)) for name, w in (one.split("=") for one in ones))
            for feature, *ones in rows
        }
        return cls(tuple(head), tuple(map(float, start)), weights)

    def scores(self, found: set[str]) -> dict[str, float]:
        """How likely each class is, as log-odds, the likeliest first."""
        sums, scale = [0.0] * len(self.classes), weighed(found)
        for feature in found:
            for n, w in self.weights.get(feature, ()):
                sums[n] += w
        scored = {name: self.start[n] + scale * sums[n] for n, name in enumerate(self.classes)}
        return dict(sorted(scored.items(), key=lambda item: -item[1]))


@cache
def manner() -> Manner:
    return Manner.read((files("conversations.hearing") / "manner.tsv").read_text("utf-8"))
