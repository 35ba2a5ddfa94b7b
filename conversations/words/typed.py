"""What people type, recognised: phrases of the catalogue (`models.words`), numbers, phone numbers."""

import re
import unicodedata
from functools import cache

from models import phones
from models.search import fold, normalise
from models.visible import visible
from models.words import say
from models.words.languages import LOCALES

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_AROUND = re.compile(
    r"^(?:我们|我們|我|咱们|咱|一共|总共|共有|共|就|只有|只|才|有|全家|一家|家里|全村|全楼|全小区|大概|大約|大约|約|约|"
    r"差不多|将近|近|上(?=[百千万])|about|only|[~,.。，])+"
    r"|(?:余|餘|多|来|來|好几)?(?:个|個|名|位|户|戶|口|号|號|家)?(?:人|人家|群众|居民|业主|村民)?"
    r"(?:左右|上下|以上|\+|吧|呢|了|吗|people|persons?|or more|[.。,!]| )*$"
)
_ALONE = re.compile(r"(?:就|只有|只|仅|僅)?我?(?:自己|本人|一个人|一個人|独自)?(?:一人)?")
_INNER = re.compile(r"(?<=[十百千万0-9])(?:多|余|餘|来|來)(?=[万])")
LONGEST_PHONE = 120
"""Characters of a number with a remark; what is longer is a story in which a number stands."""


def language(text: str) -> str | None:
    """The locale that `text` is a name of."""
    return _languages().get(fold(text))


@cache
def _languages() -> dict[str, str]:
    return {fold(name): locale for locale in LOCALES for name in say(locale, "language.called").split("|")}


def number_in(text: str) -> int | None:
    """A number of people as typed: `３个人`, `十二`, `两百`, `一百二`, `一万`, `大概一百多人`, `一家三口`, `就我一个`.

    None when it is none, or a guess between two: `三五个`, `三四十户`, `20-30人`, `十几个`.
    """
    folded = unicodedata.normalize("NFKC", visible(text[:40])).lower().replace("萬", "万").strip()
    if folded and _ALONE.fullmatch(folded) and folded not in ("就", "只", "我"):
        return 1
    bare = _INNER.sub("", _around(folded))
    if re.fullmatch("[0-9]{1,7}", bare):
        return int(bare)
    head, found, tail = bare.rpartition("万")
    if not found:
        return _below_10000(bare)
    high, low = _below_10000(head), _below_10000(tail) if tail else 0
    if high is None or low is None:
        return None
    return high * 10_000 + (low * 1000 if tail in _DIGITS and low else low)


def _around(text: str) -> str:
    """Without the words around a number. What stands between two digits stays, or 20、30 would become 2030."""
    bare = _THOUSANDS.sub("", text)
    while (less := _AROUND.sub("", bare.strip())) != bare:
        bare = less
    return re.sub(r"(?<![0-9]) +| +(?![0-9])", "", bare)


def _below_10000(text: str) -> int | None:
    if re.fullmatch("[0-9]{1,4}", text):
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if text[0] in "百千" and len(text) > 1:  # 百十来个: a guess
        return None
    if len(text) > 1 and not set(text) & set(_UNITS):  # digit by digit: 一二〇; 三五 is a guess
        return int("".join(str(_DIGITS[c]) for c in text)) if set(text) & set("〇零") else None
    total, digit, unit = 0, -1, 1
    for c in text:
        if c in _DIGITS:
            if digit > 0:  # 三四十, 一百二三
                return None
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
    """A phone number as typed, with the remark beside it ("微信同号"); None when there is none."""
    line = phones.written(text)
    return line if line is not None and is_phone(line) else None


def is_phone(text: str) -> bool:
    """Whether a number stands in it and it is no more than that with a remark."""
    return len(text) <= LONGEST_PHONE and bool(phones.numbers(text))


_ORDINAL = re.compile(
    r"(?:我?[选要])?(?:(?:最前面|头)一?(?:个|项|条|天|场|档)(?:日期|日子|时间|时段)?|第([0-9一二三四五六七八九十两]{1,3})(?:个|项|条|种|种类|格|行|件|天|场|档)?(?:日期|日子|时间|时段)?|(最后一?(?:个|项|条)))[吧了]?"
)
_ENGLISH_ORDINAL = re.compile(r"(?:the )?(first|second|third|fourth|fifth|last)(?: one| option)?")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 0}


def option_in(text: str) -> int | None:
    """Which of some options: 2, （2）, 第二个, the second one; 0 for the last."""
    said = normalise(unicodedata.normalize("NFKC", text)).strip(" .、,()。!")
    if said.isascii() and said.isdigit():
        return int(said[:4]) or None
    if (found := _ORDINAL.fullmatch(said)) is not None:
        return number_in(found[1]) if found[1] else 0 if found[2] else 1
    if (english := _ENGLISH_ORDINAL.fullmatch(said)) is not None:
        return _NTH[english[1]]
    return None
