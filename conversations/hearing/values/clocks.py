"""A time of day as it is said: 9:30, 上午九点半, 下午两点, half past nine; and which of some times are meant."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import time

from conversations.hearing.values.numerals import ENGLISH, IN_PINYIN, PINYIN
from conversations.words.typed import number_in
from models.search import normalise

_N = "([0-9]{1,2}|[一二三四五六七八九十两]{1,3})"
_PART = r"(凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?\s*"
_COLON = re.compile(_PART + r"([0-9]{1,2})[::.]([0-5][0-9])\s*(am|pm|a\.m\.|p\.m\.)?")
_SPOKEN = re.compile(_PART + _N + r"\s*(?:点钟?|时|點)(?:\s*(半|一刻|三刻|整|" + _N + r"分?))?")
_ENGLISH = re.compile(r"\b([0-9]{1,2})\s*(am|pm|a\.m\.|p\.m\.|o'?clock)")
_PARTS = {"上午": (5, 12), "早": (5, 12), "morning": (5, 12), "中午": (12, 14), "noon": (12, 14)}
_PARTS |= {"下午": (12, 18), "afternoon": (12, 18), "晚": (17, 24), "evening": (17, 24)}
_BARE = re.compile(r"([01]?[0-9])([0-5][0-9])")
_PAST = re.compile(r"\bhalf past ([a-z]+|[0-9]{1,2})\b")
_WORDED = re.compile(r"\b([a-z]+) ?(o'?clock|thirty)")
_IN_PINYIN = re.compile(rf"\b({IN_PINYIN}) ?dian ?(ban)?")
_FIRST = re.compile(
    "(?:你|您)们?(?:给我|帮我)?(?:定|安排|选|决定)|听你们的?|"
    "最早|第一个|越早越好|越快越好|都可以|都行|随便|无所谓|哪个都|几点都|earliest|first|any ?time|whenever"
)
_NOT = re.compile("太早|太晚|不行|不方便|没空|没时间|不要|不能|来不了|too early|too late|can'?t")
_ASKED = re.compile("行不行|好不好|能不能|可不可以|要不要")
_LAST = re.compile("最晚|最后|latest|last")


def clock_in(text: str) -> time | None:
    """The time that is named. Without 上午 or 下午, one to six are in the afternoon, when an office is open."""
    said = _plain(text)
    if (found := _COLON.search(said)) is not None:
        return _time(found[1] or found[4] or "", int(found[2]), int(found[3]))
    if (found := _SPOKEN.search(said)) is not None:
        more = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, None: 0}.get(found[3])
        minutes = more if more is not None else number_in(found[4] or "") or 0
        return _time(found[1] or "", number_in(found[2]) or 0, minutes, guess=True)
    if (found := _IN_PINYIN.search(said)) is not None:
        return _time("", PINYIN[found[1]], 30 if found[2] else 0, guess=True)
    if (found := _PAST.search(said)) is not None:
        return _time("", ENGLISH.get(found[1], number_in(found[1]) or 0), 30, guess=True)
    if (found := _WORDED.search(said)) is not None and found[1] in ENGLISH:
        return _time("", ENGLISH[found[1]], 30 if found[2] == "thirty" else 0, guess=True)
    if said in ENGLISH:
        return _time("", ENGLISH[said], 0, guess=True)
    if (found := _BARE.fullmatch(said)) is not None:
        return _time("", int(found[1]), int(found[2]), guess=True)
    if (found := _ENGLISH.search(said)) is not None:
        return _time(found[2], int(found[1]), 0, guess="clock" in found[2])
    return None


def meant(text: str, times: Iterable[time]) -> list[time]:
    """Which of these times the words mean; 上午 means all those before noon."""
    offered, said = sorted(set(times)), _plain(text)
    if _NOT.search(_ASKED.sub("", said)):
        return []
    if (exact := clock_in(text)) is not None:
        either = (
            {exact, exact.replace(hour=(exact.hour + 12) % 24)}
            if not re.search("[上下]午|早|晚|am|pm", said)
            else {exact}
        )
        return [t for t in offered if t == exact] or [t for t in offered if t in either]
    if _FIRST.search(said):
        return offered[:1]
    if _LAST.search(said):
        return offered[-1:]
    part = next((hours for words, hours in _PARTS.items() if words in said), None)
    return [t for t in offered if part is not None and part[0] <= t.hour < part[1]]


def names_a_time(text: str) -> bool:
    """Whether a time of day is named, be it one that is offered or not."""
    return clock_in(text) is not None or any(words in _plain(text) for words in _PARTS)


def _plain(text: str) -> str:
    return normalise(unicodedata.normalize("NFKC", text[:100])).strip()


def _time(part: str, hour: int, minute: int, guess: bool = False) -> time | None:
    late = part.startswith(("下午", "傍晚", "晚", "p"))
    if (late and hour < 12) or (part == "中午" and hour < 3) or (guess and not part.strip("oclk'") and 1 <= hour <= 6):
        hour += 12
    elif part.startswith(("a", "凌晨")) and hour == 12:
        hour = 0
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None
