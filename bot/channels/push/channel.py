"""A push channel: `deliver` is for the courier, `heard` for whatever listens; `run` sweeps until it is cancelled."""

import asyncio
from datetime import timedelta

import structlog
from starlette.routing import Route

from bot.channels.base import Delivery
from bot.channels.push.incoming import Incoming
from bot.channels.push.ledger import Ledger
from bot.channels.push.outgoing import Outgoing
from bot.channels.push.queues import NotSaid
from bot.channels.push.sending import Gone, Later, Refused, Sender, Sent
from bot.client import ApiDown, ApiRefused
from bot.desk import Desk
from bot.store import Chat, Mail
from bot.stored import About
from bot.wakeup import COURIER
from conversations.questions.plain import Reply, Say
from conversations.screens import Screen
from models.wire import LeasedNotice

log = structlog.get_logger("bot.push")
SWEEP = 1.0
"""Seconds between two looks for what was left unsaid."""
UNSAID = timedelta(seconds=60)
"""After which an answer that nobody was shown was left by a crash."""
STALE = timedelta(hours=24)
"""After which it is not said any more: the person has long asked again."""
TOLD = 30.0
"""Seconds after which the API is told again that a chat went or is back, until it has heard."""
REASON = 200
"""Characters of a reason."""


class Push(Sender):
    """A `bot.channels.base.Channel`. `alone`: no other process serves this channel."""

    def __init__(self, desk: Desk, *, alone: bool = True) -> None:
        self.desk, self._alone = desk, alone
        self.ledger = Ledger(desk.store, self.name.value)
        self.outgoing = Outgoing(self, desk, self.ledger)
        self.incoming = Incoming(self, desk, self.ledger, self.outgoing)
        self._from, self._first = 0, True

    @property
    def routes(self) -> list[Route]:
        """Where the other side calls us."""
        return []

    async def open(self) -> None:
        """Before anything else, when the chats' database is open."""
        await self.outgoing.open()

    async def run(self) -> None:
        """Until cancelled."""
        await self.open()
        try:
            while True:
                try:
                    await self.sweep()
                except Exception as bug:
                    log.error("sweep failed", error=type(bug).__name__)
                await asyncio.sleep(SWEEP)
        finally:
            await self.close()

    async def close(self) -> None:
        await self.incoming.close()

    # --- in

    async def heard(self, chat: Chat, reply: Reply, locale: str = "zh_Hans", notes: tuple[Say, ...] = ()) -> None:
        """Returns when the message is saved; raises when it could not be, and may then be brought again."""
        await self.incoming.heard(chat, reply, locale, notes)

    async def receipt(self, id: str, failed: str | None = None) -> None:
        """The other side tells that a message arrived, or why it does not. May be told twice and in any order."""
        if await self.ledger.receipt(id, failed and _reason(failed)):
            self.desk.wakeup.here(COURIER)

    # --- out

    async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
        """A notice is a row of the mailbox before it is sent: one whose receipt was lost is not sent twice, and one
        that a block holds back waits there for the person's return."""
        store = self.desk.store
        about = About(kind=notice.kind.value, case_no=notice.case_no)
        row = await store.post(chat, Mail("notice", screens, notice=notice.id, lease=notice.lease, about=about))
        known = await store.unreported(notice.id)
        if any(one.seen for one in known):
            await self.ledger.arrived(row, notice.lease)
            return Delivery("delivered")
        if await self.ledger.gone(chat):
            return Delivery("undeliverable", "blocked")
        anew = any(one.failed for one in known)
        if anew:
            await self.ledger.begin_anew(row)
        outcome = await self.outgoing.notice(chat, row, notice, screens, anew)
        match outcome:
            case Sent() if self.receipts:
                await self.ledger.said(row)
                return Delivery("sent")
            case Sent():
                await self.ledger.arrived(row, notice.lease)
                return Delivery("delivered")
            case Gone():
                await self.ledger.mark_gone(chat)
                return Delivery("undeliverable", _reason(outcome.reason))
            case Refused():
                return Delivery("undeliverable", _reason(outcome.reason))
            case Later():
                return Delivery("retry", _reason(outcome.reason))
        if not notice.repeated:
            raise NotSaid(outcome)
        log.warning("unknown twice", notice=notice.id)
        return Delivery("undeliverable", f"no answer from {self.name} ({outcome.reason})")

    # --- the sweep

    async def sweep(self) -> None:
        """Says what was left unsaid, and tells the API who went and who is back."""
        now = self.desk.clock.now()
        before = now if self._first and self._alone else now - UNSAID
        self._first = False
        newest = await self.ledger.newest()
        rows = await self.ledger.unsaid(self._from, before, now - STALE)
        for mark in dict.fromkeys(row.mark for row in rows if row.due):
            chat = await self.desk.store.whose(mark)
            if chat is not None and not self.incoming.busy(chat):
                self.incoming.say_unsaid(chat)
        self._from = max(self._from, min((row.id for row in rows), default=newest + 1) - 1)
        self.incoming.tidy()
        await self.tell_reach()

    async def tell_reach(self) -> None:
        """Until the API has heard."""
        for reach in await self.ledger.to_tell(TOLD):
            chat = await self.desk.store.whose(reach.mark)
            try:
                if chat is not None:
                    await self.desk.client.reach(chat, not reach.gone)
            except ApiDown as down:
                log.warning("reach not told", reason=down.reason)
                return
            except ApiRefused as no:
                log.error("reach refused", code=no.code)
            await self.ledger.told(reach)


def _reason(text: str) -> str:
    """A line as a receipt takes it."""
    return "".join(c for c in text if c.isprintable())[:REASON].strip() or "refused"
