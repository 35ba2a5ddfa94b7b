"""Days and times in words; times are local, in `ZONE`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.words import say

ZONE = ZoneInfo("Asia/Shanghai")


def day(locale: str, d: date) -> str:
    """`3月5日 周四`; `Thu 5 March`."""
    weekday, month = say(locale, f"date.weekday.{d.isoweekday()}"), say(locale, f"date.month.{d.month}")
    return say(locale, "date.day", weekday=weekday, day=d.day, month=month)


def clock(locale: str, at: time) -> str:
    """`上午9点30分`; `9:30 am`."""
    midnight = 12 if locale == "en" else 0
    return say(
        locale,
        "date.clock",
        part=say(locale, f"date.part.{sum(at.hour >= h for h in (6, 12, 13, 18))}"),
        hour=at.hour - 12 if at.hour > 12 else at.hour or midnight,
        minutes=say(locale, "date.minutes", minutes=f"{at.minute:02}") if at.minute else "",
    )


def moment(locale: str, at: datetime) -> str:
    """`3月5日 周四 上午9点`, local time."""
    local = at.astimezone(ZONE)
    return say(locale, "date.moment", day=day(locale, local.date()), clock=clock(locale, local.time()))
