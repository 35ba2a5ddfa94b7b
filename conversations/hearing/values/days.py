"""A day as it is said: 昨天, 上周三, 下个月3号, 12月1日, next Monday; and which of some days are meant."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from conversations.words.typed import number_in
from models.search import normalise

_WEEKDAYS = (
    {c: i for i, c in enumerate("一二三四五六", 1)} | {"日": 7, "天": 7, "末": 6} | {str(n): n for n in range(1, 8)}
)
_ENGLISH_DAYS = {d: i for i, d in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE = {
    "大前天": -3,
    "前天": -2,
    "昨": -1,
    "yesterday": -1,
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明日": 1,
    "明儿": 1,
    "tomorrow": 1,
    "今": 0,
    "today": 0,
}
_N = "([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAY = re.compile(r"(上上|上|下下|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])")
_ENGLISH_WEEKDAY = re.compile(r"\b(last|next|this)? ?(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_IN_MONTH = re.compile(rf"(上|下|这|本)个?月(?:的)?{_N}[日号]?")
_FULL = re.compile(rf"(?:([0-9]{{4}})年)?{_N}月(?:的)?{_N}[日号]?")
_ISO = re.compile(r"(?<![0-9])(?:([0-9]{4})[-/.])?([01]?[0-9])[-/.]([0-3]?[0-9])(?![0-9:点])")
_ENGLISH_FULL = re.compile(
    rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?({'|'.join(_MONTHS)})|\b({'|'.join(_MONTHS)})[a-z]* ([0-9]{{1,2}})"
)
_OF_MONTH = re.compile(rf"(?<![0-9月]){_N}[日号](?!楼|杆|线|院)|\bthe ([0-9]{{1,2}})(?:st|nd|rd|th)\b")
_FIRST = re.compile(
    "(?:你|您)们?(?:给我|帮我)?(?:定|安排|选|决定)|听你们的?|最早|最近|最快|越快越好|越早越好|尽快|第一个|第一天|哪天都|随便|都可以|都行|无所谓|"
    "any ?day|soonest|earliest|first|as soon as possible"
)
_SOME_DAY = re.compile("[上下本这]个?月|月[初底中]|[下本这]个?(?:周|星期|礼拜)|周末|(?:周|星期|礼拜)[一二三四五六日天]")
_LAST = re.compile("最晚|最后一|last one|latest")


_NO_VISIT = re.compile(
    r"(?:只|就|先|光)(?:提交|交|反映|登记)|(?:先|暂时|那就|就)?(?:不(?:预约|约|见|去)了?)(?:了|吧)?$|"
    r"without (?:a )?visit|just file"
)
_ANOTHER = re.compile("改天|换一?天|换个?日子|另外?一天|别的日?[天子]|另选|another day|other day")


def no_visit(text: str) -> bool:
    """Whether no visit is wanted: 只提交不预约."""
    return _NO_VISIT.search(_plain(text)) is not None


def another_day(text: str) -> bool:
    """Whether the day is to be another one."""
    return _ANOTHER.search(_plain(text)) is not None


def day_in(text: str, today: date) -> date | None:
    """The day that is named, seen from `today`; a day without its month is the one nearest to it."""
    said = _plain(text)
    named = _named(said, today)
    if named is not None:
        return named
    if (found := _OF_MONTH.search(said)) is not None:
        day = number_in(found[1] or found[2]) or 0
        near = [d for shift in (-31, 0, 31) if (d := _date(*_shifted(today, shift), day)) is not None]
        return min(near, key=lambda d: abs((d - today).days), default=None)
    return None


def names_a_day(text: str, today: date) -> bool:
    """Whether a day is named, or a time from which a day may be chosen, be it one that is offered or not."""
    return day_in(text, today) is not None or _SOME_DAY.search(_plain(text)) is not None


def meant(text: str, days: Iterable[date], today: date) -> list[date]:
    """Which of these days the words mean, in order; none when they mean another or no day at all."""
    said, offered = _plain(text), sorted(set(days))
    if _FIRST.search(said):
        return offered[:1]
    if _LAST.search(said):
        return offered[-1:]
    if (week := _WEEKDAY.search(said)) is not None and not week[1]:
        return [d for d in offered if d.isoweekday() == _WEEKDAYS[week[2]]]
    if (named := _ENGLISH_WEEKDAY.search(said)) is not None and not named[1]:
        return [d for d in offered if d.isoweekday() == _ENGLISH_DAYS[named[2]]]
    if (exact := _named(said, today)) is not None:
        return [d for d in offered if d == exact]
    found = _OF_MONTH.search(said)
    return [d for d in offered if found is not None and d.day == number_in(found[1] or found[2])]


def _plain(text: str) -> str:
    return normalise(unicodedata.normalize("NFKC", text[:200])).strip()


def _named(said: str, today: date) -> date | None:
    """A day named with its month, its week, or by how far it is from today."""
    for words, days in _RELATIVE.items():
        if words in said:
            return today + timedelta(days=days)
    if (week := _WEEKDAY.search(said)) is not None:
        return _of_week(today, week[1] or "", _WEEKDAYS[week[2]])
    if (english := _ENGLISH_WEEKDAY.search(said)) is not None:
        before = {"last": "上", "next": "下"}.get(english[1] or "", "")
        return _of_week(today, before, _ENGLISH_DAYS[english[2]])
    if (month := _IN_MONTH.search(said)) is not None:
        shift = {"上": -31, "下": 31}.get(month[1], 0)
        return _date(*_shifted(today, shift), number_in(month[2]) or 0)
    if (whole := _FULL.search(said) or _ISO.search(said)) is not None:
        month_no, day = number_in(whole[2]) or 0, number_in(whole[3]) or 0
        return _date(int(whole[1]), month_no, day) if whole[1] else _nearest(today, month_no, day)
    if (english := _ENGLISH_FULL.search(said)) is not None:
        of_month, name = (english[1], english[2]) if english[1] else (english[4], english[3])
        return _nearest(today, _MONTHS.index(name) + 1, int(of_month))
    return None


def _of_week(today: date, which: str, weekday: int) -> date:
    shift = {"上上": -14, "上": -7, "下": 7, "下下": 14}.get(which, 0)
    return today + timedelta(days=weekday - today.isoweekday() + shift)


def _shifted(today: date, days: int) -> tuple[int, int]:
    """The month before, this one, or the one after."""
    at = today.replace(day=15) + timedelta(days=days)
    return at.year, at.month


def _nearest(today: date, month: int, day: int) -> date | None:
    found = [d for year in (-1, 0, 1) if (d := _date(today.year + year, month, day)) is not None]
    return min(found, key=lambda d: abs((d - today).days), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
