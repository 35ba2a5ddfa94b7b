"""Fits the model of `conversations.danger.model`: logistic regression, one class against the rest, in plain Python."""

import math
import random
from collections import Counter
from dataclasses import dataclass

from conversations.danger.model import EDGE, grams, weighed

CLASSES = ("C1", "C2", "C3", "C4")
"""C5 is weighed with C4: what is said of home is much the same, and the rules tell them apart."""
EPOCHS = 10
RATE = 0.5
DECAY = 1e-4
SEED = 7
MOST_ROWS = 6_000


@dataclass(frozen=True, slots=True)
class Sample:
    """`text` as the model reads it; `label` is a class or "none"; `weight` is how much it counts."""

    text: str
    label: str
    weight: float = 1.0


Fitted = tuple[list[float], dict[str, list[float]]]
_CLASSES = range(len(CLASSES))


def fit(samples: list[Sample], epochs: int = EPOCHS) -> Fitted:
    """The starting values and the weights, by stochastic gradient descent with a rate of its own for each weight."""
    found = [(grams(s.text), s) for s in samples if s.text]
    often = Counter(gram for each, _ in found for gram in each)
    number = {gram: n for n, gram in enumerate(gram for gram, times in often.items() if times > 1)}
    wanted = [[float(name == s.label) for name in CLASSES] for _, s in found]
    known = [
        ([number[g] for g in each if g in number], weighed(each), want, s.weight)
        for (each, s), want in zip(found, wanted, strict=True)
    ]
    start = [-2.0 for _ in CLASSES]
    weights = [[0.0] * len(number) for _ in CLASSES]
    squares = [[0.1] * len(number) for _ in CLASSES]
    shuffled = random.Random(SEED)
    for _ in range(epochs):
        shuffled.shuffle(known)
        for each, scale, want, weight in known:
            for k in _CLASSES:
                w = weights[k]
                s = start[k] + scale * sum([w[n] for n in each])
                error = want[k] - (1 / (1 + math.exp(-s)) if s > -30 else 0.0)
                if -0.01 < error < 0.01:
                    continue
                start[k] += 0.02 * error * weight
                _step(w, squares[k], each, error * weight * scale)
    return start, {gram: [w[n] for w in weights] for gram, n in number.items()}


def _step(weights: list[float], squares: list[float], each: list[int], step: float) -> None:
    for n in each:
        squares[n] += step * step
        weights[n] += RATE * (step - DECAY * weights[n]) / squares[n] ** 0.5


def pruned(fitted: Fitted, most: int = MOST_ROWS) -> Fitted:
    """The weights that say most; the others are left out of the file."""
    start, weights = fitted
    kept = sorted(weights, key=lambda g: -max(map(abs, weights[g])))[:most]
    return start, {gram: weights[gram] for gram in sorted(kept)}


def written(fitted: Fitted) -> str:
    """The file that `conversations.danger.model` reads."""
    start, weights = fitted
    made = "# Made by `make crisis-model`: a run of characters, and what it adds for each class."
    rows = [(EDGE * 2, start), *weights.items()]
    lines = ("\t".join([gram, *(f"{w:.2f}" for w in row)]) for gram, row in rows)
    return "\n".join([made, "\t".join(["class", *CLASSES]), *lines]) + "\n"
