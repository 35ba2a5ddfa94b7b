"""What is on its way to the API: one call for each session, however many wait for it, and nobody for long."""

import asyncio

from bot.client import ApiDown
from bot.guest import Guest
from bot.post import Post, Posted
from bot.rejected import Rejected
from bot.store import Chat
from conversations.engine.session import Session

PATIENCE = 12.0
"""Seconds for which a person waits for a number: then they are told that it comes by itself. Large photos take longer,
for each is looked at, one after another."""


class Underway:
    def __init__(self, post: Post, patience: float = PATIENCE) -> None:
        self._post, self.patience = post, patience
        self._calls: dict[str, asyncio.Task[Posted | Rejected]] = {}

    async def __call__(self, chat: Chat, session: Session, guest: Guest) -> Posted | Rejected:
        """Posts a sealed session, or waits for who does already. Raises `ApiDown` when it has to be done again, or when
        it takes longer than anybody should wait; the call itself goes on."""
        call = self._calls.get(session.id)
        if call is None:
            call = self._calls[session.id] = asyncio.ensure_future(self._post(chat, session, guest))
            call.add_done_callback(lambda ended: self._ended(session.id, ended))
        await asyncio.wait({call}, timeout=self.patience)
        if not call.done():
            raise ApiDown("takes long")
        return call.result()

    def _ended(self, id: str, call: asyncio.Task[Posted | Rejected]) -> None:
        """Whoever comes now asks again under the same key, and is given the same answer."""
        del self._calls[id]
        if not call.cancelled():
            call.exception()  # its waiters have it; nobody may be waiting any more

    async def stop(self) -> None:
        for call in list(self._calls.values()):
            call.cancel()
        await asyncio.gather(*self._calls.values(), return_exceptions=True)
