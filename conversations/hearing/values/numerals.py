"""Small numbers in English and in pinyin, by their words."""

import re
import unicodedata

from conversations.words.typed import number_in
from models.search import normalise

ENGLISH = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
    **{"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
PINYIN = {
    **{"yi": 1, "er": 2, "liang": 2, "san": 3, "si": 4, "wu": 5, "liu": 6},
    **{"qi": 7, "ba": 8, "jiu": 9, "shi": 10, "shiyi": 11, "shier": 12},
}
IN_PINYIN = "|".join(sorted(PINYIN, key=len, reverse=True))
"""For a pattern: the longest first."""

_ORDINAL = re.compile(
    r"(?:我?选)?(?:第([0-9一二三四五六七八九十两]{1,3})(?:个|项|条|种|种类|格|行|件)?|(最后一?(?:个|项|条)))[吧了]?"
)
_ENGLISH_ORDINAL = re.compile(r"(?:the )?(first|second|third|fourth|fifth|last)(?: one| option)?")
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": 0}


def option_in(text: str) -> int | None:
    """Which of some options: 2, （2）, 第二个, the second one; 0 for the last."""
    said = normalise(unicodedata.normalize("NFKC", text)).strip(" .、,()。!")
    if said.isascii() and said.isdigit():
        return int(said[:4]) or None
    if (found := _ORDINAL.fullmatch(said)) is not None:
        return number_in(found[1]) if found[1] else 0
    if (english := _ENGLISH_ORDINAL.fullmatch(said)) is not None:
        return _NTH[english[1]]
    return None
