"""Which line answers a question of policy: words of `intentions.toml`, a name each."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from conversations.hearing.lexicon import tidy


def line_of(text: str) -> str:
    """Which line answers a question of policy: a name below `inquiry.` in the catalogue; `general` for all others."""
    plain = tidy(text)
    return next((name for name, words in _lines().items() if words.search(plain)), "general")


@cache
def _lines() -> dict[str, re.Pattern[str]]:
    raw = tomllib.loads((files("conversations.hearing") / "intentions.toml").read_text("utf-8"))
    return {name: re.compile(words) for name, words in raw["lines"].items()}
