"""The hotlines that the words name: `hotlines.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.words import traditional


@dataclass(frozen=True, slots=True)
class Hotline:
    """`languages` are those the line is known to answer in. `last_verified` is an ISO date, empty while nobody has
    rung or looked it up. `crisis`: the codes of this module in whose first answer it belongs. `young`: named to whoever
    says an age below 18."""

    number: str
    what: str
    en: str
    languages: tuple[str, ...]
    source: str
    last_verified: str
    crisis: tuple[str, ...] = ()
    young: bool = False

    def label(self, locale: str) -> str:
        return self.en if locale == "en" else traditional(self.what) if locale == "zh_Hant" else self.what


@cache
def hotlines() -> tuple[Hotline, ...]:
    rows = tomllib.loads((files("conversations.words") / "hotlines.toml").read_text("utf-8"))["hotlines"]
    return tuple(
        Hotline(**row | {"languages": tuple(row["languages"]), "crisis": tuple(row.get("crisis", ()))}) for row in rows
    )
