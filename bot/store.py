"""Chats and their mailboxes. A talk is saved by compare-and-set, with its new mailbox rows, in one transaction.

Who a chat belongs to, what was said and what was shown are sealed; a chat is looked up by a keyed mark of its address.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal

from bot.database import Database, Rows, Statement
from bot.stored import About, Doc, Said, screen_of
from conversations.screens import Screen
from models.clock import FAR, Clock
from models.keys import Keys

PURPOSE = "chat"
Kind = Literal["said", "screen", "late", "notice"]
"""`said` by the person; `screen` shown in answer; `late`, a screen nobody was waiting for; `notice` from the ledger."""


@dataclass(frozen=True)
class Chat:
    """A chat of a channel: `web`, `telegram`, `console`, and the address there."""

    channel: str
    address: str


@dataclass(frozen=True)
class Mail:
    """A row of a mailbox, to be written. `notice` and `lease` are of the ledger; `heard` is the message's id."""

    kind: Kind
    screens: tuple[Screen, ...] = ()
    said: Said = field(default_factory=Said)
    notice: int | None = None
    lease: str | None = None
    about: About = field(default_factory=About)


@dataclass(frozen=True)
class Kept(Mail):
    """A row as it was written. `id` grows along a mailbox and is never used again. `at`: milliseconds since 1970.
    `handed`: a push channel has handed it over. `seen`: it is proved that it arrived."""

    id: int = 0
    seen: bool = False
    handed: bool = False
    at: int = 0


@dataclass(frozen=True)
class Held:
    """What is known of a chat. `rev` 0: nothing yet."""

    doc: Doc | None
    rev: int


