"""What people type, recognised: phrases of the catalogue (`models.words`), numbers, phone numbers."""

import re
import unicodedata
from functools import cache

from models.search import fold
from models.words import LOCALES, phrases, say

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_AROUND_A_NUMBER = re.compile(r"[\s个個人名位户戶大约約左右多共有,]|people|persons?|about")
_PHONE = re.compile(r"^(?:(\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|[0-9]{7,8})|\+[0-9]{8,15})\Z")
_AROUND_A_PHONE = re.compile(r"[\s\-()（）—–:：,，。.]|我的|电话|電話|手机|手機|号码|號碼|联系|聯繫|是")


def named(word_prefix: str, text: str) -> str | None:
    """The key below `word_prefix` (`command.`) one of whose `|`-separated words is exactly `text`."""
    return _spellings(word_prefix).get(fold(text))


@cache
def _spellings(prefix: str) -> dict[str, str]:
    return {
        fold(word): key.removeprefix(prefix)
        for locale in LOCALES
        for key, phrase in phrases(locale, prefix).items()
        for word in phrase.split("|")
    }


def language(text: str) -> str | None:
    """The locale that `text` is a name of."""
    return _languages().get(fold(text))


@cache
def _languages() -> dict[str, str]:
    return {fold(name): locale for locale in LOCALES for name in say(locale, "language.called").split("|")}


def number_in(text: str) -> int | None:
    """`3`, `３个人`, `十二`, `两百`, `一百二`, `一万`: a number of people as typed; None when it is none."""
    folded = _AROUND_A_NUMBER.sub("", unicodedata.normalize("NFKC", text[:40]).lower()).replace("萬", "万")
    if re.fullmatch("[0-9]{1,7}", folded):
        return int(folded)
    head, found, tail = folded.rpartition("万")
    if not found:
        return _below_10000(folded)
    high, low = _below_10000(head), _below_10000(tail) if tail else 0
    if high is None or low is None:
        return None
    return high * 10_000 + (low * 1000 if tail in _DIGITS and low else low)


def _below_10000(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,4}", text):
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    total, digit, unit = 0, -1, 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            unit = 1 if digit == 0 else unit
        else:
            unit = _UNITS[c]
            total += (1 if digit < 0 else digit) * unit
            digit = -1
    if digit < 0:
        return total
    return total + digit * (unit // 10 if unit > 10 else 1)  # 一百二 is 120, 一百零二 is 102


def phone_in(text: str) -> str | None:
    """A phone number as typed, without blanks, dashes and the words around it; None when it is none."""
    bare = _AROUND_A_PHONE.sub("", unicodedata.normalize("NFKC", text))
    return bare if is_phone(bare) else None


def is_phone(text: str) -> bool:
    """A mainland mobile or landline number, or an international one with +."""
    return _PHONE.match(text) is not None
