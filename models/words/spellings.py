"""Phrases of the catalogue that are recognised when people type them: `|` stands between spellings of one phrase."""

from functools import cache

from models.search import fold
from models.words import phrases
from models.words.languages import LOCALES


def named(word_prefix: str, text: str) -> str | None:
    """The key below `word_prefix` (`command.`) one of whose spellings is exactly `text`."""
    return spellings(word_prefix).get(fold(text))


@cache
def spellings(prefix: str) -> dict[str, str]:
    """Every spelling below the prefix, folded, with its key."""
    return {
        fold(word): key.removeprefix(prefix)
        for locale in LOCALES
        for key, phrase in phrases(locale, prefix).items()
        for word in phrase.split("|")
    }
