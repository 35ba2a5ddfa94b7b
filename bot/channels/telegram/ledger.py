"""What the channel itself has to remember, in the chats' database: who blocked us, files on their way, odd updates.

Updates are sealed: they hold what people said.
"""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.database import Statement
from bot.store import Chat, Store, millis
from models.clock import Clock

log = structlog.get_logger("bot.telegram.ledger")
NAME = "telegram"
SCHEMA = (
    "create table if not exists telegram_chat (mark text primary key, gone_at bigint,"
    " keyboard boolean not null default false, commands text, claimed_until bigint not null default 0)",
    "create table if not exists telegram_update (id bigint primary key, chat bigint not null, body text not null,"
    " at bigint not null, try_at bigint not null, tries bigint not null default 0)",
    "create index if not exists ix_telegram_update_try on telegram_update (try_at)",
    "create table if not exists telegram_album (id bigint primary key, chat text not null, album text not null,"
    " at bigint not null, came bigint, heard_by text)",
    "create index if not exists ix_telegram_album_chat on telegram_album (chat, album)",
    "create table if not exists telegram_reach (mark text primary key, gone boolean not null, tell_at bigint not null)",
    "create table if not exists telegram_aside (update_id bigint, reason text not null, body text not null,"
    " at bigint not null)",
)
ALBUM_KEPT = timedelta(days=1)
KEPT = timedelta(days=30)
"""How long an update that nobody understood is kept."""


@dataclass(frozen=True)
class Pending:
    """An update whose file is not here yet. `at`: when it came."""

    id: int
    raw: dict[str, Any]
    at: int
    tries: int


@dataclass(frozen=True)
class Standing:
    """`keyboard`: one of ours stands below the person's own line. `commands`: the language of this chat's own list."""

    keyboard: bool = False
    commands: str | None = None


@dataclass(frozen=True)
class Reach:
    """A chat that went, or came back. `taken`: which telling of it this is."""

    mark: str
    gone: bool
    taken: int


