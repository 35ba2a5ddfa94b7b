"""How much danger is heard, and how often it is heard where there is none: `make crisis`.

With a CSV (`text`, `label`: high, C1 to C5, or none; " / " parts messages that come one after the other) each row is
heard as it would be in a chat. Without one, ours by cross-validation. The last line is one JSON object.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from benchmarks.crisis import cross
from benchmarks.crisis.samples import PART, column, phrasings
from conversations.danger.detector import find
from conversations.play.player import Player
from conversations.play.samples import world

NONE = "none"
REPLIES = 200
"""First replies that are timed, through a whole turn."""


@dataclass
class Count:
    """What was heard of what was to be heard; `classes` are the classes that were heard for each label."""

    samples: int = 0
    caught: int = 0
    missed: int = 0
    false_alarms: int = 0

    def __post_init__(self) -> None:
        self.classes: dict[str, dict[str, int]] = {}

    def add(self, label: str, got: str | None) -> None:
        self.samples += 1
        self.caught += label != NONE and got is not None
        self.missed += label != NONE and got is None
        self.false_alarms += label == NONE and got is not None
        heard = self.classes.setdefault(label, {})
        heard[got or NONE] = heard.get(got or NONE, 0) + 1


def heard(texts: Sequence[str]) -> str | None:
    """The first danger in messages that come one after the other."""
    return next((code for n in range(len(texts)) if (code := find(texts[: n + 1]))), None)


def first_reply_ms(texts: Sequence[str]) -> float:
    """A whole turn of the talk, from the stored JSON and back, for the slowest of the messages."""
    player, took = Player(world("new")), [0.0]
    for text in texts:
        began = time.perf_counter()
        player.says(text)
        took.append((time.perf_counter() - began) * 1000)
    return max(took)


def tried(rows: Iterator[tuple[str, ...]], out: TextIO) -> dict[str, Any]:
    count, slowest = Count(), 0.0
    first_reply_ms(("warm",))
    for text, label in rows:
        texts = text.split(PART)
        got = heard(texts)
        count.add(label, got)
        if count.samples <= REPLIES or got:
            slowest = max(slowest, first_reply_ms(texts))
        print(json.dumps({"text": text, "label": label, "got": got}, ensure_ascii=False), file=out)
    return asdict(count) | {"by_label": count.classes, "first_reply_ms_max": round(slowest, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--posts", type=Path, help="text,label: public posts, for the cross-validation")
    parser.add_argument("--messages", type=Path, nargs="*", default=[], help="text: ordinary messages")
    wanted = parser.parse_args()
    try:
        with (wanted.out or Path(os.devnull)).open("w", encoding="utf-8") as out:
            if wanted.csv:
                result = tried(column(wanted.csv, "text", "label"), out)
            else:
                result = cross.validated(wanted.posts, wanted.messages, out) | _timed()
    except (OSError, ValueError) as bad:
        parser.error(str(bad))
    print(json.dumps(result, ensure_ascii=False))


def _timed() -> dict[str, float]:
    first_reply_ms(("warm",))
    return {"first_reply_ms_max": round(max(first_reply_ms(p.texts) for p in [*phrasings()][:REPLIES]), 1)}


if __name__ == "__main__":
    main()
