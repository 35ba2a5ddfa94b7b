"""Incoming updates: buttons, files, albums and groups, on top of what the kit does for every message.

Words never wait for a file: it is fetched in the background, and a restart goes on with it.
"""

import asyncio
import secrets
import time
from dataclasses import replace
from functools import partial

import structlog

from bot.channels.push.incoming import Incoming, Saved
from bot.channels.push.ledger import Ledger
from bot.channels.push.outgoing import Outgoing
from bot.channels.push.queues import ChatQueue
from bot.channels.push.sending import Sender
from bot.channels.telegram import words
from bot.channels.telegram.decode import Decoded
from bot.channels.telegram.fetch import Fetch, Lost
from bot.channels.telegram.links import chat_link
from bot.channels.telegram.records import Records
from bot.channels.telegram.speak import Speaker
from bot.conversation import Conversation
from bot.desk import Desk
from bot.files import NotTaken
from bot.guest import Guest
from bot.outbox import Shown
from bot.store import Chat, millis
from conversations.questions.plain import File, Reply, Say
from models.wire.base import JsonObject

log = structlog.get_logger("bot.telegram.incoming")
ALBUM = 1.2
"""Seconds of quiet after which an album is answered."""
FILE = 2.0
"""Seconds that the next message waits for the file before it."""
FETCHED = 300.0
"""Seconds after which a file that never came is somebody else's to fetch: whoever began has died."""
GIVE_UP = 24 * 3600
"""Seconds after which a file that Telegram does not hand out is lost."""


