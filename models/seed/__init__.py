"""What an empty installation starts with: the topic tree, and the fictional 清河县 to try things out on."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from models.calendar import Calendar
from models.deadlines import visit_day
from models.law.matters import Outcome
from models.law.places import BELOW_THE_COUNTY, CODE_DIGITS, Level

UnitKind = Literal["government", "desk", "petition", "department", "discipline", "township"]
Form = Literal["fixed_site", "invited_visit", "case_visit", "on_site_office"]
Cadence = Literal["lead", "periodic", "open_door", "any_time", "home_visit"]

LEVELS = tuple(Level)

# A visit day is published at least two days before (2009 opinion on leaders' reception).
NOTICE_DAYS = 2


class SeedError(ValueError):
    """A seed file contradicts itself; the message names the code."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`code` reads AABBCC; `placed`: the resident is asked where; `common`: offered first."""

    code: str
    name: str
    en: str
    common: bool = False
    placed: bool = True

    @property
    def level(self) -> int:
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def parent(self) -> str:
        """The code one level up; empty for a class."""
        return "" if self.level == 1 else self.code[: 2 * self.level - 2].ljust(6, "0")


@dataclass(frozen=True, slots=True)
class Template:
    """Words to begin a reply with; of any topic or state where none is named."""

    code: str
    title: str
    text: str
    topic: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    en: str
    level: Level
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """`topics`: what it answers for, as topic codes of any level; the longest match wins. `parent` is its superior."""

    code: str
    name: str
    en: str
    kind: UnitKind
    level: Level
    area: str
    phone: str
    parent: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Official:
    """`unit` is the one they head or work in; empty for leaders outside the county's units."""

    code: str
    name: str
    post: str
    post_en: str
    portfolio: str
    portfolio_en: str
    level: Level
    area: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who else helps (调解、法律援助、帮扶、律师); `outcome` is a code of `models.law.matters.Outcome`."""

    outcome: str
    area: str
    name: str
    en: str
    phone: str
    hours: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """One visit day to come. Either `month_day` (of a month) or `in_days` (from the first start) is given.
    `companions` are unit codes, `start` and `end` local times, `minutes` and `capacity` (batches) count per slot."""

    code: str
    area: str
    official: str
    form: Form
    cadence: Cadence
    place: str
    place_en: str
    companions: tuple[str, ...]
    start: time
    end: time
    minutes: int
    capacity: int
    month_day: int = 0
    in_days: int = 0

    def next_date(self, today: date, calendar: Calendar) -> date:
        """The first date that leaves the days of notice, moved to the next worked day."""
        earliest = today + timedelta(days=NOTICE_DAYS)
        if not self.month_day:
            return calendar.next_working(max(earliest, today + timedelta(days=self.in_days)))
        year, month = today.year, today.month
        while (found := visit_day(year, month, self.month_day, calendar)) < earliest:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return found

    def slots(self) -> list[time]:
        """The local times at which slots begin; the last one ends by `end`."""
        step, at = timedelta(minutes=self.minutes), datetime.combine(date.min, self.start)
        last = datetime.combine(date.min, self.end) - step
        return [(at + step * i).time() for i in range((last - at) // step + 1)]


@dataclass(frozen=True, slots=True)
class County:
    """Areas, units and officials stand in an order in which parents come first."""

    areas: tuple[Area, ...]
    units: tuple[Unit, ...]
    officials: tuple[Official, ...]
    visits: tuple[VisitPlan, ...]
    contacts: tuple[Contact, ...] = ()


@cache
def load_topics() -> tuple[Topic, ...]:
    return checked_topics(Topic(**row) for row in _read("topics")["topics"])


@cache
def load_templates() -> tuple[Template, ...]:
    return tuple(Template(**row | {"text": row["text"].strip()}) for row in _read("templates")["templates"])


@cache
def load_county() -> County:
    raw = _read("qinghe")
    return checked_county(
        County(
            areas=tuple(Area(**row) for row in raw["areas"]),
            units=tuple(Unit(**row | {"topics": tuple(row.get("topics", ()))}) for row in raw["units"]),
            officials=tuple(Official(**row) for row in raw["officials"]),
            visits=tuple(VisitPlan(**row | {"companions": tuple(row["companions"])}) for row in raw["visits"]),
            contacts=tuple(Contact(**row) for row in raw["contacts"]),
        )
    )


def checked_topics(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Raises SeedError for a malformed or repeated code, or a parent that is missing or comes later."""
    found = tuple(topics)
    for topic in found:
        _require(len(topic.code) == 6 and topic.code.isdecimal() and bool(topic.name), topic.code)
    _parents_first([(topic.code, topic.parent) for topic in found])
    return found


def checked_county(county: County) -> County:
    """Raises SeedError for codes that repeat, don't fit their level, or point nowhere."""
    _parents_first([(area.code, area.parent) for area in county.areas])
    areas = {area.code: area for area in county.areas}
    for area in county.areas:
        _check_area(area, areas.get(area.parent))
    _parents_first([(unit.code, unit.parent) for unit in county.units])
    units, topics = {unit.code for unit in county.units}, {topic.code for topic in load_topics()}
    for unit in county.units:
        _require(unit.kind in get_args(UnitKind) and topics.issuperset(unit.topics), unit.code)
    officials = {official.code for official in county.officials}
    _unique([official.code for official in county.officials])
    _unique([plan.code for plan in county.visits])
    placed_ones: tuple[Unit | Official, ...] = (*county.units, *county.officials)
    for placed in placed_ones:
        _require(placed.area in areas and areas[placed.area].level == placed.level, placed.code)
    for official in county.officials:
        _require(not official.unit or official.unit in units, official.code)
    _unique([f"{contact.outcome} {contact.name}" for contact in county.contacts])
    for contact in county.contacts:
        _require(contact.area in areas and contact.outcome in list(Outcome) and bool(contact.phone), contact.name)
    for plan in county.visits:
        _require(plan.area in areas and plan.official in officials and units.issuperset(plan.companions), plan.code)
        _require(plan.form in get_args(Form) and plan.cadence in get_args(Cadence), plan.code)
        _require((plan.month_day > 0) != (plan.in_days > 0) and bool(plan.slots()) and plan.capacity > 0, plan.code)
    return county


def _check_area(area: Area, parent: Area | None) -> None:
    _require(area.level in LEVELS and area.code.isdecimal(), area.code)
    _require(len(area.code) == CODE_DIGITS[area.level], area.code)
    rank = LEVELS.index(area.level)
    _require(rank == 0 if parent is None else parent.level == LEVELS[rank - 1], area.code)
    if parent and area.level in BELOW_THE_COUNTY:
        _require(area.code.startswith(parent.code), area.code)


def _parents_first(pairs: Sequence[tuple[str, str]]) -> None:
    """`pairs` are (code, parent); an empty parent is a root."""
    _unique([code for code, _ in pairs])
    seen = {""}
    for code, parent in pairs:
        _require(parent in seen, code)
        seen.add(code)


def _unique(codes: Sequence[str]) -> None:
    for code, times in Counter(codes).items():
        _require(times == 1, code)


def _require(sound: bool, code: str) -> None:
    if not sound:
        raise SeedError(f"{code} is not sound")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("models.seed") / f"{name}.toml").read_text("utf-8"))
