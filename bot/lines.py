"""The last messages of a chat, for staff to whom it is handed over."""

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.store import Kept
from models.law.live import Voice
from models.wire import ChatLine

MOST = 30
LONGEST = 2_000
"""Characters of one of them."""


def lines(rows: Iterable[Kept]) -> list[ChatLine]:
    return [line for row in rows if (line := _line(row)) is not None]


def _line(row: Kept) -> ChatLine | None:
    at = datetime.fromtimestamp(row.at / 1000, UTC)
    if row.kind != "said":
        shown = "\n\n".join(screen.text for screen in row.screens)
        return ChatLine(at=at, voice=Voice.BOT, text=shown[:LONGEST]) if shown else None
    files = ", ".join(row.said.get("files") or ())
    text = row.said.get("text") or row.said.get("label") or (f"[{files}]" if files else None)
    return ChatLine(at=at, voice=Voice.RESIDENT, text=text[:LONGEST]) if text else None
