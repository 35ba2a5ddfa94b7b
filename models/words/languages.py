"""The languages that residents read: a row each. Their words stand in the catalogue beside this page."""

from collections.abc import Mapping
from typing import Literal, get_args

Locale = Literal["zh_Hans", "zh_Hant", "en"]
LOCALES: tuple[str, ...] = get_args(Locale)
TAGS: Mapping[str, str] = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
"""As `lang` attributes name them."""
CLIENTS: Mapping[str, str] = {
    "zh": "zh_Hans",
    "zh-hant": "zh_Hant",
    "zh-tw": "zh_Hant",
    "zh-hk": "zh_Hant",
    "zh-mo": "zh_Hant",
    "en": "en",
}
"""How the tags of browsers and chat clients begin. Of several the longest counts."""


def locale_of(tag: str) -> str | None:
    """The locale for a language tag of a client (`zh-TW`, `en-GB`); None for a language that we do not speak."""
    begun = [prefix for prefix in CLIENTS if tag.strip().lower().startswith(prefix)]
    return CLIENTS[max(begun, key=len)] if begun else None
