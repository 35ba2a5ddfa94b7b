"""Text as the rules and the model read it: one spelling for what people write in many."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from models.search import normalise

STOP = "\n"
"""Between clauses. A line feed, because `.` doesn't match one: no exception reaches beyond its clause."""
_WIDE, _NARROWER = re.compile("[！-～]"), 0xFEE0
"""Made narrow before all is normalised, which then has little to do and takes half as long."""
_LONGEST = 8_192
"""Of a text longer than a person sends in one message the beginning and the end are looked at."""


def tighten(text: str) -> str:
    """Normalised, without tone marks and without whatever stands between characters, as in 跳*楼 or 跳 楼.

    Between two Latin words or numbers one space is left; a comma or full stop becomes a line feed.
    """
    half = _LONGEST // 2
    ends = text if len(text) <= _LONGEST else f"{text[:half]}\n{text[-half:]}"
    narrow = _WIDE.sub(lambda found: chr(ord(found.group()) - _NARROWER), ends.replace("…", "\n"))
    drawn = _pictures().sub(lambda found: _drawn()[found.group()], narrow)
    bare = re.sub("[\u0300-\u036f\ufe0e\ufe0f]", "", unicodedata.normalize("NFKD", normalise(drawn)))
    stopped = re.sub(r"[\W_]*[,，.。、!?;:…\n][\W_]*", STOP, bare)
    spaced = re.sub(r"[^\w\n]+|_+", " ", stopped)
    tight = re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", spaced)
    return _halves().sub(lambda found: _joined()[found.group()], tight)


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
