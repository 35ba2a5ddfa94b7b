"""What the model is worth on what it has not seen: parts are left out in turn, and the rest is learnt.

Every kind of phrase of ours, a fifth of the posts and of the ordinary messages is left out once. The rules stand as
they are: they were written with our phrasings at hand, so that for these only fresh ones tell how good they are.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from benchmarks.crisis.fit import CLASSES, Sample, fit, pruned
from benchmarks.crisis.samples import Phrasing, column, phrasings
from benchmarks.crisis.train import everyday, ordinary, ours, posts, texts
from conversations.danger.detector import judged
from conversations.danger.model import Model
from conversations.danger.normal import tighten

FOLDS = 5


def validated(posted: Path | None, messages: Sequence[Path], out: TextIO) -> dict[str, Any]:
    """Counts by label and by kind of phrase, `city` of the messages, `posts` of the posts of high risk."""
    told = [*phrasings()]
    kinds = {kind: n % FOLDS for n, kind in enumerate(dict.fromkeys(p.kind for p in told))}
    high = [text for text, label in column(posted, "text", "label") if label == "high"] if posted else []
    city = texts(*messages) if messages else []
    counts: dict[str, list[int]] = {}
    for fold in range(FOLDS):
        left = [p for p in told if kinds[p.kind] != fold]
        samples = [*ours(left), *everyday(), *ordinary(_but(city, fold)), *_posts(posted, set(high[fold::FOLDS]))]
        learnt = fit(samples)
        by = Model(CLASSES, *_held(pruned(learnt)))
        for phrasing in (p for p in told if kinds[p.kind] == fold):
            _add(counts, (phrasing.label, phrasing.kind), _heard(phrasing, by), out, phrasing.texts)
        for text in high[fold::FOLDS]:
            _add(counts, ("high", "posts"), bool(judged(tighten(text), by)), out, (text,))
        for text in city[fold::FOLDS]:
            _add(counts, ("none", "city"), bool(judged(tighten(text), by)), out, (text,))
    return _summary(counts)


def _held(learnt: tuple[list[float], dict[str, list[float]]]) -> tuple[tuple[float, ...], dict[str, list[float]]]:
    return tuple(learnt[0]), learnt[1]


def _but(every: Sequence[str], fold: int) -> list[str]:
    return [text for n, text in enumerate(every) if n % FOLDS != fold]


def _posts(posted: Path | None, left_out: set[str]) -> Iterator[Sample]:
    hidden = {tighten(text).replace("\n", "") for text in left_out}
    return (sample for sample in (posts(posted) if posted else ()) if sample.text not in hidden)


def _heard(phrasing: Phrasing, by: Model) -> bool:
    """Each message alone, and all of them together."""
    return any(judged(tighten(text), by) for text in (*phrasing.texts, "".join(phrasing.texts)))


def _add(counts: dict[str, list[int]], names: Sequence[str], alarm: bool, out: TextIO, said: Sequence[str]) -> None:
    for name in names:
        held = counts.setdefault(name, [0, 0])
        held[0] += 1
        held[1] += alarm
    print(json.dumps({"text": " / ".join(said), "label": names[0], "kind": names[1], "alarm": alarm}), file=out)


def _summary(counts: dict[str, list[int]]) -> dict[str, Any]:
    high = [counts[label] for label in ("high", "C1", "C2", "C3", "C4", "C5") if label in counts]
    none = counts["none"]
    return {
        "samples": sum(n for n, _ in (*high, none)),
        "caught": sum(alarms for _, alarms in high),
        "missed": sum(n - alarms for n, alarms in high),
        "false_alarms": none[1],
        "by_label": {name: {"samples": n, "alarms": alarms} for name, (n, alarms) in counts.items()},
    }
