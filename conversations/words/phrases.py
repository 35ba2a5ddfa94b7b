"""Words that residents type, recognised: `|`-separated phrases of the catalogue (`models.words`)."""

from functools import cache

from models.words import LOCALES, phrases, say


def fold(text: str) -> str:
    """For comparing what was typed with a label: no case, no blanks, no closing punctuation."""
    return "".join(text.split()).casefold().strip("。.!！?？，,")


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