class Updates(Incoming):
    def __init__(
        self, sender: Sender, desk: Desk, ledger: Ledger, outgoing: Outgoing, records: Records, speaker: Speaker
    ) -> None:
        super().__init__(sender, desk, ledger, outgoing)
        self._records, self._speaker, self._fetch = records, speaker, Fetch(desk.files, speaker)
        self._groups: dict[int, float] = {}
        self._name = secrets.token_hex(4)
        """Of this process among others on the same chats."""

    def update(self, said: Decoded, raw: JsonObject) -> Saved:
        """Done when what was said is saved; fails when it could not be, and may then be taken again."""
        return self.take(said.id, partial(self._update, said, raw))

    # --- one update

    async def _update(self, said: Decoded, raw: JsonObject, saved: Saved) -> None:
        if said.callback is not None:
            self.spawn(self._speaker.answer(said.callback))
        with self.queue(said.where) as queue:
            await self._understood(said, raw, saved, queue)

    async def _understood(self, said: Decoded, raw: JsonObject, saved: Saved, queue: ChatQueue) -> None:
        chat = said.where
        if not said.private:
            await self._in_group(said)
        elif said.member == "gone":
            await self._ledger.mark_gone(chat)
        else:
            await self.back(chat)
            if said.member is not None:
                return
            if said.odd is not None:
                async with queue.hearing:
                    if shown := await self._hear(chat, said, f"tg{said.id}", None):
                        queue.say(partial(self._outgoing.answer, chat, shown, (said.odd,), said.locale))
            elif said.file is not None:
                await self._with_file(chat, said, raw, saved, queue)
            else:
                async with queue.hearing:
                    self._answer(chat, said, queue, await self._hear(chat, said, f"tg{said.id}", said.text))

    async def _hear(
        self,
        chat: Chat,
        said: Decoded,
        id: str,
        text: str | None,
        file: File | None = None,
        *notes: Say,
        late: str | None = None,
        coming: str | None = None,
    ) -> list[Shown]:
        files = (file,) if file is not None else ()
        message = f"tg{said.message}" if said.message is not None else None
        now = self._desk.clock.now().isoformat()
        about = (said.spot, said.quoted, said.about)
        reply = Reply(id, now, text, said.press, files, said.location, message, said.edited, late, coming, *about)
        return await self._desk.hear(chat, reply, notes, Guest(said.locale))

    def _answer(self, chat: Chat, said: Decoded, queue: ChatQueue, shown: list[Shown]) -> None:
        """At once; an album once for all, when no more of it comes."""
        if said.album is not None:
            return
        waiting = queue.hush()
        queue.say(partial(self._outgoing.answer, chat, shown, (), said.locale))
        if waiting:
            queue.say(partial(self._outgoing.unsaid, chat))
        if said.under is not None:
            queue.say(partial(self._speaker.take_buttons, said.chat, said.under))

    async def _answer_album(self, chat: Chat, album: str) -> None:
        """By whoever heard its last photo; in other processes more of it may be on its way."""
        if await self._records.album_is_whole(chat, album, self._name):
            await self._outgoing.unsaid(chat)

    async def _in_group(self, said: Decoded) -> None:
        """Others read along: only the way to a chat of one's own, at most once a minute."""
        speaker, now = self._speaker, time.monotonic()
        asked = said.addressed or said.member == "back"
        if not asked or speaker.name is None or now - self._groups.get(said.chat, -60.0) < 60:
            return
        self._groups = {group: at for group, at in self._groups.items() if now - at < 60} | {said.chat: now}
        text, label = words.say(said.locale, "group"), words.say(said.locale, "group.button")
        self.queue(said.where).say(partial(speaker.link, said.chat, text, label, chat_link(speaker.name)))

    # --- files

    async def _with_file(self, chat: Chat, said: Decoded, raw: JsonObject, saved: Saved, queue: ChatQueue) -> None:
        """Kept at once and fetched then. Words never wait for a file: those that come with a slow one go ahead."""
        assert said.file is not None
        with queue.awaiting():
            async with queue.hearing:
                if said.album is not None:
                    await self._records.album_grows(chat, said.album, said.id)
                if not await self._records.keep(said.id, said.chat, raw, FETCHED):
                    return
                saved.set_result(None)
                fetching = asyncio.create_task(self._fetch.file(chat, said.file))
                await asyncio.wait({fetching}, timeout=FILE)
                if fetching.done():
                    await self._hear_file(chat, said, queue, fetching)
                    return
                await self._go_ahead(chat, said, queue)
            await asyncio.wait({fetching})
            async with queue.hearing:
                await self._hear_file(chat, replace(said, text=None), queue, fetching, announced=True)

    async def _go_ahead(self, chat: Chat, said: Decoded, queue: ChatQueue) -> None:
        """Words don't wait for their file. The talk is told that it is coming: who confirms meanwhile gets it added."""
        assert said.file is not None
        if said.text is not None:
            self._answer(chat, said, queue, await self._hear(chat, said, f"tg{said.id}.t", said.text))
        sort = File("", said.file.declared, said.file.size or 0).sort
        if shown := await self._hear(chat, said, f"tg{said.id}.c", None, late=f"tg{said.id}", coming=sort):
            self._answer(chat, said, queue, shown)

    def resume(self, said: Decoded, since: int, tries: int) -> None:
        """A file that was on its way when we stopped, or could not be had. `since`: when it came, in milliseconds."""
        self.spawn(self._resume(said, since, tries))

    async def _resume(self, said: Decoded, since: int, tries: int) -> None:
        assert said.file is not None
        chat, queue = said.where, self.queue(said.where)
        with queue, queue.awaiting():
            fetching = asyncio.create_task(self._fetch.file(chat, said.file))
            await asyncio.wait({fetching})
            async with queue.hearing:
                talk = Conversation.load(await self._desk.store.load(chat)).talk
                if f"tg{said.id}" in talk.heard:
                    await self._records.done(said.id)
                    return
                if f"tg{said.id}.t" in talk.heard:
                    said = replace(said, text=None)
                announced = any(f"tg{said.id}" in session.coming for session in talk.sessions)
                old = millis(self._desk.clock.now()) - since > GIVE_UP * 1000
                again = min(60.0 * 2**tries, 3600.0)
                await self._hear_file(chat, said, queue, fetching, again, old, announced)

    async def _hear_file(
        self,
        chat: Chat,
        said: Decoded,
        queue: ChatQueue,
        fetching: "asyncio.Task[File]",
        again: float = 60.0,
        give_up: bool = False,
        announced: bool = False,
    ) -> None:
        """`again`: seconds after which a file that is still at Telegram is asked for once more.

        `announced`: the talk knows that it was coming.
        """
        file: File | None = None
        notes: tuple[Say, ...] = ()
        try:
            file = fetching.result()
        except NotTaken as no:
            notes = (Say(no.word, {"most": no.most}),)
        except Lost as why:
            if not (why.for_good or give_up):
                if not announced:
                    await self._go_ahead(chat, said, queue)
                await self._records.again(said.id, again)
                await self._came_of_album(chat, said, queue)
                return
            queue.say(partial(self._outgoing.answer, chat, (), (why.word,), said.locale))
        late = f"tg{said.id}" if announced else None
        shown = await self._hear(chat, said, f"tg{said.id}", said.text, file, *notes, late=late)
        await self._records.done(said.id)
        await self._came_of_album(chat, said, queue)
        self._answer(chat, said, queue, shown)

    async def _came_of_album(self, chat: Chat, said: Decoded, queue: ChatQueue) -> None:
        if said.album is not None:
            await self._records.album_came(said.id, self._name)
            queue.once_quiet(ALBUM, partial(self._answer_album, chat, said.album))
