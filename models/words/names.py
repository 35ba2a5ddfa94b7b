"""Names of offices, places and people, as each language writes them: English as it was given, else in pinyin."""

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Self

from models.words import traditional

_HAN = re.compile("[\u3400-\u9fff]+")
_DOUBLE = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|南宫|独孤|轩辕|申屠|澹台|闻人"
)
"""Surnames of two characters."""


class Name(str):
    """A name as it is held, in Simplified characters, with its English form if it has one. `person`: somebody's name,
    which no script of ours changes."""

    en: str
    person: bool

    def __new__(cls, name: str, en: str = "", *, person: bool = False) -> Self:
        made = super().__new__(cls, name)
        made.en, made.person = en, person
        return made

    def label(self, locale: str) -> str:
        if locale == "en":
            return self.en or (person_in_pinyin(self) if self.person else in_pinyin(self))
        return traditional(self) if locale == "zh_Hant" and not self.person else str(self)


def in_pinyin(name: str) -> str:
    """`Shiqiao zhen`-like: the words that stand together, each with a capital; what is not Chinese stays."""
    folded = unicodedata.normalize("NFKC", name)
    spelt = _HAN.sub(lambda found: f" {_words(found[0])} ", folded)
    return re.sub(r"(?<=\() | (?=[),.;:]|$)|^ ", "", re.sub(" +", " ", spelt))


def person_in_pinyin(name: str) -> str:
    """Surname, then the given name in one word."""
    if not _HAN.fullmatch(name) or not 2 <= len(name) <= 4:
        return in_pinyin(name)
    first = 2 if _DOUBLE.match(name) and len(name) > 2 else 1
    return " ".join("".join(_syllables(part)).capitalize() for part in (name[:first], name[first:]))


def _words(text: str) -> str:
    parts = import_module("pypinyin.seg.mmseg").seg.cut(text)
    return " ".join("".join(_syllables(part)).capitalize() for part in parts)


@cache
def _syllables(text: str) -> tuple[str, ...]:
    """The library is read when a name is first spelt: with its dictionary it takes most of a second."""
    return tuple(import_module("pypinyin").lazy_pinyin(text))
