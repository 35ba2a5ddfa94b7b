"""The Telegram channel. Importing this imports both libraries, which takes seconds: only when there is a token."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog
from starlette.routing import Route

from bot.channels.push import Message, Outcome, Push, Refused, Sent
from bot.channels.push.sending import elsewhere
from bot.channels.telegram import words
from bot.channels.telegram.incoming import FETCHED, Updates
from bot.channels.telegram.listen import Listener
from bot.channels.telegram.records import Records
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.speak import NO_KEYBOARD, CallFailed, Markup, Speaker, inline_keyboard, keyboard
from bot.channels.telegram.throttle import Urgency
from bot.desk import Desk
from bot.store import Chat
from conversations.questions.plain import PAGE
from conversations.screens import Attached, Screen
from models.law.channels import Channel as Name
from models.words.languages import CLIENTS, LOCALES

log = structlog.get_logger("bot.telegram")
LONGEST = 300.0
"""Seconds between two tries at introducing ourselves."""
LANGUAGES: dict[str | None, str] = {
    None: LOCALES[0],
    **{tag: locale for tag, locale in CLIENTS.items() if len(tag) == 2},
}
"""Two-letter languages of people's clients, and what we speak to them; None: every other."""
WISHES = ("location", "contact")
"""`wants` of a screen for which a keyboard below the person's own line is offered."""
KEYBOARD = "keyboard"
"""`wants` of our own messages that bring such a keyboard (`keyboard:location`), or take it away (`keyboard:none`)."""


class Telegram(Push):
    name = Name.TELEGRAM
    files = True

    def __init__(self, desk: Desk, settings: TelegramSettings) -> None:
        super().__init__(desk, alone=settings.redis_url is None)
        assert all(words.commands(locale) for locale in LOCALES)  # fails at the start, not in somebody's turn
        self._settings, self._web = settings, settings.public_url
        desk.world.channel_facts[self.name] |= {"personal": settings.telegram_personal, "web": self._web}
        self.speaker, self.records = Speaker(settings), Records(desk.store, desk.clock)
        self.updates = Updates(self, desk, self.ledger, self.outgoing, self.records, self.speaker)
        self.incoming = self.updates
        self.listener = Listener(settings, self.updates, self.records)

    @property
    def routes(self) -> list[Route]:
        return [Route(self._settings.webhook_path, self.listener.called, methods=["POST"])]

    async def open(self) -> None:
        await super().open()
        if self._settings.telegram_rate == 0:
            log.warning("messages are sent without any limit", setting="HUIYIN_TELEGRAM_RATE=0")

    async def run(self) -> None:
        listening = self.listener.announce if self._settings.telegram_webhook_url else self.listener.poll
        async with asyncio.TaskGroup() as group:
            group.create_task(listening(), name="telegram listens")
            group.create_task(self._introduce(), name="telegram introduces itself")
            group.create_task(super().run(), name="telegram sweeps")

    async def close(self) -> None:
        await super().close()
        await self.listener.close()
        await self.speaker.close()

    async def sweep(self) -> None:
        """Fetches files that were on their way, too."""
        for kept in await self.records.kept(FETCHED):
            said = self.listener.decode(kept.raw)
            if said is not None and said.file is not None:
                self.updates.resume(said, kept.at, kept.tries)
        await super().sweep()

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
            except CallFailed as down:
                log.warning("not introduced yet", outcome=type(down.outcome).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST)

    # --- what is particular to a message here

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Personal notices can't be forwarded or saved."""
        urgency: Urgency = "notice" if message.notice else "turn"
        markup = await self._markup(chat, message)
        try:
            if message.file is not None:
                await self._give(int(chat.address), message, message.file)
            else:
                await self.speaker.say(int(chat.address), message.screen.text, markup, urgency=urgency)
        except CallFailed as failed:
            return failed.outcome
        return Sent()

    async def _give(self, chat: int, message: Message, file: Attached) -> None:
        """A photo or a document. One that Telegram does not take leaves a line that says where it waits."""
        try:
            await self.speaker.give(chat, file, message.content)
        except CallFailed as failed:
            if not isinstance(failed.outcome, Refused):
                raise
            log.error("a file is not taken", reason=failed.outcome.reason)
            await self.speaker.say(chat, elsewhere(message.locale, 1), urgency="notice")

    async def _markup(self, chat: Chat, message: Message) -> Markup | None:
        """The keyboard under a message; to our own page there is a new link whenever it is asked."""
        link, locale = None, message.locale
        kind, *more = (message.screen.wants or "").split(":")
        if kind == KEYBOARD:
            wish = more[0]
            return keyboard(wish, words.say(locale, f"{wish}.button")) if wish in WISHES else NO_KEYBOARD
        if kind == PAGE and len(more) == 2 and self._web:
            token = await self.desk.steps.link(chat, *more)
            link = words.say(locale, "page"), f"{self._web.rstrip('/')}/?step={token}"
        copy = (words.say(locale, "copy"), message.case_no) if message.case_no else None
        return inline_keyboard(message.screen.rows, link, copy)

    def note(self, locale: str, key: str) -> str:
        return words.say(locale, key)

    def drawn(self, screen: Screen, locale: str) -> Screen:
        if screen.step is None:
            return screen
        now, of = screen.step
        return replace(screen, text=f"{words.say(locale, 'step', now=now, of=of)}\n{screen.text}")

    @asynccontextmanager
    async def around(self, chat: Chat, screens: Sequence[Screen], locale: str) -> AsyncIterator[None]:
        """A keyboard that asked for a place or a number goes when the question is another one. Readers of Traditional
        Chinese get a list of commands of their own: Telegram tells two-letter languages apart, no scripts."""
        standing = await self.records.standing(chat)
        wish = screens[-1].wants if screens and screens[-1].wants in WISHES else None
        if screens and wish is None and standing.keyboard:
            await self._set_keyboard(chat, words.say(locale, "noted"), "none", locale)
        yield
        if wish is not None and not standing.keyboard:
            await self._set_keyboard(chat, words.say(locale, wish), wish, locale)
        if (standing.commands or "zh_Hans") != locale and "zh_Hant" in (standing.commands, locale):
            await self._list_commands(chat, locale)

    async def _set_keyboard(self, chat: Chat, text: str, wish: str, locale: str) -> None:
        await self.outgoing.say(chat, [Screen(text, wants=f"{KEYBOARD}:{wish}")], locale)
        await self.records.set_keyboard(chat, wish in WISHES)

    async def _list_commands(self, chat: Chat, locale: str) -> None:
        """If it can't be done now, then with the next answer."""
        try:
            await self.speaker.list_commands(words.commands(locale), None, int(chat.address))
        except CallFailed as why:
            log.warning("commands not listed", outcome=type(why.outcome).__name__)
            return
        await self.records.set_commands(chat, locale)
