"""When something was said, as it stands beside a bubble: the time of the place, a day between."""

from datetime import UTC, datetime

from conversations.words.dates import ZONE, day


def utc(millis: int) -> str:
    """ISO 8601."""
    return f"{datetime.fromtimestamp(millis / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def time_of(millis: int) -> str:
    """`09:41`, of the place."""
    return f"{_local(millis):%H:%M}"


def day_of(locale: str, millis: int) -> str:
    """`11月29日 周日`."""
    return day(locale, _local(millis).date())


def _local(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, ZONE)
