"""Every word a resident gets: `say(locale, key, **facts)`. English here, the others in the gettext catalogues.

The English text is the msgid, the key its context, so that translators see where a phrase stands.
"""

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po
from opencc import OpenCC

from conversations.english import ENGLISH

LOCALES = ("zh_Hans", "zh_Hant", "en")
NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
ZONE = ZoneInfo("Asia/Shanghai")
FOLDER = Path(__file__).parent / "locales"


@cache
def catalogue(locale: str) -> dict[str, str]:
    if locale == "en":
        return ENGLISH
    with open(FOLDER / locale / "LC_MESSAGES" / "huiyin.po", "rb") as f:
        return {str(m.context): str(m.string) for m in read_po(f, locale=locale) if m.id and m.string}


def say(locale: str, key: str, /, **facts: object) -> str:
    """The phrase in `locale`. A missing key or fact is a mistake of ours and raises KeyError."""
    return catalogue(locale)[key].format(**facts)


def fold(text: str) -> str:
    """For comparing what was typed with a label: no case, no blanks, no closing punctuation."""
    return "".join(text.split()).casefold().strip("。.!！?？，,")


def named(word_prefix: str, text: str) -> str | None:
    """The key below `word_prefix` (`command.`) one of whose `|`-separated words is exactly `text`."""
    return _spellings(word_prefix).get(fold(text))


@cache
def _spellings(prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in LOCALES:
        for key, phrase in catalogue(locale).items():
            if key.startswith(prefix):
                found |= {fold(w): key.removeprefix(prefix) for w in phrase.split("|")}
    return found


@cache
def traditional(text: str) -> str:
    """A name that is held in Simplified characters, for readers of Traditional ones."""
    written: str = _converter().convert(text)
    return written


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


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
