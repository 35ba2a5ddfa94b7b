"""What a push channel remembers in the chats' database: reach, claims, unsaid screens, delivery receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database import Statement
from bot.store import Chat, Store, millis

RECEIPTS_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Unsaid:
    """A screen that was not handed over. `due`: nobody is at it any more."""

    id: int
    mark: str
    due: bool


@dataclass(frozen=True)
class Reach:
    """A chat that went, or came back. `taken`: which telling of it this is."""

    mark: str
    gone: bool
    taken: int


class Ledger:
    """Of one channel. Times are milliseconds since 1970 (UTC)."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store, self._db, self._channel = store, store.database, channel

    # --- reach

    async def gone(self, chat: Chat) -> bool:
        """True if the person can't be reached, as far as we know."""
        sql = "select 1 from chat where mark = ? and gone_at is not null"
        return bool(await self._db.fetch(sql, await self._store.mark(chat)))

    async def mark_gone(self, chat: Chat) -> bool:
        """True if it is news. A chat in which nothing was ever said is nothing to us."""
        now = self._store.now()
        return await self._mark(chat, "gone_at = ?, tell_at = ? where gone_at is null", now, now)

    async def mark_back(self, chat: Chat) -> bool:
        return await self._mark(chat, "gone_at = null, tell_at = ? where gone_at is not null", self._store.now())

    async def _mark(self, chat: Chat, change: str, *values: int) -> bool:
        sql = f"update chat set {change} and mark = ? returning mark"
        return bool((await self._db.write([(sql, (*values, await self._store.mark(chat)))]) or [[]])[0])

    async def to_tell(self, seconds: float, most: int = 20) -> list[Reach]:
        """Chats that went or came back, of which the API is still to hear; taken for so many seconds."""
        now = self._store.now()
        sql = (
            "update chat set tell_at = ? where tell_at <= ? and mark in (select mark from chat"
            " where tell_at <= ? and channel = ? order by tell_at limit ?)"
            " returning mark, gone_at is not null, tell_at"
        )
        values = (now + int(seconds * 1000), now, now, self._channel, most)
        rows = (await self._db.write([(sql, values)]) or [[]])[0]
        return [Reach(mark, bool(gone), at) for mark, gone, at in rows]

    async def told(self, reach: Reach) -> None:
        """The API knows; if it changed meanwhile, that is still to be told."""
        sql = "update chat set tell_at = null where mark = ? and tell_at = ? and (gone_at is not null) = ?"
        await self._db.write([(sql, (reach.mark, reach.taken, reach.gone))])

    # --- what was left unsaid

    async def unsaid(self, after: int, before: datetime, since: datetime) -> list[Unsaid]:
        """Screens that were not handed over, oldest first; those of chats that are gone wait.

        Due are late ones, and answers from before `before`. What is older than `since` is not said any more.
        """
        rows = await self._db.fetch(
            "select m.id, m.chat, m.kind = 'late' or m.at <= ? from mail m join chat c on c.mark = m.chat"
            " where m.id > ? and m.seen_at is null and m.said_at is null and m.kind in ('screen', 'late') and m.at > ?"
            " and c.channel = ? and c.gone_at is null order by m.id limit 500",
            millis(before),
            after,
            millis(since),
            self._channel,
        )
        return [Unsaid(id, mark, bool(due)) for id, mark, due in rows]

    async def still_unsaid(self, ids: Sequence[int]) -> set[int]:
        """Those of these rows that were not handed over."""
        if not ids:
            return set()
        places = ", ".join("?" * len(ids))
        sql = f"select id from mail where seen_at is null and said_at is null and id in ({places})"
        return {id for (id,) in await self._db.fetch(sql, *ids)}

    async def newest(self) -> int:
        rows = await self._db.fetch("select max(id) from mail")
        return rows[0][0] or 0

    async def claim(self, chat: Chat, seconds: int) -> bool:
        """Only one process at a time says what was left unsaid in a chat; the claim lapses by itself."""
        now, mark = self._store.now(), await self._store.mark(chat)
        sql = "update chat set claimed_until = ? where mark = ? and claimed_until <= ? returning mark"
        return bool((await self._db.write([(sql, (now + seconds * 1000, mark, now))]) or [[]])[0])

    async def release(self, chat: Chat) -> None:
        await self._db.write([("update chat set claimed_until = 0 where mark = ?", (await self._store.mark(chat),))])

    # --- delivery receipts

    async def expect(self, row: int, ids: Sequence[str]) -> None:
        """These messages make up a row of a mailbox: it has arrived when all of them have."""
        now = self._store.now()
        sql = "insert into receipt (id, channel, mail, at) values (?, ?, ?, ?) on conflict (id) do nothing"
        forget: Statement = ("delete from receipt where at < ?", (now - int(RECEIPTS_KEPT.total_seconds() * 1000),))
        await self._db.write([forget, *((sql, (id, self._channel, row, now)) for id in ids)])

    async def arrived(self, row: int, lease: str) -> None:
        """A notice arrived, and the courier reports it under this lease; if that fails it is leased again."""
        sql = "update mail set seen_at = coalesce(seen_at, ?), reported = lease = ? where id = ?"
        await self._db.write([(sql, (self._store.now(), lease, row))])

    async def said(self, row: int) -> None:
        """Handed over; the proof is still to come."""
        await self._db.write([("update mail set said_at = ? where id = ?", (self._store.now(), row))])

    async def failed(self, row: int, reason: str) -> None:
        """It does not arrive. Proof to the contrary wins, whenever it comes."""
        sql = "update mail set said_at = coalesce(said_at, ?), failed = ? where id = ? and seen_at is null"
        await self._db.write([(sql, (self._store.now(), reason, row))])

    async def begin_anew(self, row: int) -> None:
        """A notice that failed before is sent once more."""
        again: Statement = ("update mail set failed = null, said_at = null where id = ?", (row,))
        await self._db.write([again, ("delete from receipt where mail = ?", (row,))])

    async def receipt(self, id: str, failed: str | None) -> bool:
        """What the other side tells of a message. True if a row has arrived, or failed, by that."""
        now, state = self._store.now(), "delivered" if failed is None else "failed"
        known: Statement = (
            "update receipt set state = ? where id = ? and channel = ? and coalesce(state, 'failed') = 'failed'"
            " returning mail",
            (state, id, self._channel),
        )
        row = "id = (select r.mail from receipt r where r.id = ?) and seen_at is null"
        ended: Statement = (f"update mail set failed = ? where {row} and failed is null returning id", (failed, id))
        if failed is None:
            missing = "select 1 from receipt r where r.mail = mail.id and coalesce(r.state, '') <> 'delivered'"
            ended = (
                f"update mail set seen_at = ?, reported = reported and failed is null where {row}"
                f" and not exists ({missing}) returning id",
                (now, id),
            )
        written = await self._db.write([known, ended], guarded=1)
        return bool(written and written[1])
