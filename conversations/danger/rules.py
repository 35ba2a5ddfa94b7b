"""Words that stop a form: danger to oneself (C1), threats (C2), an emergency now (C3).

A rule list, `rules.toml`, tuned by hand. A false alarm costs one question too many, a miss may cost a life: when in
doubt a rule fires. Nothing is concluded about the person, and the matter itself is still taken down.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from models.law.crisis import CRISES, Crisis
from models.search import normalise

# Shorter pinyin (sha, lou) turns up inside other Latin words; from here on a whole word in pinyin speaks for itself.
_TELLING_LETTERS = 5
# Characters between an event and a word that says it is happening now.
_CLOSE_BY = 12
# Characters at either end of a longer text that are looked at: the patterns take 4 µs for each, in the event loop.
_END = 4_096
# A line feed, because `.` doesn't match one: no exception reaches beyond its clause.
_STOP = "\n"
_GAP = "\0"


@dataclass(frozen=True, slots=True)
class _Rule:
    """`patterns` are tried one by one: joined, no first character can be looked for, and it takes ten times as long."""

    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    pinyin: re.Pattern[str]
    exceptions: re.Pattern[str]
    distant: re.Pattern[str]
    now: re.Pattern[str] | None

    def fires(self, text: str) -> bool:
        """`text` as `tighten` leaves it. The stops count for exceptions only, so no stop hides a word."""
        return self._hit(text.replace(_STOP, "")) and self._hit(self.remainder(text).replace(_STOP, ""))

    def remainder(self, text: str) -> str:
        """The text without what only sounds alarming, and without what is past or merely possible."""

        def unless_now(found: re.Match[str]) -> str:
            around = found.string[max(0, found.start() - _CLOSE_BY) : found.end() + _CLOSE_BY]
            return found.group() if self.now and self.now.search(around) else _GAP

        return self.distant.sub(unless_now, self.exceptions.sub(_GAP, text))

    def _hit(self, text: str) -> bool:
        if any(word in text for word in self.words) or any(pattern.search(text) for pattern in self.patterns):
            return True
        return bool(re.search("[a-z]", text) and self.pinyin.search(text))


@lru_cache(maxsize=8)  # a turn that has to look something up is made again
def find(text: str) -> Crisis | None:
    """The code to react to first: C1 before C2 before C3."""
    return next(iter(find_all(text)), None)


def find_all(text: str) -> list[Crisis]:
    """Every code the text gives cause for, in the order of their precedence. Of a text longer than a person sends in
    one message the beginning and the end are looked at."""
    tight = tighten(text if len(text) <= 2 * _END else f"{text[:_END]}\n{text[-_END:]}")
    return [code for code, rule in _rules().items() if rule.fires(tight)]


def tighten(text: str) -> str:
    """Normalised, without tone marks and without whatever stands between characters, as in 跳*楼 or 跳 楼.

    Between two Latin words or numbers one space is left; a comma or full stop becomes a line feed.
    """
    marked = unicodedata.normalize("NFKD", normalise(text))
    bare = "".join(c for c in marked if unicodedata.category(c) != "Mn")
    stopped = re.sub(r"[\W_]*[,，.。、!?;:…\n][\W_]*", _STOP, bare)
    spaced = re.sub(r"[^\w\n]+|_+", " ", stopped)
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", spaced)


@cache
def _rules() -> dict[Crisis, _Rule]:
    raw = tomllib.loads((files("conversations.danger") / "rules.toml").read_text("utf-8"))
    sounds: dict[str, str] = {}
    for pinyin, characters in raw["sounds"].items():
        for c in characters:
            sounds[c] = f"{sounds[c]}|{pinyin}" if c in sounds else pinyin
    return {code: _rule(raw[code], sounds, raw["sets"]) for code in CRISES if code in raw}


def _rule(raw: dict[str, Any], sounds: dict[str, str], sets: dict[str, str]) -> _Rule:
    """`{name}` in an expression stands for the alternatives of that name in `sets`, which may name earlier ones."""

    def filled(pattern: str) -> str:
        for name, alternatives in reversed(sets.items()):
            pattern = pattern.replace("{" + name + "}", f"(?:{alternatives})")
        return pattern

    spoken = [_spoken(word, sounds) for word in raw["words"] if all(c in sounds for c in word)]
    return _Rule(
        words=tuple(raw["words"]),
        patterns=tuple(re.compile(filled(pattern)) for pattern in raw["patterns"]),
        pinyin=re.compile("|".join(spoken)),
        exceptions=re.compile("|".join(map(filled, raw["except"]))),
        distant=re.compile("|".join(map(filled, raw["distant"]))),
        now=re.compile("|".join(raw["now"])) if raw["now"] else None,
    )


def _spoken(word: str, sounds: dict[str, str]) -> str:
    """The word with any of its characters written in pinyin; at either end no further Latin letter may follow."""
    first, last = word[0], word[-1]
    inner = [f"(?:{c}|{sounds[c]})" for c in word[1:-1]]
    mixed = [f"(?:{first}|(?<![a-z])(?:{sounds[first]}))", *inner, f"(?:{last}|(?:{sounds[last]})(?![a-z]))"]
    latin = [f"(?:{sounds[c]})" for c in word]
    telling = sum(len(sounds[c].split("|")[0]) for c in word) >= _TELLING_LETTERS
    return " ?".join(mixed) + ("|" + " ?".join(latin) if telling else "")
