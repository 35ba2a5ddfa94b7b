"""Days and times in words; times are local, in `ZONE`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def day(locale: str, d: date) -> str:
    """`3月5日 周四`; `Thu 5 March`."""
    if locale == "en":
        return f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]}"
    week = "週" if locale == "zh_Hant" else "周"
    return f"{d.month}月{d.day}日 {week}{'一二三四五六日'[d.weekday()]}"


def clock(locale: str, at: time) -> str:
    """`上午9点30分`; `9:30 am`."""
    if locale == "en":
        minutes = f":{at.minute:02}" if at.minute else ""
        return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"
    part = ("凌晨", "上午", "中午", "下午", "晚上")[sum(at.hour >= h for h in (6, 12, 13, 18))]
    hour = at.hour if at.hour <= 12 else at.hour - 12
    minutes = f"{at.minute:02}分" if at.minute else ""
    return f"{part}{hour}{'點' if locale == 'zh_Hant' else '点'}{minutes}"


def moment(locale: str, at: datetime) -> str:
    """`3月5日 周四 上午9点`, local time."""
    local = at.astimezone(ZONE)
    return f"{day(locale, local.date())}{', ' if locale == 'en' else ' '}{clock(locale, local.time())}"
