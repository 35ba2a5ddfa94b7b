"""Which days are worked in China: the State Council's yearly notice where there is one, else a marked guess."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import chinese_calendar  # type: ignore[import-untyped]

Kind = Literal["workday", "weekend", "holiday", "make_up"]

# 全国年节及纪念日放假办法 (2024 revision): the statutory days with a fixed date. Spring Festival, Tomb-sweeping,
# Dragon Boat and Mid-autumn follow the moon or the sun and are left out of a guessed year.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day. `holiday` is a day of a named arrangement, also where it covers a Saturday or Sunday;
    `make_up` (调休上班) is a worked weekend day. `confirmed`: taken from an official notice. `name` may be empty."""

    date: date
    kind: Kind
    confirmed: bool
    name: str = ""


class Calendar:
    """Answers for any date. The given rows win; the rest of a year comes from `official_days` when first asked for."""

    def __init__(self, days: Iterable[Day] = ()) -> None:
        self._days = {day.date: day for day in days}

    def day(self, d: date) -> Day:
        if d not in self._days:
            self._days = {day.date: day for day in official_days(d.year)} | self._days
        return self._days[d]

    def is_working(self, d: date) -> bool:
        return self.day(d).kind in ("workday", "make_up")

    def is_holiday(self, d: date) -> bool:
        """A day of a named holiday arrangement; a plain weekend is none."""
        return self.day(d).kind == "holiday"

    def confirmed(self, d: date) -> bool:
        return self.day(d).confirmed

    def next_working(self, d: date) -> date:
        """`d` itself if it is worked, else the first worked day after it."""
        while not self.is_working(d):
            d += timedelta(days=1)
        return d


def official_days(year: int) -> list[Day]:
    """Every day of `year`: confirmed where the chinesecalendar package knows the notice (from 2004), else guessed."""
    try:
        return [_official(d) for d in _days_of(year)]
    except NotImplementedError:
        return guessed_days(year)


def guessed_days(year: int) -> list[Day]:
    """The weekday rule and the fixed statutory days, unconfirmed: no lunar holidays, no make-up days."""
    holidays = {date(year, month, day): name for (month, day), name in FIXED_HOLIDAYS.items()}
    return [_ruled(d, holidays, {}, confirmed=False) for d in _days_of(year)]


def notice_days(year: int, holidays: Mapping[date, str], make_up: Mapping[date, str]) -> list[Day]:
    """Every day of `year`, confirmed, as a State Council notice arranges it: its holidays and its make-up days.

    A notice may reach into the December before (the 2023 one began on 2022-12-31) or the January after; those days come
    too. ValueError for a date further off, in both lists, or a make-up day that is no Saturday or Sunday.
    """
    if any(not date(year - 1, 12, 1) <= d <= date(year + 1, 1, 31) for d in (*holidays, *make_up)):
        raise ValueError(f"a date of the notice is not in {year}")
    if holidays.keys() & make_up.keys():
        raise ValueError("a date is both holiday and make-up day")
    if any(d.weekday() < 5 for d in make_up):
        raise ValueError("a make-up day is no weekend day")
    beyond = sorted(d for d in (*holidays, *make_up) if d.year != year)
    return [_ruled(d, holidays, make_up, confirmed=True) for d in (*_days_of(year), *beyond)]


def _official(d: date) -> Day:
    off, name = chinese_calendar.get_holiday_detail(d)
    chinese = chinese_calendar.Holiday(name).chinese if name else ""
    if off:
        return Day(d, "holiday" if name else "weekend", True, chinese)
    return Day(d, "make_up" if d.weekday() >= 5 else "workday", True, chinese)


def _ruled(d: date, holidays: Mapping[date, str], make_up: Mapping[date, str], confirmed: bool) -> Day:
    if d in holidays:
        return Day(d, "holiday", confirmed, holidays[d])
    if d in make_up:
        return Day(d, "make_up", confirmed, make_up[d])
    return Day(d, "weekend" if d.weekday() >= 5 else "workday", confirmed)


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    last = date(year, 12, 31).toordinal()
    return (date.fromordinal(n) for n in range(first, last + 1))
