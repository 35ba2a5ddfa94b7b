"""The page's own words, around the chat: `web.*` of the catalogue."""

from functools import cache

from models.words import phrases
from models.words.languages import LOCALES, locale_of


@cache
def words(locale: str) -> dict[str, str]:
    return {key.removeprefix("web."): phrase for key, phrase in phrases(locale, "web.").items()}


def guess(accept_language: str) -> str:
    """The language of a new chat, from what the browser says; Simplified Chinese when it says nothing we speak."""
    asked = (locale_of(wanted.split(";")[0]) for wanted in accept_language.split(","))
    return next((locale for locale in asked if locale), LOCALES[0])
