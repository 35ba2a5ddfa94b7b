"""How much a text sounds like danger: a linear model on runs of one to three characters, one row of weights for each.

`weights.tsv` is made by `make crisis-model`, from phrasings and posts. It finds the manner, the rules find the parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import Self

from conversations.danger.normal import STOP

WINDOW = 48
"""Characters that are weighed together: about a sentence."""
LONGEST_GRAM = 3
FEW = 40
EDGE = "^"


def grams(text: str) -> set[str]:
    """The runs of one to three characters, with a mark for either end."""
    edged = f"{EDGE}{text}{EDGE}"
    last = len(edged)
    return {edged[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(last - n + 1)} - {EDGE}


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

    def score(self, window: str) -> list[float]:
        """How likely each class is, as log-odds."""
        found = grams(window)
        rows = [row for row in map(self.weights.get, found) if row is not None]
        scale = weighed(found)
        return [s + scale * sum([row[k] for row in rows]) for k, s in enumerate(self.start)]


@cache
def model() -> Model:
    return Model.read((files("conversations.danger") / "weights.tsv").read_text("utf-8"))
