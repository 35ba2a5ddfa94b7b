"""Speaks what the desk answers, and marks it as seen; what a crash, a block or an album left unsaid is said later."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

import structlog

from bot.channels.telegram import words
from bot.channels.telegram.ledger import NAME, Ledger
from bot.channels.telegram.speak import (
    NO_KEYBOARD,
    Blocked,
    Later,
    Markup,
    Refused,
    Speaker,
    Unknown,
    Wish,
    keyboard,
    pieces,
)
from bot.channels.telegram.split import LONGEST, units
from bot.channels.telegram.transport import NotSent
from bot.desk import Desk
from bot.memory import Memory
from bot.outbox import Shown
from bot.store import Chat, Kept
from conversations.questions.own_page import PAGE
from conversations.screens import Screen
from conversations.words.phrases import say

log = structlog.get_logger("bot.telegram.voice")
PAUSES = (1.0, 2.0, 4.0)
"""Seconds before what was certainly not sent is sent again; then the sweep does it."""
CLAIM = 120
"""Seconds that one process has for saying what was left unsaid in a chat."""


class Voice:
    def __init__(self, desk: Desk, ledger: Ledger, speaker: Speaker) -> None:
        self._desk, self._store, self._ledger, self.speaker = desk, desk.store, ledger, speaker

    async def locale(self, chat: Chat, guess: str = "zh_Hans") -> str:
        return Memory.load((await self._store.load(chat)).doc, guess).talk.locale

    async def answer(self, chat: Chat, shown: Sequence[Shown], before: Iterable[str] = (), guess: str = "") -> None:
        """A turn's screens, after the channel's own words `before` (keys). What is not said stays unseen.

        What was seen already is not said again: an update that comes twice is answered once.
        A keyboard that asked for a place or a number goes when the question is another one. Readers of Traditional
        Chinese get a list of commands of their own: Telegram tells two-letter languages apart, no scripts.
        Raises `Blocked`, `Later`, `NotSent`.
        """
        try:
            await self._answer(chat, shown, before, guess)
        except Blocked:
            await self._ledger.mark_gone(chat)
            raise

    async def _answer(self, chat: Chat, shown: Sequence[Shown], before: Iterable[str] = (), guess: str = "") -> None:
        locale, standing = await self.locale(chat, guess or "zh_Hans"), await self._ledger.standing(chat)
        for key in before:
            await self._say(chat, Screen(words.say(locale, key)), locale)
        fresh = await self._ledger.unseen([one.id for one in shown if one.id])
        shown = [one for one in shown if not one.id or one.id in fresh]
        screens = [one.screen for one in shown]
        wish = _wish(screens[-1], locale) if screens else None
        if screens and wish is None and standing.keyboard:
            await self._safely(chat, words.say(locale, "noted"), NO_KEYBOARD, locale)
            await self._ledger.set_keyboard(chat, False)
        for one in shown:
            await self._say(chat, _with_step(one.screen, locale), locale)
            if one.id:
                await self._desk.seen(chat, [one.id])
        if wish is not None and not standing.keyboard:
            await self._safely(chat, words.say(locale, wish.kind), keyboard(wish), locale)
            await self._ledger.set_keyboard(chat, True)
        if (standing.commands or "zh_Hans") != locale and "zh_Hant" in (standing.commands, locale):
            await self._list_commands(chat, locale)

    async def _list_commands(self, chat: Chat, locale: str) -> None:
        """If it can't be done now, then with the next answer."""
        try:
            await self.speaker.list_commands(words.commands(locale), None, int(chat.address))
        except (Refused, Later, NotSent, Unknown) as why:
            log.warning("commands not listed", error=type(why).__name__)
            return
        await self._ledger.set_commands(chat, locale)

    async def unsaid(self, chat: Chat) -> None:
        """What stands unseen in the mailbox: all that came late, and the answer to the newest message.

        Answers to earlier messages are past and only marked; notices are the courier's. Raises as `answer`.
        """
        mark = await self._ledger.meet(chat)
        if not await self._ledger.claim(mark, CLAIM):
            return
        try:
            await self._say_unsaid(chat)
        except Blocked:
            await self._ledger.mark_gone(chat)
            raise
        finally:
            await self._ledger.release(mark)

    async def _say_unsaid(self, chat: Chat) -> None:
        rows = await self._store.rows(chat)
        newest = max((row.id for row in rows if row.kind == "said"), default=0)
        said = [row for row in rows if not row.seen and _still_due(row, newest)]
        past = [row.id for row in rows if not row.seen and row.kind in ("screen", "late") and row not in said]
        await self._answer(chat, [Shown(screen, row.id) for row in said for screen in row.screens])
        await self._desk.seen(chat, past)

    async def _say(self, chat: Chat, screen: Screen, locale: str) -> None:
        for text, markup in pieces(screen, link=await self._link(chat, screen, locale)):
            await self._safely(chat, text, markup, locale)

    async def _link(self, chat: Chat, screen: Screen, locale: str) -> tuple[str, str] | None:
        """The button to our own page, for a question that is answered there: a new link whenever it is asked."""
        kind, *step = (screen.wants or "").split(":")
        web = self._desk.world.doors.get(NAME, {}).get("web")
        if kind != PAGE or len(step) != 2 or not web:
            return None
        token = await self._desk.steps.link(chat, *step)
        return words.say(locale, "page"), f"{web.rstrip('/')}/?step={token}"

    async def _safely(self, chat: Chat, text: str, markup: Markup | None, locale: str) -> None:
        """Said once; once more, and marked, where we do not know; again where it was certainly not sent."""
        repeated = False
        for pause in (*PAUSES, None):
            try:
                await self.speaker.say(int(chat.address), text, markup)
                return
            except Refused as no:
                log.error("refused", reason=str(no))
                return
            except Unknown as why:
                log.warning("perhaps not said", reason=str(why), repeated=repeated)
                if repeated:
                    return
                repeated, text = True, _marked(text, locale)
            except NotSent:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise NotSent("unknown first, then no connection")


def _marked(text: str, locale: str) -> str:
    marked = f"{say(locale, 'notice.repeated')}\n{text}"
    return marked if units(marked) <= LONGEST else text


def _still_due(row: Kept, newest: int) -> bool:
    return row.kind in ("screen", "late") and (row.kind == "late" or row.notice is not None or row.id > newest)


def _with_step(screen: Screen, locale: str) -> Screen:
    if screen.step is None:
        return screen
    now, of = screen.step
    return replace(screen, text=f"{words.say(locale, 'step', now=now, of=of)}\n{screen.text}")


def _wish(screen: Screen, locale: str) -> Wish | None:
    """`wants` of a screen: a place, or a phone number."""
    match getattr(screen, "wants", None):
        case "location":
            return Wish("location", words.say(locale, "location.button"))
        case "contact":
            return Wish("contact", words.say(locale, "contact.button"))
    return None
