"""How much a text sounds like danger: a linear model on runs of one to three characters, one row of weights for each.

`weights.tsv` is made by `make crisis-model`, from phrasings and posts. It finds the manner, the rules find the parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import sqrt
from operator import add
from typing import Self

from conversations.danger.normal import STOP

WINDOW = 48
"""Characters that are weighed together: about a sentence."""
FEW = 40
FINE, LIFT, FIELD = 100, 1 << 14, 28
"""Weights are held in hundredths, lifted above nought, in fields of so many bits."""
MASK = (1 << FIELD) - 1
EDGE = "^"


def grams(text: str) -> set[str]:
    """The runs of one to three characters, with a mark for either end."""
    edged = f"{EDGE}{text}{EDGE}"
    pairs = [*map(add, edged, edged[1:])]
    return {*text, *pairs, *map(add, pairs, edged[2:])}


def windows(tight: str) -> Iterator[str]:
    """Its sentences, put together as long as they are short."""
    held = ""
    for clause in tight.split(STOP):
        if held and len(held) + len(clause) > WINDOW:
            yield held
            held = ""
        held += clause
        while len(held) > 2 * WINDOW:
            yield held[:WINDOW]
            held = held[WINDOW:]
    if held:
        yield held


def weighed(found: set[str]) -> float:
    """What each of the runs counts: the fewer there are, the less they prove together."""
    return 1 / sqrt(len(found) + FEW)


@dataclass(frozen=True)
class Model:
    """The classes, what each starts from, and what each run of characters adds."""

    classes: tuple[str, ...]
    start: tuple[float, ...]
    weights: Mapping[str, list[float]]

    @classmethod
    def read(cls, text: str) -> Self:
        head, start, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
        weights = {gram: [float(x) for x in row] for gram, *row in rows}
        return cls(tuple(head[1:]), tuple(float(x) for x in start[1:]), weights)

    @cached_property
    def _packed(self) -> dict[str, int]:
        """The weights of a run in one whole number, a field for each class: then one sum adds them all."""
        return {
            gram: sum((round(weight * FINE) + LIFT) << (FIELD * k) for k, weight in enumerate(row))
            for gram, row in self.weights.items()
        }

    def score(self, window: str) -> list[float]:
        """How likely each class is, as log-odds."""
        found = grams(window)
        known = found & self._packed.keys()
        total, lifted = sum(map(self._packed.__getitem__, known)), LIFT * len(known)
        scale = weighed(found) / FINE
        return [s + scale * ((total >> FIELD * k & MASK) - lifted) for k, s in enumerate(self.start)]


@cache
def model() -> Model:
    return Model.read((files("conversations.danger") / "weights.tsv").read_text("utf-8"))
