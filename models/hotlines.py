"""The help lines that the words name: those that the office keeps, or else those of `hotlines.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from models.wire import HotlineSaid
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
    hours: str = ""
    hours_en: str = ""
    topic: str | None = None

    def label(self, locale: str) -> str:
        """What it is, and when somebody is there where that is said."""
        what, when = (self.en or self.what, self.hours_en or self.hours) if locale == "en" else (self.what, self.hours)
        said = f"{what} ({when})" if locale == "en" and when else f"{what}（{when}）" if when else what
        return traditional(said) if locale == "zh_Hant" else said


_KEPT: list[tuple[Hotline, ...]] = []


def hotlines() -> tuple[Hotline, ...]:
    """Those in force, in the order in which they are named."""
    return _KEPT[0] if _KEPT else shipped()


def put_in_force(lines: Iterable[HotlineSaid]) -> None:
    """The office's own from now on, for this process; none: ours."""
    kept = tuple(
        Hotline(
            number=line.number, what=line.what, en=line.en, languages=("zh",), source="", last_verified="",
            crisis=tuple(line.crisis), young=line.young, hours=line.hours, hours_en=line.hours_en, topic=line.topic,
        )
        for line in lines
    )  # fmt: skip
    _KEPT[:] = [kept] if kept else []


@cache
def shipped() -> tuple[Hotline, ...]:
    rows = tomllib.loads((files("models") / "hotlines.toml").read_text("utf-8"))["hotlines"]
    return tuple(
        Hotline(**row | {"languages": tuple(row["languages"]), "crisis": tuple(row.get("crisis", ()))}) for row in rows
    )
