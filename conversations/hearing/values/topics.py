"""The topic that words tell of, by the names of the classification and the words of `topics.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from conversations.engine.tree import Option, Tree
from conversations.hearing.values.lexicon import Lexicon
from models.search import normalise

LONGEST = 2000
SHORT = 20
"""Characters of a line that names a whole section; more is a story."""
_PARTS = re.compile("[与和、]")
_ENGLISH_PARTS = re.compile(" and |, ")
_WORDS = Path(__file__).with_name("topics.toml")


def topic_in(topics: Tree, text: str, within: str | None = None) -> Option | None:
    """The topic that most of the words are about; None when there is none, or two are as likely.

    `within`: only those below this one count.
    """
    said = normalise(text[:LONGEST])
    options = [o for o in topics if within is None or (o.code != within and within in _codes(topics, o))]
    named = topics.named(text)
    if named is not None and named in options:
        return named
    scores = _scores(topics, {o.code for o in options}, said)
    if not scores:
        return _general(topics, options, said)
    roots: dict[str, int] = {}
    for code, score in scores.items():
        top = next((c for c in _codes(topics, topics.get(code)) if c in scores), code)
        roots[top] = max(roots.get(top, 0), score)
    best = max(roots.values())
    found = [code for code, score in roots.items() if score == best]
    if len(found) != 1:
        return None
    return topics.get(
        max((c for c in scores if found[0] in (c, *_codes(topics, topics.get(c)))), key=lambda c: (scores[c], c))
    )


def _general(topics: Tree, options: list[Option], said: str) -> Option | None:
    """The one section that a short line names in a general word: 环境, 交通出行."""
    found = {o.code for o in options if any(word in said for word in general().get(o.code, ()))}
    return topics.get(found.pop()) if len(found) == 1 and len(said) <= SHORT else None


def _codes(topics: Tree, option: Option | None) -> tuple[str, ...]:
    """Of the option and those above it, from the top down."""
    return tuple(o.code for o in topics.path(option.code)) if option is not None else ()


def _scores(topics: Tree, wanted: set[str], said: str) -> dict[str, int]:
    """By topic: the characters of its words that stand in what was said, each stretch once."""
    hits: dict[str, list[str]] = {}
    for word, code in _lexicon(topics).found(said):
        if code in wanted:
            hits.setdefault(code, []).append(word)
    return {code: _length(found) for code, found in hits.items()}


def _length(hits: list[str]) -> int:
    longest = [w for w in hits if not any(w != other and w in other for other in hits)]
    return sum(2 * len(w) if not w.isascii() else len(w) for w in longest)


@lru_cache(maxsize=4)
def _lexicon(topics: Tree) -> Lexicon[str]:
    return Lexicon((word, o.code) for o in topics for word in _known(o))


def _known(option: Option) -> Sequence[str]:
    """The words of a topic: the parts of its names, and those of `topics.toml`."""
    parts = (*_PARTS.split(normalise(option.name)), *_ENGLISH_PARTS.split(option.name_en.lower()))
    named = [part.strip() for part in parts if len(part.strip()) > 1]
    return list(dict.fromkeys([*named, *words().get(option.code, ())]))


@cache
def general() -> Mapping[str, tuple[str, ...]]:
    """The words so general that they count only where nothing else does."""
    held = tomllib.loads(_WORDS.read_text("utf-8"))["general"]
    return {code: tuple(normalise(word) for word in found) for code, found in held.items()}


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """What stands in `topics.toml`, by code."""
    return {
        code: tuple(normalise(w) for w in found)
        for code, found in tomllib.loads(_WORDS.read_text("utf-8")).items()
        if code != "general"
    }