@dataclass(frozen=True)
class Unreported:
    """A notice of whose end the API is still to be told: it was `seen`, or `failed` for this reason."""

    id: int
    notice: int
    lease: str
    seen: bool
    failed: str | None = None


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class Store:
    def __init__(self, database: Database, keys: Keys, clock: Clock) -> None:
        self.database, self._keys, self._clock = database, keys, clock

    async def open(self) -> None:
        await self.database.open()
        await self._name_channels()

    async def close(self) -> None:
        await self.database.close()

    def now(self) -> int:
        return millis(self._clock.now())

    def _seal(self, value: Any) -> bytes:
        """With dataclasses as objects of their fields."""
        return self._keys.seal(json.dumps(value, default=vars, ensure_ascii=False, separators=(",", ":")), PURPOSE)

    def _unseal(self, sealed: bytes | None) -> Any:
        return None if sealed is None else json.loads(self._keys.unseal(bytes(sealed), PURPOSE))

    def seal(self, value: Any) -> bytes:
        """For what a channel keeps beside the chats, in the same database."""
        return self._seal(value)

    def unseal(self, sealed: bytes) -> Any:
        return self._unseal(sealed)

    # --- who

    async def mark(self, chat: Chat) -> str:
        """The name of a chat in the tables and in logs. One made under an older key keeps its mark."""
        name = f"{chat.channel}:{chat.address}"
        marks = self._keys.marks(name, PURPOSE)
        if len(marks) == 1:
            return marks[0]
        wanted = ", ".join("?" * len(marks))
        rows = await self.database.fetch(f"select mark from chat where mark in ({wanted})", *marks)
        return str(rows[0][0]) if rows else marks[0]

    async def _name_channels(self) -> None:
        """Chats from before the channel had a column: only their sealed address tells it."""
        while rows := await self.database.fetch("select mark, address from chat where channel is null limit 500"):
            sql = "update chat set channel = ? where mark = ?"
            await self.database.write([(sql, (self._unseal(address)["channel"], mark)) for mark, address in rows])

    async def whose(self, mark: str) -> Chat | None:
        rows = await self.database.fetch("select address from chat where mark = ?", mark)
        return Chat(**self._unseal(rows[0][0])) if rows else None

    # --- the talk

    async def load(self, chat: Chat) -> Held:
        rows = await self.database.fetch("select doc, rev from chat where mark = ?", await self.mark(chat))
        return Held(self._unseal(rows[0][0]), rows[0][1]) if rows else Held(None, 0)

    async def save(
        self,
        chat: Chat,
        doc: Doc,
        rev: int,
        mail: Sequence[Mail] = (),
        due_at: datetime | None = None,
        care_at: datetime | None = None,
        claim: Statement | None = None,
    ) -> list[int] | None:
        """The ids of the new rows; None when the chat was saved by someone else since `rev`, and nothing is written.

        `due_at`: when the sweeper is to finish what is unsent; `care_at`: when it is to look after the drafts.
        `claim`: written with it, and nothing is written if it returns no row.
        """
        mark, now = await self.mark(chat), self.now()
        due, care = due_at and millis(due_at), care_at and millis(care_at)
        if rev == 0:
            first: Statement = (
                "insert into chat (mark, channel, address, doc, rev, due_at, care_at, touched_at)"
                " values (?, ?, ?, ?, 1, ?, ?, ?) on conflict (mark) do nothing returning rev",
                (mark, chat.channel, self._seal(chat), self._seal(doc), due, care, now),
            )
        else:
            first = (
                "update chat set doc = ?, rev = rev + 1, due_at = ?, care_at = ?, touched_at = ?"
                " where mark = ? and rev = ? returning rev",
                (self._seal(doc), due, care, now, mark, rev),
            )
        claims = [claim] if claim else []
        rows = [self._insert(mark, mail, now)] if mail else []
        written = await self.database.write([first, *claims, *rows], guarded=1 + len(claims))
        return None if written is None else [id for made in written[1 + len(claims) :] for (id,) in sorted(made)]

    async def post(self, chat: Chat, mail: Mail) -> int:
        """One row from outside the talk; the chat is made if it is unknown. A notice that is there gets the new lease.

        The chat's row is locked first, so that ids grow in the order in which rows can be seen.
        """
        mark, now = await self.mark(chat), self.now()
        lock: Statement = (
            "insert into chat (mark, channel, address, rev, touched_at) values (?, ?, ?, 1, ?)"
            " on conflict (mark) do update set touched_at = chat.touched_at returning rev",
            (mark, chat.channel, self._seal(chat), now),
        )
        written = await self.database.write([lock, self._insert(mark, [mail], now)])
        assert written is not None
        row: int = written[1][0][0]
        return row

    def _insert(self, mark: str, mail: Sequence[Mail], now: int) -> Statement:
        """All of it in one statement. Ids grow in its order; a notice that is there already comes alone, in `post`."""
        values: list[Any] = []
        for m in mail:
            body = {"said": m.said} if m.kind == "said" else {"screens": m.screens}
            values += (mark, m.kind, self._seal(body | {"about": m.about}), now, m.notice, m.lease)
        return (
            f"insert into mail (chat, kind, body, at, notice, lease) values {_rows(len(mail))} on conflict (notice)"
            " do update set lease = excluded.lease, reported = false returning id",
            tuple(values),
        )

    async def forget(self, chat: Chat) -> None:
        """Deletes the mailbox, but for notices whose delivery is still to be proved.

        The chat itself stays, for what the law keeps still gets its answers; its talk is the desk's to empty.
        """
        where, mark = "chat = ? and (notice is null or reported)", await self.mark(chat)
        await self.database.write(
            [(f"delete from mail where {where}", (mark,)), ("delete from step where chat = ?", (mark,))]
        )

    # --- the mailbox

    async def rows(
        self, chat: Chat, after: int = 0, kinds: Iterable[Kind] = ("said", "screen", "late", "notice"), most: int = 200,
        until: int = 2**62,
    ) -> list[Kept]:  # fmt: skip
        """The newest `most` rows after `after` and not after `until`, oldest first."""
        named = list(kinds)
        rows = await self.database.fetch(
            "select id, kind, body, notice, lease, seen_at is not null, said_at is not null, at"
            " from mail where chat = ? and id > ? and id <= ?"
            f" and kind in ({', '.join('?' * len(named))}) order by id desc limit ?",
            await self.mark(chat),
            after,
            until,
            *named,
            most,
        )
        return [self._kept(*row) for row in reversed(rows)]

    async def row(self, chat: Chat, id: int) -> Kept | None:
        """One row of this chat's mailbox."""
        return next((row for row in await self.rows(chat, id - 1, until=id) if row.id == id), None)

    async def last_turn(self, chat: Chat) -> list[Kept]:
        """The newest thing the person did and all that came after it."""
        mark = await self.mark(chat)
        rows = await self.database.fetch("select max(id) from mail where chat = ? and kind = 'said'", mark)
        return await self.rows(chat, (rows[0][0] or 1) - 1)

    def _kept(self, id: int, kind: Kind, body: bytes, notice: int | None, lease: str | None, *shown: Any) -> Kept:
        held = self._unseal(body)
        screens = tuple(screen_of(s) for s in held.get("screens", ()))
        seen, handed, at = bool(shown[0]), bool(shown[1]), int(shown[2])
        return Kept(kind, screens, held.get("said", {}), notice, lease, held["about"], id, seen, handed or seen, at)

    async def seen(self, chat: Chat, ids: Sequence[int]) -> bool:
        """The page drew these rows. True if that is news about a notice: proof, even of one that was given up."""
        mark, now = await self.mark(chat), self.now()
        marked = await self.database.write(
            [
                (
                    "update mail set seen_at = ?, reported = reported and failed is null"
                    " where id = ? and chat = ? and seen_at is null returning notice",
                    (now, id, mark),
                )
                for id in sorted(set(ids))
            ]
        )
        return any(row[0] is not None for rows in marked or [] for row in rows)

    async def unreported(self, notice: int | None = None, most: int = 100) -> list[Unreported]:
        """Notices that were seen or failed (or this one, however it stands) and not yet reported, oldest first."""
        ended = "(seen_at is not null or failed is not null)"
        where, values = ("notice = ?", (notice,)) if notice is not None else (ended, ())
        rows = await self.database.fetch(
            "select id, notice, lease, seen_at is not null, failed from mail"
            f" where notice is not null and not reported and {where} order by id limit ?",
            *values,
            most,
        )
        return [Unreported(id, number, lease or "", bool(seen), failed) for id, number, lease, seen, failed in rows]

    async def reported(self, id: int, lease: str) -> None:
        """The API knows. Nothing happens if the notice has been leased anew since."""
        await self.database.write([("update mail set reported = true where id = ? and lease = ?", (id, lease))])

    # --- what the sweeper asks

    async def due(self, until: datetime, most: int = 50) -> list[Chat]:
        """Chats with something unsent that is due, taken until then by whoever asks: nobody else is told of them."""
        return await self._take("due_at", until, most, millis(self._clock.now() + FAR))

    async def careful(self, until: datetime, most: int = 50) -> list[Chat]:
        """Chats whose drafts want looking after, taken in the same way."""
        return await self._take("care_at", until, most)

    async def _take(self, column: str, until: datetime, most: int, far: int = 2**62) -> list[Chat]:
        now = self.now()  # what is dated after `far` was dated by a clock that has been set back since
        rows: list[Rows] | None = await self.database.write(
            [
                (
                    f"update chat set {column} = ? where ({column} <= ? or {column} > ?) and mark in"
                    f" (select mark from chat where {column} <= ? or {column} > ? order by {column} limit ?)"
                    " returning address",
                    (millis(until), now, far, now, far, most),
                )
            ]
        )
        return [Chat(**self._unseal(address)) for (address,) in (rows or [[]])[0]]

    async def expire(self, before: datetime) -> None:
        """Deletes the transcript from before then; a seen notice that is still to be reported stays."""
        where = "at < ? and (notice is null or reported or seen_at is null)"
        await self.database.write([(f"delete from mail where {where}", (millis(before),))])

    async def keep(self, name: str, value: Any) -> None:
        """Something public the bot wants to know again after a restart."""
        await self.database.write(
            [
                (
                    "insert into kept (name, body) values (?, ?) on conflict (name) do update set body = excluded.body",
                    (name, self._seal(value)),
                )
            ]
        )

    async def kept(self, name: str) -> Any:
        rows = await self.database.fetch("select body from kept where name = ?", name)
        return self._unseal(rows[0][0]) if rows else None


@cache
def _rows(count: int) -> str:
    return ", ".join(["(?, ?, ?, ?, ?, ?)"] * count)
