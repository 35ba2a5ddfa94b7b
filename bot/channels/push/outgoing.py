"""The outgoing side: answers are said with retries and marked as said; what was left unsaid is said later."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import structlog

from bot.channels.push.ledger import Ledger
from bot.channels.push.queues import NotSaid
from bot.channels.push.sending import (
    Gone,
    Later,
    Message,
    Outcome,
    Refused,
    Sender,
    Sent,
    Unknown,
    cut,
    elsewhere,
    repeated,
)
from bot.client import ApiDown, ApiRefused
from bot.desk import Desk
from bot.outbox import Shown
from bot.store import Chat, Kept
from conversations.screens import Attached, Screen
from models.wire import LeasedNotice

log = structlog.get_logger("bot.push.outgoing")
PAUSES = (1.0, 2.0, 4.0)
"""Seconds before each retry of what was certainly not sent; then the sweep does it."""
PATIENCE = 10.0
"""A retry that may come only after more seconds is the sweep's."""
CLAIM = 120
"""Seconds that one process has for saying what was left unsaid in a chat."""


class Outgoing:
    def __init__(self, sender: Sender, desk: Desk, ledger: Ledger) -> None:
        self._sender, self._desk, self._store, self._ledger = sender, desk, desk.store, ledger
        self._name = secrets.token_hex(4)

    async def open(self) -> None:
        """Ids of messages are those of rows; a name of this store keeps them apart from another's."""
        if (name := await self._store.kept("push")) is None:
            await self._store.keep("push", self._name)
        self._name = name or self._name

    async def answer(self, chat: Chat, shown: Sequence[Shown], notes: Sequence[str] = (), guess: str = "") -> None:
        """A turn's screens, after the channel's own words `notes` (keys). What is not said stays unsaid.

        What was said already is not said again: a message that comes twice is answered once. Raises `NotSaid`.
        """
        try:
            await self._answer(chat, shown, notes, guess)
        except NotSaid as why:
            if isinstance(why.outcome, Gone):
                await self._ledger.mark_gone(chat)
            raise

    async def _answer(self, chat: Chat, shown: Sequence[Shown], notes: Sequence[str] = (), guess: str = "") -> None:
        locale = await self._desk.outbox.locale(chat, guess or "zh_Hans")
        await self.say(chat, [Screen(self._sender.note(locale, key)) for key in notes], locale)
        fresh = await self._ledger.still_unsaid([one.id for one in shown if one.id])
        shown = [one for one in shown if not one.id or one.id in fresh]
        async with self._sender.around(chat, [one.screen for one in shown], locale):
            for row, screens in groupby(shown, lambda one: one.id):
                await self.say(chat, [one.screen for one in screens], locale, row)

    async def say(self, chat: Chat, screens: Sequence[Screen], locale: str, row: int = 0) -> None:
        """Says screens, those of a `row` of the mailbox or of none. Raises `NotSaid`."""
        messages, refused = await self._messages(screens, locale, row), ""
        for message in messages:
            outcome = await self._retried(chat, message)
            refused = refused or (outcome.reason if isinstance(outcome, Refused) else "")
        if not row:
            return
        if refused and self._sender.receipts:
            await self._ledger.failed(row, refused)
        elif self._sender.receipts:
            await self._ledger.said(row)
        else:
            await self._desk.seen(chat, [row])

    async def notice(
        self, chat: Chat, row: int, notice: LeasedNotice, screens: Sequence[Screen], anew: bool = False
    ) -> Outcome:
        """One attempt. Without ids that the other side knows, what breaks off in the middle is `Unknown`: it comes
        again as a whole, marked as a repeat. `anew`: it failed before, so its messages get new ids."""
        try:
            made = await self._messages(screens, notice.locale, row, notice, anew)
            messages = [await self._filled(message, notice) for message in made]
        except ApiDown as down:
            return Later(down.reason)
        for n, message in enumerate(messages):
            outcome = await self._sender.send(chat, message)
            if isinstance(outcome, Later | Refused) and n and not self._sender.idempotent:
                return Unknown(f"part {n + 1}: {outcome.reason}")
            if not isinstance(outcome, Sent):
                return outcome
        return Sent()

    async def _messages(
        self, screens: Sequence[Screen], locale: str, row: int, notice: LeasedNotice | None = None, anew: bool = False
    ) -> list[Message]:
        pieces = [piece for screen in screens for piece in self._pieces(screen, locale)]
        name = f"{self._name}.{row or secrets.token_hex(8)}" + (f".{secrets.token_hex(4)}" if anew else "")
        last, case_no = len(pieces) - 1, notice.case_no if notice else None
        made = [
            Message(f"{name}.{n}", piece, locale, notice is not None, case_no if n == last else None, file)
            for n, (piece, file) in enumerate(pieces)
        ]
        if row and self._sender.receipts:
            await self._ledger.expect(row, [message.id for message in made])
        return made

    def _pieces(self, screen: Screen, locale: str) -> list[tuple[Screen, Attached | None]]:
        """A screen as messages: its words, then each of its files."""
        files = screen.files if self._sender.files else ()
        if screen.files and not files:
            screen = replace(screen, text=f"{screen.text}\n\n{elsewhere(locale, len(screen.files))}")
        words = cut(self._sender.drawn(screen, locale), self._sender.longest)
        return [*((piece, None) for piece in words), *((Screen(file.name), file) for file in files)]

    async def _filled(self, message: Message, notice: LeasedNotice) -> Message:
        """With what is in its file; words in its place if it is gone. Raises `ApiDown`."""
        if message.file is None:
            return message
        try:
            content = await self._desk.client.notice_file(notice.id, message.file.file)
        except ApiRefused as no:
            log.error("a file is not there", code=no.code)
            return replace(message, file=None, screen=Screen(elsewhere(message.locale, 1)))
        return replace(message, content=content)

    async def _retried(self, chat: Chat, message: Message) -> Sent | Refused:
        """Said once; once more, and marked, where we do not know; retried where it was certainly not sent."""
        marked = False
        for pause in (*PAUSES, None):
            outcome = await self._sender.send(chat, message)
            match outcome:
                case Sent():
                    return outcome
                case Refused():
                    log.error("refused", reason=outcome.reason)
                    return outcome
                case Unknown():
                    log.warning("perhaps not said", reason=outcome.reason, repeated=marked)
                    if marked:
                        return Sent()
                    marked, message = True, repeated(message, self._sender.longest)
                case Later():
                    if pause is None or outcome.seconds > PATIENCE:
                        raise NotSaid(outcome)
                    await asyncio.sleep(max(pause, outcome.seconds))
                case Gone():
                    raise NotSaid(outcome)
        raise NotSaid(Later("unknown first, then no connection"))

    async def unsaid(self, chat: Chat) -> None:
        """What stands unsaid in the mailbox: all that came late, and the answer to the newest message.

        Answers to earlier messages are past and only marked; notices are the courier's. Raises `NotSaid`.
        """
        if not await self._ledger.claim(chat, CLAIM):
            return
        try:
            rows = [row for row in await self._store.rows(chat) if row.kind != "notice"]
            newest = max((row.id for row in rows if row.kind == "said"), default=0)
            left = [row for row in rows if row.kind != "said" and not row.handed]
            due = [row for row in left if _still_due(row, newest)]
            await self._desk.outbox.load(chat)  # another process may have been told another language
            await self.answer(chat, [Shown(screen, row.id) for row in due for screen in row.screens])
            await self._desk.seen(chat, [row.id for row in left if row not in due])
        finally:
            await self._ledger.release(chat)


def _still_due(row: Kept, newest: int) -> bool:
    return row.kind == "late" or row.notice is not None or row.id > newest
