"""Due dates: how days are counted. How long a thing may take is profile data (`models.profiles`), no constant.

Counting follows 民法典 201-203 by analogy: the first day is not counted, the last one ends at 24:00 local time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

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
class Pause:
    """Days, both included, that are not counted: a hearing (听证) in 复核, R22 art. 36. ValueError if turned round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a pause ends before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Limit:
    """`article` names the rule; empty for a target of our own. n = 0 means at once.

    `from_memory`: not read in a text; to be checked before anybody relies on it. `by`: the code of the body outside
    that decides (`models.profiles.BODIES`); the limit is then when the resident hears from us.
    """

    n: int
    unit: Unit
    article: str = ""
    from_memory: bool = False
    by: str = ""

    @property
    def statutory(self) -> bool:
        return bool(self.article)

    @property
    def length(self) -> timedelta:
        """About how long it is, to compare limits: a working day is taken for 1.4 days."""
        hours = {"hours": 1.0, "natural": 24.0, "working": 33.6}[self.unit]
        return timedelta(hours=self.n * hours)


@dataclass(frozen=True, slots=True)
class Profile:
    """The limits of one place, every key of `models.profiles.LIMITS` among them, and its other numbers (`VALUES`).

    `own`: the keys that its own file states; the others are those of the profile it inherits from.
    """

    name: str
    title: str
    source: str
    in_force_from: date
    in_force_until: date | None
    roll: Roll
    limits: Mapping[str, Limit]
    values: Mapping[str, int] = field(default_factory=dict)
    inherits: str | None = None
    own: frozenset[str] = frozenset()

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def due(self, key: str, start: date, calendar: Calendar) -> Due:
        """KeyError for an unknown limit, ValueError for one counted in hours (see `due_time`)."""
        return self.due_with_pause(key, start, calendar, ())

    def due_with_pause(self, key: str, start: date, calendar: Calendar, pauses: Iterable[Pause]) -> Due:
        """As `due`, without the days of the pauses; those before `start` or after the end change nothing."""
        limit = self.limits[key]
        if limit.unit == "natural":
            return add_days(start, limit.n, calendar, self.roll, pauses)
        if limit.unit == "working":
            return add_working_days(start, limit.n, calendar, pauses)
        raise ValueError(f"{key} is counted in hours")

    def due_time(self, key: str, start: datetime) -> datetime:
        """For limits in hours, which run 24×7. ValueError for one counted in days."""
        limit = self.limits[key]
        if limit.unit != "hours":
            raise ValueError(f"{key} is counted in days")
        return start + timedelta(hours=limit.n)

    def warn_days(self, days: int) -> int:
        """How many days before its end the owner of something is warned that has so many in all."""
        return self.values["warn" if days <= self.values["warn_short_limit"] else "warn_long"]


def add_days(start: date, n: int, calendar: Calendar, roll: Roll = "holidays", pauses: Iterable[Pause] = ()) -> Due:
    """Natural days. A last day inside a holiday arrangement moves to the first day after it that is no holiday;
    `days_off` moves it to the next worked day, so off plain weekends too. n = 0 is the start itself, never moved."""
    stopped = tuple(pauses)
    nominal = _nth(start, n, lambda day: not _within(day, stopped))
    at = nominal
    while n and (
        _within(at, stopped) or calendar.is_holiday(at) or (roll == "days_off" and not calendar.is_working(at))
    ):
        at += timedelta(days=1)
    return Due(nominal, at, _provisional(start, at, calendar))


def add_working_days(start: date, n: int, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The n-th worked day after `start`; make-up days count. n = 0 is the start itself."""
    stopped = tuple(pauses)
    at = _nth(start, n, lambda day: calendar.is_working(day) and not _within(day, stopped))
    return Due(at, at, _provisional(start, at, calendar))


def keep_promise(told: Due, counted: Due, *, right: bool, today: date) -> Due:
    """The dates that hold after the calendar has changed: `told` as they were, `counted` as they are counted anew.

    Nothing that a resident relies on is shortened, and nothing that staff owe is put off:
    - A resident's own right (`right`) ends on the later of the two days: whoever was told "until the 21st" has until
      the 21st, and if the 21st has become a holiday, until the day after it.
    - What staff owe is due on the earlier of the two nominal days. In natural days they are the same; a make-up day can
      bring working days forward, a new holiday would put them off, and the resident was told the day before it. Only a
      person can set a later day. A day that would already be over becomes today: nobody is late by a notice.
    """
    if right:
        return Due(max(told.nominal, counted.nominal), max(told.at, counted.at), counted.provisional)
    nominal = min(told.nominal, max(counted.nominal, today))
    at = counted.at if nominal == counted.nominal else nominal
    return Due(nominal, at, counted.provisional)


def moved_off(day: date, calendar: Calendar, roll: Roll) -> date:
    """`day` itself, or when it lies in a holiday arrangement the day to which it moves."""
    return add_days(day - timedelta(days=1), 1, calendar, roll).at


def visit_day(year: int, month: int, day: int, calendar: Calendar) -> date:
    """The month's visit day, moved to the next worked day. A day the month lacks (31st) is its last one."""
    while True:
        try:
            return calendar.next_working(date(year, month, day))
        except ValueError:
            if day <= 28:
                raise
            day -= 1


def _nth(start: date, n: int, counts: Callable[[date], bool]) -> date:
    """The n-th day after `start` that counts; ValueError for a negative n."""
    if n < 0:
        raise ValueError("a limit cannot be negative")
    at, left = start, n
    while left:
        at += timedelta(days=1)
        left -= counts(at)
    return at


def _within(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(day in pause for pause in pauses)


def _provisional(start: date, at: date, calendar: Calendar) -> bool:
    days = (start + timedelta(days=i) for i in range((at - start).days + 1))
    return not all(calendar.confirmed(d) for d in days)