class Ledger:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._db, self._clock = store, store.database, clock
        self._known: set[str] = set()

    async def open(self) -> None:
        """Makes the tables; another process may be doing the same."""
        try:
            await self._db.write([(sql, ()) for sql in SCHEMA])
        except Exception:
            await self._db.write([(sql, ()) for sql in SCHEMA])

    def _seal(self, value: Any) -> str:
        return base64.b64encode(self._store.seal(json.dumps(value))).decode()  # \ud800 can't be stored otherwise

    def _unseal(self, sealed: str) -> Any:
        return json.loads(self._store.unseal(base64.b64decode(sealed)))

    # --- chats

    async def meet(self, chat: Chat) -> str:
        """The mark of a chat, which from now on is known to be ours."""
        mark = await self._store.mark(chat)
        if mark not in self._known:
            sql = "insert into telegram_chat (mark) values (?) on conflict (mark) do nothing"
            await self._db.write([(sql, (mark,))])
            if len(self._known) > 100_000:
                self._known.clear()
            self._known.add(mark)
        return mark

    async def gone(self, chat: Chat) -> bool:
        """True if the person blocked the bot, as far as we know."""
        mark = await self._store.mark(chat)
        rows = await self._db.fetch("select gone_at is not null from telegram_chat where mark = ?", mark)
        return bool(rows and rows[0][0])

    async def mark_gone(self, chat: Chat) -> None:
        mark, now = await self.meet(chat), millis(self._clock.now())
        sql = "update telegram_chat set gone_at = ? where mark = ? and gone_at is null returning mark"
        await self._db.write([(sql, (now, mark)), _to_tell(mark, True, now)], guarded=1)

    async def mark_back(self, chat: Chat) -> bool:
        """True if it is news."""
        mark, now = await self.meet(chat), millis(self._clock.now())
        sql = "update telegram_chat set gone_at = null where mark = ? and gone_at is not null returning mark"
        return await self._db.write([(sql, (mark,)), _to_tell(mark, False, now)], guarded=1) is not None

    async def to_tell(self, seconds: float, most: int = 20) -> list[Reach]:
        """Chats that went or came back, of which the API is still to hear; taken for so many seconds."""
        now = millis(self._clock.now())
        sql = (
            "update telegram_reach set tell_at = ? where tell_at <= ? and mark in"
            " (select mark from telegram_reach where tell_at <= ? order by tell_at limit ?)"
            " returning mark, gone, tell_at"
        )
        rows = (await self._db.write([(sql, (now + int(seconds * 1000), now, now, most))]) or [[]])[0]
        return [Reach(mark, bool(gone), at) for mark, gone, at in rows]

    async def told(self, reach: Reach) -> None:
        """The API knows; if it changed meanwhile, that is still to be told."""
        sql = "delete from telegram_reach where mark = ? and gone = ? and tell_at = ?"
        await self._db.write([(sql, (reach.mark, reach.gone, reach.taken))])

    async def standing(self, chat: Chat) -> Standing:
        mark = await self._store.mark(chat)
        rows = await self._db.fetch("select keyboard, commands from telegram_chat where mark = ?", mark)
        return Standing(bool(rows[0][0]), rows[0][1]) if rows else Standing()

    async def set_keyboard(self, chat: Chat, out: bool) -> None:
        mark = await self.meet(chat)
        await self._db.write([("update telegram_chat set keyboard = ? where mark = ?", (out, mark))])

    async def set_commands(self, chat: Chat, locale: str) -> None:
        mark = await self.meet(chat)
        await self._db.write([("update telegram_chat set commands = ? where mark = ?", (locale, mark))])

    async def claim(self, mark: str, seconds: int) -> bool:
        """Only one process at a time speaks what was left unsaid in a chat; the claim lapses by itself."""
        now = millis(self._clock.now())
        sql = "update telegram_chat set claimed_until = ? where mark = ? and claimed_until <= ? returning mark"
        return bool((await self._db.write([(sql, (now + seconds * 1000, mark, now))]) or [[]])[0])

    async def release(self, mark: str) -> None:
        await self._db.write([("update telegram_chat set claimed_until = 0 where mark = ?", (mark,))])

    async def unsaid(self, after: int, before: datetime, since: datetime) -> list[tuple[int, str, bool]]:
        """Screens nobody was shown: (row, mark, is it due). Due are late ones, and answers from before `before`."""
        rows = await self._db.fetch(
            "select m.id, m.chat, m.kind = 'late' or m.at <= ? from mail m join telegram_chat t on t.mark = m.chat"
            " where m.id > ? and m.seen_at is null and m.kind in ('screen', 'late') and m.at > ? and t.gone_at is null"
            " order by m.id limit 500",
            millis(before),
            after,
            millis(since),
        )
        return [(id, mark, bool(due)) for id, mark, due in rows]

    async def unseen(self, rows: Collection[int]) -> set[int]:
        """Those of these rows that nobody was shown."""
        if not rows:
            return set()
        sql = f"select id from mail where seen_at is null and id in ({', '.join('?' * len(rows))})"
        return {id for (id,) in await self._db.fetch(sql, *rows)}

    async def newest_row(self) -> int:
        rows = await self._db.fetch("select max(id) from mail")
        return rows[0][0] or 0

    # --- albums

    async def album_grows(self, chat: Chat, album: str, id: int) -> None:
        """The update `id` brings something of it, which is on its way. Nothing happens when that is known."""
        mark, now = await self.meet(chat), self._clock.now()
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

    async def keep(self, id: int, chat: int, raw: dict[str, Any], seconds: float) -> bool:
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


def _to_tell(mark: str, gone: bool, now: int) -> Statement:
    sql = (
        "insert into telegram_reach (mark, gone, tell_at) values (?, ?, ?)"
        " on conflict (mark) do update set gone = excluded.gone, tell_at = excluded.tell_at"
    )
    return sql, (mark, gone, now)
