"""Delivers notices: leases them from the API, hands them to their channel, gives the receipt.

At least once, in order per case: the API leases only the oldest of each. A notice that is leased again because a
receipt was lost finds its row in the mailbox and is not shown twice.
"""

from collections.abc import Iterable

import structlog

from bot.bell import COURIER, Bell
from bot.channels.base import Channel, Delivery
from bot.client import ApiDown, ApiRefused, Client
from bot.memory import Memory
from bot.store import Chat, Store
from conversations import screens
from models.wire import LeasedNotice, Receipt

log = structlog.get_logger("bot.courier")
LONGEST = 30.0
"""Seconds between two looks while the API is down."""


class Courier:
    def __init__(self, client: Client, store: Store, bell: Bell, channels: Iterable[Channel], seconds: float) -> None:
        self._client, self._store, self._bell, self._seconds = client, store, bell, seconds
        self._channels = {channel.name: channel for channel in channels}

    async def run(self) -> None:
        """Until cancelled. Looks every so many seconds, and at once when the bell rings."""
        pause = self._seconds
        async with self._bell.expect(COURIER) as waiting:
            while True:
                try:
                    await self.report()
                    delivered = await self.round()
                    pause = self._seconds
                except ApiDown as down:
                    log.warning("api down", reason=down.reason)
                    delivered, pause = 0, min(pause * 2, LONGEST)
                except Exception as bug:
                    log.error("round failed", error=type(bug).__name__)
                    delivered, pause = 0, min(pause * 2, LONGEST)
                if not delivered:
                    await waiting.rung(pause)

    async def round(self) -> int:
        """Delivers what is due now; how many. Raises `ApiDown`."""
        leased = await self._client.lease(list(self._channels))
        for notice in leased:
            await self._deliver(notice)
        return len(leased)

    async def _deliver(self, notice: LeasedNotice) -> None:
        """One that can't be delivered holds back nothing but its own case."""
        chat = Chat(notice.channel.value, notice.address)
        try:
            memory = Memory.load((await self._store.load(chat)).doc, notice.locale)
            shown = screens.notice(memory.talk.locale, notice)
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
        """Tells the API of every notice that was seen and not yet reported. Raises `ApiDown`."""
        for row in await self._store.unreported():
            await self._receipt(row.notice, row.lease, Delivery("delivered"))
            await self._store.reported(row.id, row.lease)
