"""Due dates. The lengths are profile data (`profiles/*.toml`), never constants in code.

Counting follows 民法典 201-203 by analogy: the first day is not counted, the last one ends at 24:00 local time.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from models.calendar import Calendar

Unit = Literal["natural", "working", "hours"]
Roll = Literal["holidays", "days_off"]


@dataclass(frozen=True, slots=True)
class Due:
    """`nominal` (start + n) drives staff alarms, `at` (rolled) the resident's own rights. Both are local dates.
    `provisional`: a day from start to `at` lies in a year without an official calendar."""

    nominal: date
    at: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """`article` names the rule; empty for a target of our own. n = 0 means at once."""

    n: int
    unit: Unit
    article: str = ""

    @property
    def statutory(self) -> bool:
        return bool(self.article)


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one place. `values` are its other numbers, such as the most representatives of a group."""

    name: str
    title: str
    source: str
    in_force_from: date
    in_force_until: date | None
    roll: Roll
    limits: Mapping[str, Limit]
    values: Mapping[str, int] = field(default_factory=dict)

    def due(self, key: str, start: date, calendar: Calendar) -> Due:
        """KeyError for an unknown limit, ValueError for one counted in hours (see `due_time`)."""
        limit = self.limits[key]
        if limit.unit == "natural":
            return add_days(start, limit.n, calendar, self.roll)
        if limit.unit == "working":
            return add_working_days(start, limit.n, calendar)
        raise ValueError(f"{key} is counted in hours")

    def due_time(self, key: str, start: datetime) -> datetime:
        """For limits in hours, which run 24×7. ValueError for one counted in days."""
        limit = self.limits[key]
        if limit.unit != "hours":
            raise ValueError(f"{key} is counted in days")
        return start + timedelta(hours=limit.n)


def add_days(start: date, n: int, calendar: Calendar, roll: Roll = "holidays") -> Due:
    """Natural days. A last day inside a holiday arrangement moves to the first day after it that is no holiday;
    `days_off` moves it to the next worked day, so off plain weekends too. n = 0 is the start itself, never moved."""
    nominal = at = start + timedelta(days=_counted(n))
    if n and roll == "days_off":
        at = calendar.next_working(nominal)
    while n and calendar.is_holiday(at):
        at += timedelta(days=1)
    return Due(nominal, at, _provisional(start, at, calendar))


def add_working_days(start: date, n: int, calendar: Calendar) -> Due:
    """The n-th worked day after `start`; make-up days count. n = 0 is the start itself."""
    at, left = start, _counted(n)
    while left:
        at += timedelta(days=1)
        left -= calendar.is_working(at)
    return Due(at, at, _provisional(start, at, calendar))


def visit_day(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The month's visit day, moved to the next worked day. A day the month lacks (31st) is its last one."""
    while True:
        try:
            return calendar.next_working(date(year, month, day))
        except ValueError:
            if day <= 28:
                raise
            day -= 1


def load_profile(name: str) -> Profile:
    """The profile in `profiles/<name>.toml`. KeyError if there is none, ValueError if it is not sound."""
    if name not in profile_names():
        raise KeyError(name)
    raw = tomllib.loads((files("models") / "profiles" / f"{name}.toml").read_text("utf-8"))
    if raw["name"] != name:
        raise ValueError(f"{name}.toml calls itself {raw['name']}")
    if raw["roll"] not in get_args(Roll):
        raise ValueError(f"{name}: unknown roll {raw['roll']}")
    limits = {key: Limit(**row) for key, row in raw["limits"].items()}
    for key, limit in limits.items():
        if limit.unit not in get_args(Unit) or limit.n < 0:
            raise ValueError(f"{name}: limit {key} is not sound")
    return Profile(
        name=name,
        title=raw["title"],
        source=raw["source"],
        in_force_from=raw["in_force_from"],
        in_force_until=raw.get("in_force_until"),
        roll=raw["roll"],
        limits=MappingProxyType(limits),
        values=MappingProxyType(raw.get("values", {})),
    )


def profile_names() -> list[str]:
    return sorted(f.name[:-5] for f in (files("models") / "profiles").iterdir() if f.name.endswith(".toml"))


def _counted(n: int) -> int:
    if n < 0:
        raise ValueError("a limit cannot be negative")
    return n


def _provisional(start: date, at: date, calendar: Calendar) -> bool:
    days = (start + timedelta(days=i) for i in range((at - start).days + 1))
    return not all(calendar.confirmed(d) for d in days)
