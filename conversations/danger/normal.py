"""Text as the rules and the model read it: one spelling for what people write in many."""

import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files

from models.search import normalise

STOP = "\n"
"""Between clauses. A line feed, because `.` doesn't match one: no exception reaches beyond its clause."""
_WIDE, _NARROWER = re.compile("[！-～]"), 0xFEE0
"""Made narrow before all is normalised, which then has little to do and takes half as long."""
_LONGEST, _END = 3_800, 900
"""Of a longer text both ends are read, and as much of what stands between as tells of danger by its characters."""
_CELL, _MARGIN = 60, 12
"""Characters of such a place, and what is read before and behind it."""


def tighten(text: str) -> str:
    """Normalised, without tone marks and without whatever stands between characters, as in 跳*楼 or 跳 楼.

    Between two Latin words or numbers one space is left; a comma or full stop becomes a line feed.
    """
    read = text if len(text) <= _LONGEST else _most_telling(text)
    narrow = _WIDE.sub(lambda found: chr(ord(found.group()) - _NARROWER), read.replace("…", "\n"))
    drawn = _pictures().sub(lambda found: _drawn()[found.group()], narrow)
    bare = re.sub("[\u0300-\u036f\ufe0e\ufe0f]", "", unicodedata.normalize("NFKD", normalise(drawn)))
    stopped = re.sub(r"[\W_]*[,，.。、!?;:…\n][\W_]*", STOP, bare)
    spaced = re.sub(r"[^\w\n]+|_+", " ", stopped)
    tight = re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", spaced)
    return _halves().sub(lambda found: _joined()[found.group()], tight)


def _most_telling(text: str) -> str:
    """The beginning, the places between that hold most characters of danger, in their order, and the end."""
    told = Counter(found.start() // _CELL for found in _typed().finditer(text, _END, len(text) - _END))
    kept = sorted(cell for cell, _ in told.most_common((_LONGEST - 2 * _END) // (_CELL + 2 * _MARGIN)))
    between = (text[cell * _CELL - _MARGIN : (cell + 1) * _CELL + _MARGIN] for cell in kept)
    return "\n".join((text[:_END], *between, text[-_END:]))


@cache
def _typed() -> re.Pattern[str]:
    sets = tomllib.loads((files("conversations.danger") / "parts" / "sets.toml").read_text("utf-8"))
    return re.compile(sets["typed"])


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = tomllib.loads(
        (files("conversations.danger") / "spellings.toml").read_text("utf-8")
    )
    return table


def _drawn() -> dict[str, str]:
    return _table()["pictures"]


def _joined() -> dict[str, str]:
    return _table()["halves"]


@cache
def _pictures() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _drawn())))


@cache
def _halves() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _joined())))
