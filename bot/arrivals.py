"""Storage of resumable uploads: a file under an id of the sender's, piece by piece, over any number of connections."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.files import Files, NotTaken, once
from bot.store import Chat, Store, millis
from conversations.questions.plain import File
from models.filenames import clean

PIECE = 256 * 1024
"""Bytes that are kept together; what a broken line cuts off is kept too."""
WAITING = timedelta(days=30)


class OutOfPlace(Exception):
    """The sender is further than we are: `arrived` bytes are here."""

    def __init__(self, arrived: int) -> None:
        super().__init__(arrived)
        self.arrived = arrived


@dataclass(frozen=True)
class Arrival:
    """How much of a file is here. `file` once it is whole and was looked at; `heard` once the talk knows."""

    id: str
    at: datetime
    size: int
    arrived: int
    declared: str
    name: str = ""
    token: str | None = None
    heard: bool = False

    @property
    def whole(self) -> bool:
        return self.arrived >= self.size

    @property
    def sort(self) -> str:
        return File(self.id, self.declared, self.size).sort


class Arrivals:
    def __init__(self, store: Store, files: Files) -> None:
        self._store, self._files, self._db, self._vault, self._most = (
            store,
            files,
            store.database,
            files.vault,
            files.most,
        )

    def fits(self, size: int) -> None:
        """Raises `NotTaken` for a file that is too large or empty."""
        if size > self._most * 1024 * 1024:
            raise NotTaken("file.too_large", self._most)
        if not size:
            raise NotTaken("file.empty", self._most)

    async def announce(self, chat: Chat, id: str, size: int, declared: str, name: str = "") -> Arrival:
        """Makes the file known; nothing happens when it is. Raises `NotTaken` as `fits` does."""
        self.fits(size)
        called = self._store.seal(made) if (made := clean(name)) is not None else None
        values = (await self._store.mark(chat), id, self._store.now(), size, declared, called)
        await self._db.write(
            [
                (
                    "insert into arriving (chat, id, at, size, declared, name) values (?, ?, ?, ?, ?, ?)"
                    " on conflict (chat, id) do nothing",
                    values,
                )
            ]
        )
        found = await self.find(chat, id)
        assert found is not None
        return found

    async def find(self, chat: Chat, id: str) -> Arrival | None:
        mark = await self._store.mark(chat)
        rows = await self._db.fetch(
            "select at, size, declared, name, token, heard from arriving where chat = ? and id = ?", mark, id
        )
        if not rows:
            return None
        at, size, declared, called, token, heard = rows[0]
        arrived = size if token else sum(n for _, n in await self._pieces(mark, id))
        when = datetime.fromtimestamp(at / 1000, tz=UTC)
        name = str(self._store.unseal(called)) if called is not None else ""
        return Arrival(id, when, size, arrived, declared, name, token, bool(heard))

    async def put(self, chat: Chat, arrival: Arrival, start: int, content: AsyncIterable[bytes]) -> Arrival:
        """Keeps what comes from `start` on; what is here already is passed over. Raises `OutOfPlace`, `NotTaken`.

        When `content` breaks off, what came of it stays.
        """
        if start > arrival.arrived:
            raise OutOfPlace(arrival.arrived)
        at, held = start, bytearray()
        try:
            async for data in content:
                new = data[max(arrival.arrived - at, 0) :]
                at += len(data)
                if at > arrival.size:
                    raise NotTaken("file.too_large", self._most)
                held += new
                while len(held) >= PIECE:
                    await self._keep(chat, arrival.id, at - len(held), bytes(held[:PIECE]))
                    del held[:PIECE]
        finally:
            if held and at <= arrival.size:
                await self._keep(chat, arrival.id, at - len(held), bytes(held))
        found = await self.find(chat, arrival.id)
        assert found is not None
        return found

    async def whole(self, chat: Chat, arrival: Arrival) -> File:
        """The file, made of its pieces and looked at. Raises `NotTaken`; then nothing of it is left."""
        if arrival.token is not None:
            kind, _ = await self._files.known(arrival.token)
            return File(arrival.token, kind, arrival.size)
        mark = await self._store.mark(chat)
        pieces = await self._pieces(mark, arrival.id)
        try:
            file = await self._files.take(chat, self._read(pieces), arrival.declared, arrival.name)
        except NotTaken:
            await self.give_up(chat, arrival.id)
            raise
        values = (file.file, mark, arrival.id)
        await self._db.write([("update arriving set token = ? where chat = ? and id = ?", values)])
        await self._files.drop([token for token, _ in pieces])
        return file

    async def heard(self, chat: Chat, id: str) -> None:
        """The talk knows of the file: from now on it is the talk's."""
        values = (await self._store.mark(chat), id)
        await self._db.write([("update arriving set heard = true where chat = ? and id = ?", values)])

    async def give_up(self, chat: Chat, id: str) -> None:
        mark = await self._store.mark(chat)
        await self._files.drop([token for token, _ in await self._pieces(mark, id)])
        await self._db.write([("delete from arriving where chat = ? and id = ?", (mark, id))])

    async def forget(self, chat: Chat) -> None:
        """What is still on its way has nowhere to go."""
        mark = await self._store.mark(chat)
        await self._db.write([("delete from arriving where chat = ?", (mark,))])

    async def expire(self, now: datetime) -> None:
        await self._db.write([("delete from arriving where at < ?", (millis(now - WAITING),))])

    async def unheard(self, before: datetime, most: int = 100) -> list[tuple[str, str]]:
        """(mark of the chat, id) of files that were whole before then, of which the talk does not know."""
        rows = await self._db.fetch(
            "select chat, id from arriving where token is not null and not heard and at < ? limit ?",
            millis(before),
            most,
        )
        return [(mark, id) for mark, id in rows]

    async def _keep(self, chat: Chat, id: str, start: int, content: bytes) -> None:
        mark, token = await self._store.mark(chat), self._files.token()
        values: tuple[Any, ...] = (token, mark, self._store.now())
        await self._db.write([("insert into received (token, chat, at) values (?, ?, ?)", values)])
        await self._vault.put(token, once(content))
        kept = await self._db.write(
            [
                (
                    "insert into piece (token, chat, id, start, size) values (?, ?, ?, ?, ?)"
                    " on conflict (chat, id, start) do nothing returning token",
                    (token, mark, id, start, len(content)),
                )
            ],
            guarded=1,
        )
        if kept is None:
            await self._files.drop([token])

    async def _pieces(self, mark: str, id: str) -> list[tuple[str, int]]:
        """(token, bytes) in order, as far as there is no gap."""
        rows = await self._db.fetch(
            "select token, start, size from piece where chat = ? and id = ? order by start", mark, id
        )
        out, at = [], 0
        for token, start, size in rows:
            if start != at:
                break
            out.append((token, size))
            at += size
        return out

    async def _read(self, pieces: list[tuple[str, int]]) -> AsyncIterator[bytes]:
        for token, _ in pieces:
            async for part in self._vault.read(token):
                yield part
