"""What only Telegram has to remember, in the chats' database: keyboards, files on their way, albums, odd updates.

Updates are sealed: they hold what people said.
"""

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.store import Chat, Store, millis
from models.clock import Clock
from models.wire.base import JsonObject

log = structlog.get_logger("bot.telegram.records")
ALBUM_KEPT = timedelta(days=1)
KEPT = timedelta(days=30)
"""How long an update that nobody understood is kept."""


@dataclass(frozen=True)
class Pending:
    """An update whose file is not here yet. `at`: when it came."""

    id: int
    raw: JsonObject
    at: int
    tries: int


@dataclass(frozen=True)
class Standing:
    """`keyboard`: one of ours stands below the person's own line. `commands`: the language of this chat's own list."""

    keyboard: bool = False
    commands: str | None = None


class Records:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._db, self._clock = store, store.database, clock

    def _seal(self, value: Any) -> str:
        return base64.b64encode(self._store.seal(json.dumps(value))).decode()  # \ud800 can't be stored otherwise

    def _unseal(self, sealed: str) -> Any:
        return json.loads(self._store.unseal(base64.b64decode(sealed)))

    # --- chats

    async def standing(self, chat: Chat) -> Standing:
        mark = await self._store.mark(chat)
        rows = await self._db.fetch("select keyboard, commands from telegram_chat where mark = ?", mark)
        return Standing(bool(rows[0][0]), rows[0][1]) if rows else Standing()

    async def set_keyboard(self, chat: Chat, out: bool) -> None:
        await self._keep(chat, "keyboard", out)

    async def set_commands(self, chat: Chat, locale: str) -> None:
        await self._keep(chat, "commands", locale)

    async def _keep(self, chat: Chat, column: str, value: bool | str) -> None:
        sql = (
            f"insert into telegram_chat (mark, {column}) values (?, ?)"
            f" on conflict (mark) do update set {column} = excluded.{column}"
        )
        await self._db.write([(sql, (await self._store.mark(chat), value))])

    # --- albums

    async def album_grows(self, chat: Chat, album: str, id: int) -> None:
        """The update `id` brings something of it, which is on its way. Nothing happens when that is known."""
        mark, now = await self._store.mark(chat), self._clock.now()
        sql = "insert into telegram_album (id, chat, album, at) values (?, ?, ?, ?) on conflict (id) do nothing"
        forget = ("delete from telegram_album where at < ?", (millis(now - ALBUM_KEPT),))
        await self._db.write([forget, (sql, (id, mark, album, millis(now)))])

    async def album_came(self, id: int, name: str) -> None:
        """It is here, or does not come for now; the process `name` heard so."""
        sql = (
            "update telegram_album set heard_by = ?, came = 1 + (select coalesce(max(b.came), 0) from telegram_album b"
            " where b.chat = telegram_album.chat and b.album = telegram_album.album) where id = ?"
        )
        await self._db.write([(sql, (name, id))])

    async def album_is_whole(self, chat: Chat, album: str, name: str) -> bool:
        """Nothing of it is on its way any more, and `name` heard the last of it: one process answers."""
        mark = await self._store.mark(chat)
        sql = "select came, id, heard_by from telegram_album where chat = ? and album = ?"
        rows = await self._db.fetch(sql, mark, album)
        return all(came is not None for came, _, _ in rows) and bool(rows) and max(rows)[2] == name

    # --- updates

    async def keep(self, id: int, chat: int, raw: JsonObject, seconds: float) -> bool:
        """Keeps an update until its file is here, to be looked at again by then. False if it is kept already."""
        now = millis(self._clock.now())
        sql = (
            "insert into telegram_update (id, chat, body, at, try_at) values (?, ?, ?, ?, ?)"
            " on conflict (id) do nothing returning id"
        )
        return bool(
            (await self._db.write([(sql, (id, chat, self._seal(raw), now, now + int(seconds * 1000)))]) or [[]])[0]
        )

    async def kept(self, seconds: float, most: int = 20) -> list[Pending]:
        """Updates that are due, taken for so many seconds: nobody else is told of them."""
        now = millis(self._clock.now())
        sql = (
            "update telegram_update set try_at = ?, tries = tries + 1 where try_at <= ? and id in"
            " (select id from telegram_update where try_at <= ? order by id limit ?) returning id, body, at, tries"
        )
        rows = (await self._db.write([(sql, (now + int(seconds * 1000), now, now, most))]) or [[]])[0]
        return sorted((Pending(id, self._unseal(body), at, tries) for id, body, at, tries in rows), key=lambda p: p.id)

    async def again(self, id: int, seconds: float) -> None:
        at = millis(self._clock.now()) + int(seconds * 1000)
        await self._db.write([("update telegram_update set try_at = ? where id = ?", (at, id))])

    async def done(self, id: int) -> None:
        await self._db.write([("delete from telegram_update where id = ?", (id,))])

    async def aside(self, raw: Any, reason: str) -> None:
        """Sets aside what cannot be understood, to be looked at by a person; forgotten after 30 days."""
        id = raw.get("update_id") if isinstance(raw, dict) else None
        number = id if isinstance(id, int) and abs(id) < 2**62 else None
        now = self._clock.now()
        log.warning("update set aside", update=number, reason=reason)
        sql = "insert into telegram_aside (update_id, reason, body, at) values (?, ?, ?, ?)"
        forget = ("delete from telegram_aside where at < ?", (millis(now - KEPT),))
        await self._db.write([forget, (sql, (number, reason, self._seal(raw), millis(now)))])

    async def set_aside(self) -> list[tuple[int | None, str]]:
        """(update id, reason), oldest first."""
        rows = await self._db.fetch("select update_id, reason from telegram_aside order by at")
        return [(id, reason) for id, reason in rows]
