"""Office hours as they are written ("工作日 8:30–12:00，14:00–17:30"), read into times at which somebody is there."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from models.calendar import Calendar
from models.clock import ZONE

_DAYS = "一二三四五六日"
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]+\s*(\d{1,2})[:：](\d{2})")
_FROM_TO = re.compile(rf"(?:周|星期)([{_DAYS}天])\s*[-–—~～至到]+\s*(?:周|星期)?([{_DAYS}天])")
_NAMED = re.compile(rf"(?:周|星期)([{_DAYS}天])")
AHEAD = 14
"""Days that are looked ahead: longer than any holiday."""
Opening = tuple[datetime, datetime]


def openings(written: str, calendar: Calendar, today: date, ahead: int = AHEAD) -> list[Opening]:
    """When somebody is there, in order, from today on. Nothing where no hours can be read: then nothing is promised."""
    spans = [tuple(map(int, found)) for found in _SPAN.findall(written)]
    opens = _days(written, calendar)
    return [*_found(spans, opens, today, ahead)] if opens else []


def _found(spans: list[tuple[int, ...]], opens: Callable[[date], bool], today: date, ahead: int) -> Iterator[Opening]:
    for day in (today + timedelta(days=n) for n in range(ahead)):
        for hour, minute, end, past in spans if opens(day) else ():
            if (hour, minute) < (end, past) <= (24, 0) and minute < 60 and past < 60:
                midnight = datetime.combine(day, time(), ZONE)
                yield (
                    midnight + timedelta(hours=hour, minutes=minute),
                    midnight + timedelta(hours=end, minutes=past),
                )


def _days(written: str, calendar: Calendar) -> Callable[[date], bool] | None:
    """Whether a day is open: working days, the days of the week that are named, or every day."""
    if "工作日" in written:
        return calendar.is_working
    if found := _FROM_TO.search(written):
        first, last = map(_weekday, found.groups())
        named = set(range(first, last + 1))
    else:
        named = {_weekday(day) for day in _NAMED.findall(written)}
    if named:
        return lambda day: day.weekday() in named and not calendar.is_holiday(day)
    return (lambda day: True) if re.search("每[天日]|全年|天天", written) else None


def _weekday(name: str) -> int:
    return _DAYS.find(name) if name != "天" else 6
