"""Screens for channels that know only text: buttons become numbered options, answered by number or label."""

import re
import unicodedata
from collections.abc import Iterator

from bot.store import Chat, Store
from conversations.screens import Screen
from models.search import fold

RECENT = 40
"""Rows of the mailbox among which the newest options are looked for."""
_NUMBER = re.compile(r"[0-9]{1,2}")
_QUANTITY = re.compile(r".*\.[0-9]{1,3}")


def options(screen: Screen) -> list[tuple[str, str]]:
    return [button for row in screen.rows for button in row]


def numbered(screen: Screen) -> bool:
    """Where the answer itself is a number (so many people) an option has none: it is answered by its label."""
    return not any(_QUANTITY.fullmatch(press) for _, press in options(screen))


def listed(screen: Screen, between: str = "\n") -> str:
    """The options, one a line."""
    marks: Iterator[str] = (f"{n} " if numbered(screen) else "· " for n in range(1, 1000))
    return between.join(mark + label for (label, _), mark in zip(options(screen), marks, strict=False))


async def chosen(store: Store, chat: Chat, text: str) -> str | None:
    """What a person means who answers the newest options that were sent: the press of the button. None: words."""
    rows = await store.rows(chat, kinds=("screen", "late", "notice"), most=RECENT)
    sent = [screen for row in rows if row.handed for screen in row.screens if screen.rows]
    if not sent:
        return None
    return meant(sent[-1], text)


def meant(screen: Screen, text: str) -> str | None:
    """The press of the option whose label or number was typed."""
    found, typed = options(screen), fold(unicodedata.normalize("NFKC", text)).strip(" 、)(")
    for label, press in found:
        if fold(unicodedata.normalize("NFKC", label)) == typed:
            return press
    if numbered(screen) and _NUMBER.fullmatch(typed) and 1 <= int(typed) <= len(found):
        return found[int(typed) - 1][1]
    return None
