"""The only place that may ask the machine for the time. Aware UTC everywhere; dates are local to a zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FAR = timedelta(minutes=10)
"""Nothing waits longer for its next try: what is dated further ahead was dated by a clock that has been set back."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """Stands still until moved; replays and simulations run on it. Naive datetimes raise ValueError."""

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def set(self, to: datetime) -> None:
        self._now = _utc(to)


def local_date(moment: datetime, zone: ZoneInfo = ZONE) -> date:
    """The day on which `moment` falls in `zone`: a message at 23:59 counts that day. ValueError if it is naive."""
    return _utc(moment).astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo = ZONE) -> datetime:
    """The moment at which a local day ends: 24:00, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(UTC)
