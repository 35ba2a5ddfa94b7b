"""Buttons said by their label or number, outside of a question: those last shown, and those under the newest notice."""

import unicodedata

from conversations import screens
from conversations.turn.context import Turn
from models.search import fold

MOST = 12
"""Buttons that are remembered."""
LONGEST = 60
"""Characters of a label that is typed."""


def remember(turn: Turn) -> None:
    """What may be said next by its label or number: the buttons of the newest screen that is no question."""
    if turn.screens:
        shown = [[label, press] for row in turn.screens[-1].rows for label, press in row]
        turn.talk.choices = [c for c in shown if not c[1].startswith("s.")][:MOST]


def chosen(turn: Turn) -> str | None:
    """The press of the button whose label or number was said. Under a notice that is newer, its own come first."""
    text = turn.reply.text or ""
    if not text or turn.reply.files or len(text) > LONGEST:
        return None
    ours = [(label, press) for label, press in turn.talk.choices] or _menu(turn)
    noticed = turn.noticed()
    theirs = list(noticed.choices) if noticed is not None else []
    newest, older = (theirs, ours) if noticed is not None and noticed.newest else (ours, theirs)
    if (n := _is_number(text)) and n <= len(newest):
        return newest[n - 1][1]
    typed = fold(text)
    return next((press for label, press in (*newest, *older) if fold(label) == typed), None)


def _menu(turn: Turn) -> list[tuple[str, str]]:
    """What stands there before anything was said."""
    return [button for row in screens.menu_rows(turn.talk.locale) for button in row]


def _is_number(text: str) -> int | None:
    """The number of an option: 2, 2. or （2）."""
    bare = unicodedata.normalize("NFKC", text).strip(" .,()")
    return int(bare) if bare.isascii() and bare.isdigit() and 0 < len(bare) < 3 and int(bare) else None
