"""The page's own words, around the chat: `web.*` of the catalogue."""

from functools import cache

from models.words import LOCALES, phrases

TAGS = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
"""As `lang` attributes name them."""


@cache
def words(locale: str) -> dict[str, str]:
    return {key.removeprefix("web."): phrase for key, phrase in phrases(locale, "web.").items()}


def guess(accept_language: str) -> str:
    """The language of a new chat, from what the browser says; Simplified Chinese when it says nothing we speak."""
    for wanted in accept_language.lower().split(","):
        tag = wanted.split(";")[0].strip()
        if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            return "zh_Hant"
        if tag.startswith("zh"):
            return "zh_Hans"
        if tag.startswith("en"):
            return "en"
    return LOCALES[0]
