"""Trains the model anew and writes its file: `make crisis-model`. No text of what it was trained on is kept in it.

Ours are the phrasings of this folder; posts of people in distress and ordinary messages are read by path.
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.crisis.fit import SEED, Sample, fit, pruned, written
from benchmarks.crisis.samples import PART, Phrasing, column, phrasings
from benchmarks.hearing.phrasings import phrasings as intentions
from conversations.danger.model import windows
from conversations.danger.normal import STOP, tighten

HEARING = Path(__file__).parent.parent / "hearing"
ROWS = (HEARING / "rows.csv", HEARING / "fresh.csv")
DATA = Path("../shared/data")
WEIGHTS = Path(__file__).parent.parent.parent / "conversations" / "danger" / "weights.tsv"
ORDINARY = 9_000
"""Sentences of ordinary messages: some twenty for each post, about as rare as danger is among what is short."""
LAST = 30
EVERYDAY = 2.0
OF_EACH = 8
"""Phrasings of each spelling of what people want of us."""
LOW = 0.3
"""Posts without a plan count less."""


def posts(path: Path) -> Iterator[Sample]:
    for text, label in column(path, "text", "label"):
        yield Sample(tighten(text).replace(STOP, ""), "C1", 1.0 if label == "high" else LOW)


def ours(told: Iterable[Phrasing]) -> Iterator[Sample]:
    for phrasing in told:
        label = "C4" if phrasing.label == "C5" else phrasing.label
        yield Sample(tighten("".join(phrasing.texts)).replace(STOP, ""), label)


def everyday() -> Iterator[Sample]:
    """What is said to the bot all day, from the rows that its hearing is tried on, and from what it is learnt from."""
    for text, want in (row for path in ROWS for row in column(path, "text", "want")):
        if "crisis" not in want:
            yield Sample(tighten(text.replace(PART, "")).replace(STOP, ""), "none", EVERYDAY)
    for _, said, _ in intentions(OF_EACH):
        yield Sample(tighten(said).replace(STOP, ""), "none")


def ordinary(messages: Sequence[str]) -> list[Sample]:
    sentences = [window for text in messages for window in [*windows(tighten(text))][-LAST:]]
    random.Random(SEED).shuffle(sentences)
    return [Sample(sentence, "none") for sentence in sentences[:ORDINARY]]


def texts(*paths: Path) -> list[str]:
    """The texts of all files, each once."""
    return list(dict.fromkeys(text for path in paths for (text,) in column(path, "text")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=Path, default=DATA / "crisis_posts.csv", help="text,label: high or low")
    parser.add_argument("--messages", type=Path, nargs="+", default=[DATA / "messages.csv", DATA / "replies.csv"])
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    wanted = parser.parse_args()
    samples = [*posts(wanted.posts), *ours(phrasings()), *everyday(), *ordinary(texts(*wanted.messages))]
    wanted.out.write_text(written(pruned(fit(samples))), "utf-8")
    print(f"{len(samples)} samples; {wanted.out}: {wanted.out.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
