"""Search in Chinese, where words have no spaces: 1- and 2-grams for PostgreSQL, split characters for SQLite FTS5.

Both are computed on write from `normalise`d text, so 路燈 finds 路灯. Only letters and digits count.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from opencc import OpenCC

from models.visible import visible

_RUN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_]")


def normalise(text: str) -> str:
    """NFKC, Traditional to Simplified, lower case. A lone surrogate becomes `?`."""
    folded = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())
    simplified: str = _simplified().convert(folded)
    return simplified.lower()


def fold(text: str) -> str:
    """For comparing what was typed with a label: no case, no blanks or invisible marks, no closing punctuation."""
    return "".join(visible(text).split()).casefold().strip("。.!！?？，,")


def grams(text: str, limit: int = 2000) -> list[str]:
    """The unique 1- and 2-grams, Latin words and numbers of the first `limit` characters, in order of appearance."""
    return list(dict.fromkeys(_grams(normalise(text)[:limit])))


def query_grams(text: str) -> list[str]:
    """The grams every text holding these words must have, as few as will do; empty if there is nothing to look for.

    Parts of Latin words are found too. As grams don't keep order, recheck the hits with LIKE.
    """
    runs = _RUN.findall(normalise(text))
    return list(dict.fromkeys(gram for run in runs for gram in (_pairs(run) if len(run) > 1 else (run,))))


def query_runs(text: str) -> list[str]:
    """The runs of letters and digits that every hit must hold, as LIKE rechecks them; punctuation is none of them."""
    return _RUN.findall(normalise(text))


def fts_text(text: str) -> str:
    """Tokens apart by spaces, for an FTS5 table with `unicode61`: each Chinese character, each Latin word or number."""
    return " ".join(_TOKEN.findall(normalise(text)))


def fts_query(text: str) -> str:
    """An FTS5 MATCH expression: each piece between spaces is a phrase, all must occur. Quotes and operators are words.

    Empty if there is nothing to look for; MATCH refuses an empty expression.
    """
    phrases = (" ".join(_TOKEN.findall(piece)) for piece in normalise(text).split())
    return " AND ".join(f'"{phrase}"' for phrase in phrases if phrase)


def _grams(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        yield from run
        yield from _pairs(run)
        yield from _WORD.findall(run)


def _pairs(run: str) -> Iterator[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")
