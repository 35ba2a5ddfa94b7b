"""Learns anew how intentions sound and writes the file: `make hearing-model`. No text it learns from is kept in it.

Ours are the phrasings of this folder and the rows that hearing is tried on; ordinary messages are read by path.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crisis.samples import column
from benchmarks.hearing.phrasings import SEED, phrasings
from benchmarks.hearing.rows import FORM, OUTSIDE, rows_of
from conversations.hearing.intentions import by_rules
from conversations.hearing.lexicon import signs, tidy
from conversations.hearing.manner import LONGEST, NONE, features, weighed

HERE = Path(__file__).parent
ROWS = (HERE / "rows.csv", HERE / "fresh.csv")
DATA = Path("../shared/data")
WEIGHTS = HERE.parent.parent / "conversations" / "hearing" / "manner.tsv"
EPOCHS, RATE, DECAY = 10, 0.6, 1e-4
ORDINARY = 3_000
LEAST = 0.4
"""Smaller weights are left out."""
MOST_ROWS = 10_000
UNRULED = 0.5
"""Of so many phrasings the model is not told what the rules find, as if they missed it."""
A_ROW, ALONE = 2.0, 2.0
SAME = {"skipped": "skip", "done": "done", "official": "book"}
FINE = ("readers", "costs", "anonymity", "about")
"""Intentions that one outcome stands for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`plain` is the text as it is compared; `weight`: how much it counts."""

    plain: str
    label: str
    weight: float = 1.0


def ours() -> Iterator[Sample]:
    for name, said, alone in phrasings():
        yield Sample(tidy(said), name, ALONE if alone else 1.0)


def told(paths: Iterable[Path], names: frozenset[str]) -> Iterator[Sample]:
    """The rows, by what is wanted first: in a form little but skipping and ending is an intention."""
    for row in (row for path in paths for row in rows_of(path)):
        want, plain = row.want[0], tidy(row.text)
        label = SAME.get(want, want if want in names and row.context in OUTSIDE else NONE)
        if want in ("about", "no_consent"):
            heard = by_rules(plain)[0]
            label = next((name for name in FINE if name in heard), want)
        if want in ("thanks", "greeting") and "ack" in by_rules(plain)[0]:
            label = "ack"
        if row.context in FORM and want not in ("done", "skipped", "taken", "kept"):
            continue
        yield Sample(plain, label, A_ROW)


def ordinary(paths: Iterable[Path]) -> Iterator[Sample]:
    """Sentences of messages, and how messages begin, in which no rule hears an intention."""
    drawn, texts = random.Random(SEED), [text for path in paths for (text,) in column(path, "text")]
    found = [
        said for text in texts for said in (tidy(text[:LONGEST]), *tidy(text).split("\n")) if 3 < len(said) < LONGEST
    ]
    drawn.shuffle(found)
    for said in [said for said in dict.fromkeys(found[: 3 * ORDINARY]) if not by_rules(said)[0]][:ORDINARY]:
        yield Sample(said, NONE)


Fitted = tuple[list[str], list[float], dict[str, list[float]]]


def fit(samples: list[Sample]) -> Fitted:
    """Logistic regression, one class against the rest, by descent with a rate of its own for each weight."""
    drawn = random.Random(SEED)
    found = [
        (features(s.plain, () if drawn.random() < UNRULED else by_rules(s.plain)[1], signs(s.plain)), s)
        for s in samples
        if s.plain
    ]
    classes = sorted({s.label for _, s in found})
    often = Counter(one for each, _ in found for one in each)
    number = {one: n for n, one in enumerate(one for one, times in often.items() if times > 1)}
    known = [
        ([number[f] for f in each if f in number], weighed(each), classes.index(s.label), s.weight) for each, s in found
    ]
    start = [-3.0] * len(classes)
    weights, squares = [[0.0] * len(number) for _ in classes], [[0.1] * len(number) for _ in classes]
    for _ in range(EPOCHS):
        drawn.shuffle(known)
        for each, scale, label, weight in known:
            for k, w in enumerate(weights):
                s = start[k] + scale * sum([w[n] for n in each])
                error = (k == label) - (1 / (1 + math.exp(-s)) if s > -30 else 0.0)
                if -0.01 < error < 0.01:
                    continue
                start[k] += 0.02 * error * weight
                _step(w, squares[k], each, error * weight * scale)
    return classes, start, {one: [w[n] for w in weights] for one, n in number.items()}


def _step(weights: list[float], squares: list[float], each: list[int], step: float) -> None:
    for n in each:
        squares[n] += step * step
        weights[n] += RATE * (step - DECAY * weights[n]) / squares[n] ** 0.5


def written(fitted: Fitted) -> str:
    """The file that `conversations.hearing.manner` reads."""
    classes, start, weights = fitted
    lines = ["% Made by `make hearing-model`: a feature, and what it adds for some of the classes.", "\t".join(classes)]
    lines.append("\t".join(f"{s:.2f}" for s in start))
    telling = sorted(weights, key=lambda one: -max(map(abs, weights[one])))[:MOST_ROWS]
    for one in sorted(telling):
        kept = [f"{classes[k]}={w:.1f}" for k, w in enumerate(weights[one]) if abs(w) >= LEAST]
        lines += ["\t".join([one, *kept])] if kept else []
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, nargs="*", default=list(ROWS))
    parser.add_argument("--messages", type=Path, nargs="*", default=[DATA / "messages.csv", DATA / "replies.csv"])
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    given = parser.parse_args()
    said = [*ours()]
    names = frozenset(s.label for s in said)
    samples = [*said, *told(given.rows, names), *ordinary(given.messages)]
    given.out.write_text(written(fit(samples)), "utf-8")
    print(f"{len(samples)} samples; {given.out}: {given.out.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
