"""Search in Chinese, where words have no spaces: 1- and 2-grams for PostgreSQL, single characters for SQLite FTS5.

Only letters and digits count, folded by `searchable`, so 路燈 finds 路灯. A text is a hit if every run of letters and
digits of what is looked for stands in it, on either database: parts of numbers, plates and Latin words too.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from opencc import OpenCC

from models.visible import visible

_RUN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WORD = 40
"""Characters of a Latin word that is a gram of its own: PostgreSQL's index takes no keys above some 2,700 bytes."""
_SPACED = re.compile(r"(?<=[a-z0-9]) +(?=[^\W_a-z0-9])|(?<=[^\W_a-z0-9]) +(?=[a-z0-9])")
"""Blanks between Latin and Chinese are a matter of taste: "5G 信号" is found as "5g信号"."""
_GAP = "zz"
"""Between two runs: no character is spelt so, and no phrase reaches across it."""


def normalise(text: str) -> str:
    """NFKC, Traditional to Simplified, lower case. A lone surrogate becomes `?`."""
    folded = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())
    simplified: str = _simplified().convert(folded)
    return simplified.lower()


def fold(text: str) -> str:
    """For comparing what was typed with a label: no case, no blanks or invisible marks, no closing punctuation."""
    return "".join(visible(text).split()).casefold().strip("。.!！?？，,")


def searchable(text: str) -> str:
    """As texts are kept to be looked in: `normalise`d, without what draws nothing. PostgreSQL holds no NUL."""
    return _SPACED.sub("", visible(normalise(text)))


def grams(text: str, limit: int | None = None) -> list[str]:
    """The unique 1- and 2-grams, Latin words and numbers of (the beginning of) a text, in order of appearance."""
    return list(dict.fromkeys(_grams(searchable(text)[:limit])))


def query_grams(text: str) -> list[str]:
    """The grams every text holding these words must have, as few as will do; empty if there is nothing to look for.

    Parts of Latin words are found too. As grams don't keep order, recheck the hits with LIKE.
    """
    runs = query_runs(text)
    return list(dict.fromkeys(gram for run in runs for gram in (_pairs(run) if len(run) > 1 else (run,))))


def query_runs(text: str) -> list[str]:
    """The runs of letters and digits that every hit must hold, each once; punctuation is none of them."""
    return list(dict.fromkeys(_RUN.findall(visible(normalise(text)))))


def fts_text(text: str) -> str:
    """For an FTS5 table with `unicode61`: each character by its number, so that no table of letters but ours counts."""
    return f" {_GAP} ".join(_numbered(run) for run in _RUN.findall(searchable(text)))


def fts_query(run: str) -> str:
    """The FTS5 MATCH expression, a phrase, for one of the `query_runs`."""
    return f'"{_numbered(run)}"'


def _numbered(run: str) -> str:
    return " ".join(f"{ord(c):x}" for c in run)


def _grams(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        yield from run
        yield from _pairs(run)
        yield from (word for word in _WORD.findall(run) if len(word) <= _LONGEST_WORD)


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")
