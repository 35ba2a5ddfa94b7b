"""Delivers notices: leases them from the API, hands them to their channel, gives the receipt.

At least once, in order per case: the API leases only the oldest of each, and none to a chat that is being spoken to.
Many chats are served at once, so that a slow line holds back nobody else; how fast we speak is for the channel to
say. A notice that is leased again because a receipt was lost finds its row in the mailbox and is not shown twice.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.channels.base import Channel, Delivery
from bot.client import ApiRefused, Client
from bot.conversation import Conversation
from bot.handing import follow
from bot.outbox import Outbox
from bot.store import Chat, Store, Unreported
from bot.wakeup import COURIER, Wakeup
from conversations.notices import screens_of
from models.background import Background
from models.wire import LeasedNotice, Receipt

log = structlog.get_logger("bot.courier")
LONGEST = 30.0
"""Seconds between two looks while the API is down."""
TOGETHER = 32
"""Chats served at once: at 28 messages a second enough for a line on which an answer takes a second."""
LEASED = 20
"""Notices taken in one call."""
STOP_SECONDS = 2.0
"""What is being sent when we stop has so long to come to its end; after that nobody knows."""


class Courier:
    def __init__(
        self,
        client: Client,
        store: Store,
        wakeup: Wakeup,
        channels: Iterable[Channel],
        seconds: float,
        together: int = TOGETHER,
        *,
        background: Background,
        outbox: Outbox | None = None,
    ) -> None:
        self._outbox = outbox
        self._background = background
        self._client, self._store, self._wakeup, self._seconds = client, store, wakeup, seconds
        self._channels = {channel.name: channel for channel in channels}
        self._together = together
        self._under_way: set[asyncio.Task[None]] = set()
        self._chats: WeakValueDictionary[Chat, asyncio.Lock] = WeakValueDictionary()

    async def run(self) -> None:
        """Until cancelled. Looks every so many seconds, and at once when woken up or a hand is free."""
        pause = self._seconds
        async with self._wakeup.expect(COURIER) as waiting:
            try:
                while True:
                    taken = 0
                    try:
                        await self.report()
                        taken = await self._take()
                        pause = self._seconds
                        self._background.works("courier")
                    except Exception as why:
                        pause = max(self._seconds, min(LONGEST, self._background.failed("courier", why)))
                    if not taken:
                        await waiting.woken(pause)
            finally:
                await self._finish()

    async def round(self) -> int:
        """Delivers what is due now; how many. Raises `ApiDown` when the API cannot be told of it."""
        leased = await self._client.lease(list(self._channels))
        await _all([self._deliver(notice) for notice in leased])
        return len(leased)

    async def _take(self) -> int:
        """Begins to deliver what is due, as far as there are hands; how many. Raises `ApiDown`."""
        room = min(self._together - len(self._under_way), LEASED)
        if room <= 0:
            return 0
        leased = await self._client.lease(list(self._channels), room)
        for notice in leased:
            task = asyncio.create_task(self._deliver(notice))
            self._under_way.add(task)
            task.add_done_callback(self._over)
        return len(leased)

    def _over(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (down := task.exception()) is not None:
            log.warning("not reported", error=type(down).__name__)
        if not self._under_way or self._together - len(self._under_way) >= LEASED:
            self._wakeup.here(COURIER)

    async def _finish(self) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()

    async def _deliver(self, notice: LeasedNotice) -> None:
        """One that can't be delivered holds back nothing but its own case. Raises `ApiDown`."""
        chat = Chat(notice.channel.value, notice.address)
        lock = self._chats.setdefault(chat, asyncio.Lock())
        async with lock:
            await self._hand_over(chat, notice)

    async def _hand_over(self, chat: Chat, notice: LeasedNotice) -> None:
        try:
            if self._outbox is not None:
                await follow(self._outbox, chat, notice.kind)
            conversation = Conversation.load(await self._store.load(chat), notice.locale)
            shown = screens_of(conversation.talk.locale, notice)
            done = await self._channels[notice.channel].deliver(chat, notice, shown)
        except Exception as bug:
            log.error("not delivered", notice=notice.id, kind=notice.kind.value, error=type(bug).__name__)
            return
        log.info("delivered", notice=notice.id, kind=notice.kind.value, outcome=done.outcome)
        await self._receipt(notice.id, notice.lease, done)

    async def _receipt(self, notice: int, lease: str, done: Delivery) -> None:
        try:
            await self._client.receipt(notice, Receipt(lease=lease, outcome=done.outcome, reason=done.reason))
        except ApiRefused as no:
            log.warning("receipt refused", notice=notice, code=no.code)  # leased anew: the next lease has it

    async def report(self) -> None:
        """Tells the API of every notice that was seen or failed, and not yet reported. Raises `ApiDown`."""
        await _all([self._report(row) for row in await self._store.unreported()])

    async def _report(self, row: Unreported) -> None:
        done = Delivery("delivered") if row.seen else Delivery("undeliverable", row.failed)
        await self._receipt(row.notice, row.lease, done)
        await self._store.reported(row.id, row.lease)


async def _all(calls: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of them at once, each to its end; the first fault is raised then."""
    for ended in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended
