"""Resumable uploads: a file that is sent by itself is announced to the talk, received piece by piece and handed in."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.arrivals import Arrival
from bot.desk import Desk
from bot.files import NotTaken
from bot.guest import ANYBODY, Guest
from bot.outbox import Shown
from bot.store import Chat
from conversations.questions.plain import Reply


class Receiving:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._arrivals = desk, desk.outbox.arrivals
        self._locks: WeakValueDictionary[tuple[Chat, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, chat: Chat, id: str) -> AsyncIterator[None]:
        """One connection at a time brings a file, for this process; between processes a piece is kept once."""
        lock = self._locks.setdefault((chat, id), asyncio.Lock())
        async with lock:
            yield

    async def announce(
        self, chat: Chat, id: str, size: int, declared: str, guest: Guest = ANYBODY, name: str = ""
    ) -> tuple[Arrival, list[Shown]]:
        """From here on the talk expects the file. May be repeated. Raises `NotTaken`."""
        arrival = await self._arrivals.announce(chat, id, size, declared, name)
        if arrival.token is not None:
            return arrival, []
        coming = Reply(f"{id}.0", self._desk.clock.now().isoformat(), upload=id, announced=arrival.sort)
        return arrival, await self._desk.hear(chat, coming, guest=guest)

    async def put(self, chat: Chat, arrival: Arrival, start: int, content: AsyncIterable[bytes]) -> Arrival:
        """Raises `arrivals.OutOfPlace`, `NotTaken`."""
        try:
            return await self._arrivals.put(chat, arrival, start, content)
        except NotTaken:
            await self.give_up(chat, arrival.id)
            raise

    async def finish(self, chat: Chat, arrival: Arrival, guest: Guest = ANYBODY) -> list[Shown]:
        """The file is whole: the talk hears of it, once. Raises `NotTaken`; then it is expected no more."""
        if arrival.heard:
            return []
        try:
            file = await self._arrivals.whole(chat, arrival)
        except NotTaken:
            await self.give_up(chat, arrival.id)
            raise
        reply = Reply(f"{arrival.id}.1", arrival.at.isoformat(), files=(file,), upload=arrival.id)
        shown = await self._desk.hear(chat, reply, guest=guest)
        await self._arrivals.heard(chat, arrival.id)
        return shown

    async def give_up(self, chat: Chat, id: str) -> None:
        await self._arrivals.give_up(chat, id)
        await self._desk.hear(chat, Reply(f"{id}.2", self._desk.clock.now().isoformat(), upload=id))
