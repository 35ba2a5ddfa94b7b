"""Steps of a chat that are taken on our own page: a link for one person, one use and half an hour.

The link holds chance alone, neither a person nor a case; only its hash is kept. It is used up in the same transaction
in which the chat takes what was entered.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.database import Statement
from bot.store import Chat, Store, millis
from models.clock import Clock

LIVES = timedelta(minutes=30)
KEPT = timedelta(days=2)
"""How long a link that is over is still known, so that whoever opens it hears why."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Step:
    """The question `key` of the session `session` in `chat`."""

    mark: str
    chat: Chat
    session: str
    key: str
    state: Literal["open", "used", "over"]


class Steps:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._db, self._clock = store, store.database, clock

    async def link(self, chat: Chat, session: str, key: str) -> str:
        """The token of a new link. Those made before for the same question live on until one of them is used."""
        token = secrets.token_urlsafe(24)
        now = self._clock.now()
        values = (_mark(token), await self._store.mark(chat), session, key, millis(now + LIVES))
        sql = "insert into step (mark, chat, session, key, until) values (?, ?, ?, ?, ?)"
        forget: Statement = ("delete from step where until < ?", (millis(now - KEPT),))
        await self._db.write([forget, (sql, values)])
        return token

    async def find(self, token: str | None) -> Step | None:
        """None for what is no link of ours, or was one long ago."""
        if not token or not _SHAPE.fullmatch(token):
            return None
        return await self._known(_mark(token))

    async def again(self, step: Step) -> Step | None:
        """As it stands by now."""
        return await self._known(step.mark)

    async def _known(self, mark: str) -> Step | None:
        sql = "select chat, session, key, until, used_at is not null from step where mark = ?"
        rows = await self._db.fetch(sql, mark)
        if not rows:
            return None
        owner, session, key, until, used = rows[0]
        chat = await self._store.whose(owner)
        if chat is None:
            return None
        over = until <= self._store.now()
        return Step(mark, chat, session, key, "used" if used else "over" if over else "open")

    def use(self, step: Step) -> Statement:
        """To stand in a transaction: returns a row only to the one who used it, in time."""
        now = self._store.now()
        sql = "update step set used_at = ? where mark = ? and used_at is null and until > ? returning mark"
        return sql, (now, step.mark, now)

    async def close(self, step: Step) -> None:
        """The question is answered: its other links are used up too."""
        sql = "update step set used_at = ? where chat = ? and session = ? and key = ? and used_at is null"
        owner = await self._store.mark(step.chat)
        await self._db.write([(sql, (self._store.now(), owner, step.session, step.key))])


def _mark(token: str) -> str:
    return hashlib.sha256(b"step:" + token.encode()).hexdigest()
