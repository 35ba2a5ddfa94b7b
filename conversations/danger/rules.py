"""Rules that hear danger: words, expressions, and parts that together mean it, in the tables of `parts/`.

Tuned by hand. A false alarm costs one question too many, a miss may cost a life: when in doubt a rule fires. Nothing is
concluded about the person, and the matter itself is still taken down.
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, islice
from typing import Any

from conversations.danger.normal import STOP
from models.law.crisis import CRISES, Crisis

TABLES: dict[Crisis, str] = {"C1": "self", "C2": "threat", "C3": "now", "C4": "child", "C5": "home"}
# Shorter pinyin (sha, lou) turns up inside other Latin words; from here on a whole word in pinyin speaks for itself.
_TELLING_LETTERS = 5
# Characters between an event and a word that says it is happening now.
_CLOSE_BY = 12
_GAP = "\0"
_AROUND = 26
"""Characters on either side of what a rule found, in its clause, that tell whether it is meant."""
_MOST_HITS = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, with what stands around it. `plain`: it is said outright; else in parts that may mean it."""

    code: Crisis
    plain: bool
    around: str


@dataclass(frozen=True, slots=True)
class _Together:
    """Parts, in any order, within so many characters of the first."""

    first: re.Pattern[str]
    others: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    within: int

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        for found in self.first.finditer(text):
            around = text[max(0, found.start() - self.within) : found.end() + self.within]
            if all(part.search(around) for part in self.others) and not (self.unless and self.unless.search(around)):
                yield found.span()


@dataclass(frozen=True, slots=True)
class _Rule:
    """`patterns` are tried one by one: joined, no first character can be looked for, and it takes ten times as long."""

    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    together: tuple[_Together, ...]
    pinyin: re.Pattern[str] | None
    exceptions: re.Pattern[str]
    distant: re.Pattern[str] | None
    now: re.Pattern[str] | None
    marks: re.Pattern[str] | None

    def hits(self, text: str) -> Iterator[tuple[bool, str]]:
        """`text` as `tighten` leaves it. The stops count for exceptions only, so no stop hides a word."""
        if not any(self._places(text.replace(STOP, ""))):
            return
        clauses = self.remainder(text).split(STOP)
        left, ends = "".join(clauses), [0, *accumulate(map(len, clauses))]
        for plain, (start, end) in islice(self._places(left), _MOST_HITS):
            since = max(ends[bisect_right(ends, start) - 1], start - _AROUND)
            until = min(ends[min(bisect_left(ends, end), len(ends) - 1)], end + _AROUND)
            yield plain, left[since:until].replace(_GAP, "")

    def remainder(self, text: str) -> str:
        """The text without what only sounds alarming, and without what is past or merely possible."""

        def unless_now(found: re.Match[str]) -> str:
            around = found.string[max(0, found.start() - _CLOSE_BY) : found.end() + _CLOSE_BY]
            return found.group() if self.now and self.now.search(around) else _GAP

        left = self.exceptions.sub(_GAP, text)
        return self.distant.sub(unless_now, left) if self.distant else left

    def _places(self, text: str) -> Iterator[tuple[bool, tuple[int, int]]]:
        for word in self.words:
            if (at := text.find(word)) >= 0:
                yield True, (at, at + len(word))
        for pattern in (*self.patterns, *([self.pinyin] if self.pinyin and re.search("[a-z]", text) else [])):
            yield from ((True, found.span()) for found in pattern.finditer(text))
        for parts in self.together:
            yield from ((False, place) for place in parts.places(text))


def hits(tight: str, codes: Iterable[Crisis] = CRISES) -> Iterator[Hit]:
    """What gives cause, class by class."""
    return (Hit(code, *found) for code in codes for found in _rules()[code].hits(tight))


def marked(code: Crisis, text: str) -> bool:
    """Whether the text names those whom the class is about."""
    marks = _rules()[code].marks
    return bool(marks and marks.search(text))


def meant(tight: str) -> str:
    """The text without what only sounds alarming."""
    for rule in _rules().values():
        tight = rule.exceptions.sub("", tight)
    return tight


@cache
def telling() -> re.Pattern[str]:
    """Characters that danger is told with."""
    return re.compile(_table("sets")["telling"])


@cache
def _rules() -> dict[Crisis, _Rule]:
    shared = _table("sets")
    sounds: dict[str, str] = {}
    for pinyin, characters in shared["sounds"].items():
        for c in characters:
            sounds[c] = f"{sounds[c]}|{pinyin}" if c in sounds else pinyin
    return {code: _rule(_table(TABLES[code]), sounds, shared["sets"]) for code in CRISES}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("conversations.danger") / "parts" / f"{name}.toml").read_text("utf-8"))


def _rule(raw: dict[str, Any], sounds: dict[str, str], shared: dict[str, str]) -> _Rule:
    """`{name}` in an expression stands for the alternatives of that name in the sets, which may name earlier ones."""
    sets = shared | raw.get("sets", {})

    def filled(pattern: str) -> str:
        for name, alternatives in reversed(sets.items()):
            pattern = pattern.replace("{" + name + "}", f"(?:{alternatives})")
        return pattern

    def together(each: dict[str, Any]) -> _Together:
        first, *others = (re.compile(filled(part)) for part in each["all"] if part != ".")
        unless = re.compile(filled(each["unless"])) if "unless" in each else None
        return _Together(first, tuple(others), unless, each["within"])

    def any_of(name: str) -> re.Pattern[str] | None:
        return re.compile("|".join(map(filled, raw[name]))) if raw[name] else None

    spoken = [_spoken(word, sounds) for word in raw["words"] if all(c in sounds for c in word)]
    return _Rule(
        words=tuple(raw["words"]),
        patterns=tuple(re.compile(filled(pattern)) for pattern in raw["patterns"]),
        together=tuple(map(together, raw["together"])),
        pinyin=re.compile("|".join(spoken)) if spoken else None,
        exceptions=re.compile("|".join(map(filled, raw["except"]))),
        distant=any_of("distant"),
        now=any_of("now"),
        marks=re.compile(raw["marks"]) if "marks" in raw else None,
    )


def _spoken(word: str, sounds: dict[str, str]) -> str:
    """The word with any of its characters written in pinyin; at either end no further Latin letter may follow."""
    first, last = word[0], word[-1]
    inner = [f"(?:{c}|{sounds[c]})" for c in word[1:-1]]
    mixed = [f"(?:{first}|(?<![a-z])(?:{sounds[first]}))", *inner, f"(?:{last}|(?:{sounds[last]})(?![a-z]))"]
    latin = [f"(?:{sounds[c]})" for c in word]
    telling = sum(len(sounds[c].split("|")[0]) for c in word) >= _TELLING_LETTERS
    return " ?".join(mixed) + ("|" + " ?".join(latin) if telling else "")
