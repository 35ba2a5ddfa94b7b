"""Wiring of the channel. Importing this imports both libraries, which takes seconds: only when there is a token."""

import asyncio
from datetime import timedelta

import structlog
from starlette.routing import Route

from bot.channels.telegram import words
from bot.channels.telegram.ledger import NAME, Ledger
from bot.channels.telegram.listen import Listener
from bot.channels.telegram.notices import Notices
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.speak import Blocked, Later, Refused, Speaker, Unknown
from bot.channels.telegram.transport import NotSent
from bot.channels.telegram.turns import FETCHED, Turns
from bot.channels.telegram.voice import Voice
from bot.client import ApiDown, ApiRefused
from bot.desk import Desk
from conversations.words.phrases import LOCALES

log = structlog.get_logger("bot.telegram")
SWEEP = 1.0
"""Seconds between two looks for what was left unsaid."""
UNSAID = timedelta(seconds=60)
"""After which an answer that nobody was shown was left by a crash."""
STALE = timedelta(hours=24)
"""After which it is not said any more: the person has long asked again."""
LONGEST = 300.0
TOLD = 30.0
"""Seconds after which the API is told again that a chat went or is back, until it has heard."""
LANGUAGES = {None: "zh_Hans", "zh": "zh_Hans", "en": "en"}
"""Of people's clients, and what we speak to them; None: every other."""


class Telegram:
    """`channel` is for the courier, `webhook` for the web server; `run` goes on until it is cancelled, then `close`."""

    def __init__(self, settings: TelegramSettings, desk: Desk) -> None:
        self._settings, self._desk = settings, desk
        personal, web = settings.telegram_personal, settings.public_url
        desk.world.doors[NAME] = {"abroad": True, "personal": personal, "web": web}
        self.speaker = Speaker(settings)
        self.ledger = Ledger(desk.store, desk.clock)
        self.voice = Voice(desk, self.ledger, self.speaker)
        self.turns = Turns(desk, self.ledger, self.voice)
        self.listener = Listener(settings, self.turns, self.ledger)
        self.channel = Notices(desk.store, self.ledger, self.speaker)
        self.webhook = Route(settings.webhook_path, self.listener.called, methods=["POST"])
        self._from = 0
        self._first = True

    async def open(self) -> None:
        """Before anything else, when the chats' database is open."""
        await self.ledger.open()
        if self._settings.telegram_rate == 0:
            log.warning("messages are sent without any limit", setting="HUIYIN_TELEGRAM_RATE=0")

    async def run(self) -> None:
        """Until cancelled."""
        await self.open()
        listening = self.listener.announce if self._settings.telegram_webhook_url else self.listener.poll
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(listening(), name="telegram listens")
                group.create_task(self._introduce(), name="telegram introduces itself")
                group.create_task(self._sweep(), name="telegram sweeps")
        finally:
            await self.turns.close()
            await self.close()

    async def close(self) -> None:
        await self.listener.close()
        await self.speaker.close()

    async def _introduce(self) -> None:
        """Who we are, and the list of commands, in the background: nobody waits for it."""
        pause = 1.0
        while True:
            try:
                await self.speaker.introduce()
                for language, locale in LANGUAGES.items():
                    await self.speaker.list_commands(words.commands(locale), language, None)
                    await self.speaker.describe(words.say(locale, "about"), language)
                return
            except (Blocked, Later, NotSent, Refused, Unknown) as down:
                log.warning("not introduced yet", error=type(down).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST)

    async def _sweep(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception as bug:
                log.error("sweep failed", error=type(bug).__name__)
            await asyncio.sleep(SWEEP)

    async def sweep(self) -> None:
        """Says what was left unsaid, fetches files that were on their way, tells the API who went and who is back."""
        now = self._desk.clock.now()
        alone = self._first and self._settings.redis_url is None
        self._first = False
        newest = await self.ledger.newest_row()
        rows = await self.ledger.unsaid(self._from, now if alone else now - UNSAID, now - STALE)
        for mark in dict.fromkeys(mark for _, mark, due in rows if due):
            chat = await self._desk.store.whose(mark)
            if chat is not None and not self.turns.busy(chat):
                self.turns.say_unsaid(chat)
        self._from = max(self._from, min((id for id, _, _ in rows), default=newest + 1) - 1)
        for kept in await self.ledger.kept(FETCHED):
            said = self.listener.decode(kept.raw)
            if said is not None and said.file is not None:
                self.turns.resume(said, kept.at, kept.tries)
        self.turns.tidy()
        await self.tell_reach()

    async def tell_reach(self) -> None:
        """Until the API has heard; a chat in which nothing was ever said is nothing to it."""
        for reach in await self.ledger.to_tell(TOLD):
            chat = await self._desk.store.whose(reach.mark)
            try:
                if chat is not None:
                    await self._desk.client.reach(chat, not reach.gone)
            except ApiDown as down:
                log.warning("reach not told", reason=down.reason)
                return
            except ApiRefused as no:
                log.error("reach refused", code=no.code)
            await self.ledger.told(reach)


def make_telegram(settings: TelegramSettings, desk: Desk) -> Telegram:
    assert all(words.words(locale) for locale in LOCALES)  # fails at the start, not in somebody's turn
    return Telegram(settings, desk)
