"""Background jobs: unsent sessions, drafts to be reminded of, old transcripts, files that belong to nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.conversation import PATIENCE, Conversation
from bot.desk import Desk
from bot.receiving import Receiving
from bot.settings import BotSettings
from bot.store import Chat, Mail
from conversations import screens
from conversations.screens import Screen
from models.background import Background

log = structlog.get_logger("bot.sweeper")
TOGETHER = 4
"""Chats looked after at once."""
HOURLY = timedelta(hours=1)
ORPHANED = timedelta(days=1)
"""A file that no talk speaks of by then came with a message that was never heard."""


class Sweeper:
    def __init__(self, desk: Desk, settings: BotSettings, background: Background) -> None:
        self._background = background
        self._desk, self._settings = desk, settings
        self._store, self._clock = desk.store, desk.clock
        self._receiving = Receiving(desk)
        self._cleaned = self._clock.now() - HOURLY

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = self._settings.sweep_seconds
            try:
                await self.round()
                self._background.works("sweeper")
            except Exception as bug:
                pause = max(pause, self._background.failed("sweeper", bug))
            await asyncio.sleep(pause)

    async def round(self) -> None:
        now = self._clock.now()
        await self._each(await self._store.due(now + 3 * PATIENCE), self._desk.catch_up)
        await self._each(await self._store.careful(now + HOURLY), self.care)
        if abs(now - self._cleaned) >= HOURLY:  # a clock that is set back must not stop it for as long
            self._cleaned = now
            await self._store.expire(now - timedelta(days=self._settings.chat_days))
            await self.finish_files()
            await self.drop_orphans()

    async def _each(self, chats: list[Chat], do: Callable[[Chat], Awaitable[None]]) -> None:
        places = asyncio.Semaphore(TOGETHER)

        async def one(chat: Chat) -> None:
            async with places:
                try:
                    await do(chat)
                except Exception as bug:
                    log.error("chat not swept", error=type(bug).__name__, chat=(await self._store.mark(chat))[:8])

        async with asyncio.TaskGroup() as group:
            for chat in chats:
                group.create_task(one(chat))

    async def care(self, chat: Chat) -> None:
        """Reminds once of a draft that lies untouched, and deletes it after its time."""
        files: set[str] = set()

        async def look_after(conversation: Conversation) -> list[Mail]:
            files.update(conversation.tokens())
            told = self._look_after(conversation)
            if told:
                conversation.offer(told)
            return [Mail("late", (screen,)) for screen in told]

        async with self._desk.alone(chat):
            conversation, shown = await self._desk.outbox.change(chat, look_after)
            await self._desk.files.drop(files - conversation.tokens())
        if shown:
            await self._desk.wakeup.send(await self._store.mark(chat))

    def _look_after(self, conversation: Conversation) -> list[Screen]:
        now, outbox, told = self._clock.now(), self._desk.outbox, []
        for draft in conversation.talk.drafts:
            if conversation.cares(draft, outbox.remind, outbox.expire) > now:
                continue
            if conversation.cares(draft, outbox.expire, outbox.expire) <= now:
                conversation.talk.sessions.remove(draft)
                if conversation.talk.current == draft.id:
                    conversation.talk.current = None
            else:
                conversation.reminded.append(draft.id)
                told = [screens.reminder(conversation.talk.locale, draft, self._settings.draft_days)]
        kept = {s.id for s in conversation.talk.sessions}
        conversation.reminded = [id for id in conversation.reminded if id in kept]
        return told

    async def finish_files(self) -> None:
        """Whole files of which the talk was not told: whoever took them in died just then."""
        now, arrivals = self._clock.now(), self._desk.outbox.arrivals
        await arrivals.expire(now)
        for mark, id in await arrivals.unheard(now - PATIENCE):
            chat = await self._store.whose(mark)
            arrival = await arrivals.find(chat, id) if chat else None
            if chat and arrival:
                await self._receiving.finish(chat, arrival)

    async def drop_orphans(self) -> None:
        marks: dict[str, set[str]] = {}
        for token, mark in await self._desk.files.before(self._clock.now() - ORPHANED):
            if mark not in marks:
                chat = await self._store.whose(mark)
                marks[mark] = (await self._desk.outbox.load(chat)).tokens() if chat else set()
            if token not in marks[mark]:
                await self._desk.files.drop([token])
