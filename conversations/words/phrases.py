"""Every word a resident gets: `say(locale, key, **facts)`. English here, the others in the gettext catalogues.

The English text is the msgid, the key its context, so that translators see where a phrase stands.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from opencc import OpenCC

from conversations.english import ENGLISH

LOCALES = ("zh_Hans", "zh_Hant", "en")
NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
FOLDER = Path(__file__).parent.parent / "locales"


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
