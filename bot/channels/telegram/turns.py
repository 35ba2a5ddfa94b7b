"""From an update to an answer. Updates of one chat are heard in their order, those of many chats at once.

What was said is saved first: `take` tells when. It is answered after, in the background; what a crash leaves
unanswered stands unseen in the mailbox and is said later (`voice`).
"""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.channels.telegram import words
from bot.channels.telegram.fetch import Fetch, Lost
from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.lanes import Lane
from bot.channels.telegram.ledger import NAME, Ledger
from bot.channels.telegram.links import chat_link
from bot.channels.telegram.voice import Voice
from bot.desk import Desk
from bot.files import NotTaken
from bot.memory import Memory
from bot.outbox import Shown
from bot.store import Chat, millis
from conversations.questions.plain import File, Reply, Say

log = structlog.get_logger("bot.telegram.turns")
ALBUM = 1.2
"""Seconds of quiet after which an album is answered."""
FILE = 2.0
"""Seconds that the next message waits for the file before it."""
FETCHED = 300.0
"""Seconds after which a file that never came is somebody else's to fetch: whoever began has died."""
GIVE_UP = 24 * 3600
"""Seconds after which a file that Telegram does not hand out is lost."""
REMEMBERED = 10_000
"""Updates that are known to be heard without looking."""


class Turns:
    def __init__(self, desk: Desk, ledger: Ledger, voice: Voice) -> None:
        self._desk, self._ledger, self._voice = desk, ledger, voice
        self._fetch = Fetch(desk.files, voice.speaker)
        self._lanes: dict[int, Lane] = {}
        self._taken: OrderedDict[int, asyncio.Future[None]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._groups: dict[int, float] = {}
        self._name = secrets.token_hex(4)
        """Of this process among others on the same chats."""

    # --- taking updates

    def take(self, said: Incoming, raw: dict[str, Any]) -> "asyncio.Future[None]":
        """Done when what was said is saved; fails when it could not be, and may then be taken again."""
        known = self._taken.get(said.id)
        if known is not None and not (known.done() and known.exception()):
            return known
        saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._taken[said.id] = saved
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        self._spawn(self._take(said, raw, saved))
        return saved

    @property
    def backlog(self) -> int:
        return sum(lane.waiting for lane in self._lanes.values())

    async def spoken(self, chat: int, seconds: float) -> None:
        if lane := self._lanes.get(chat):
            await lane.spoken(seconds)

    def busy(self, chat: Chat) -> bool:
        lane = self._lanes.get(int(chat.address))
        return lane is not None and lane.engaged

    def tidy(self) -> None:
        for chat in [chat for chat, lane in self._lanes.items() if lane.idle]:
            del self._lanes[chat]

    async def close(self) -> None:
        """Lets what is being heard come to its end; what is not said yet is said after the next start."""
        for lane in self._lanes.values():
            lane.stop()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2)
            for task in late:
                task.cancel()

    def say_unsaid(self, chat: Chat) -> None:
        self._lane(int(chat.address)).say(partial(self._voice.unsaid, chat))

    def _lane(self, chat: int) -> Lane:
        return self._lanes.setdefault(chat, Lane())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            log.error("task failed", error=type(bug).__name__)

    # --- one update

    async def _take(self, said: Incoming, raw: dict[str, Any], saved: "asyncio.Future[None]") -> None:
        if said.callback is not None:
            self._spawn(self._voice.speaker.answer(said.callback))
        try:
            with self._lane(said.chat) as lane:
                await self._heard(said, raw, saved, lane)
        except Exception as why:
            if not saved.done():
                log.error("not saved", error=type(why).__name__)
                saved.set_exception(why)
                saved.exception()  # whoever asked is told; nobody else has to be
                return
            raise
        finally:
            if not saved.done():
                saved.set_result(None)

    async def _heard(self, said: Incoming, raw: dict[str, Any], saved: "asyncio.Future[None]", lane: Lane) -> None:
        chat = Chat(NAME, str(said.chat))
        if not said.private:
            await self._in_group(said)
        elif said.member == "gone":
            await self._ledger.mark_gone(chat)
        else:
            await self._back(chat)
            if said.member is not None:
                return
            if said.odd is not None:
                async with lane.hearing:
                    if shown := await self._hear(chat, said, f"tg{said.id}", None):
                        lane.say(partial(self._voice.answer, chat, shown, (said.odd,), said.locale))
            elif said.file is not None:
                await self._with_file(chat, said, raw, saved, lane)
            else:
                async with lane.hearing:
                    self._answer(chat, said, lane, await self._hear(chat, said, f"tg{said.id}", said.text))

    async def _back(self, chat: Chat) -> None:
        """Whoever writes can be reached: what a block held back is said, and its notices are due again."""
        await self._ledger.meet(chat)
        if await self._ledger.gone(chat) and await self._ledger.mark_back(chat):
            self.say_unsaid(chat)

    async def _hear(
        self,
        chat: Chat,
        said: Incoming,
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
        reply = Reply(id, now, text, said.press, files, said.location, message, said.edited, late, coming)
        return await self._desk.hear(chat, reply, notes, said.locale)

    def _answer(self, chat: Chat, said: Incoming, lane: Lane, shown: list[Shown]) -> None:
        """At once; an album once for all, when no more of it comes."""
        if said.album is not None:
            return
        waiting = lane.hush()
        lane.say(partial(self._voice.answer, chat, shown, (), said.locale))
        if waiting:
            lane.say(partial(self._voice.unsaid, chat))
        if said.under is not None:
            lane.say(partial(self._voice.speaker.take_buttons, said.chat, said.under))

    async def _answer_album(self, chat: Chat, album: str) -> None:
        """By whoever heard its last photo; in other processes more of it may be on its way."""
        if await self._ledger.album_is_whole(chat, album, self._name):
            await self._voice.unsaid(chat)

    async def _in_group(self, said: Incoming) -> None:
        """Others read along: only the way to a chat of one's own, at most once a minute."""
        speaker, now = self._voice.speaker, time.monotonic()
        asked = said.addressed or said.member == "back"
        if not asked or speaker.name is None or now - self._groups.get(said.chat, -60.0) < 60:
            return
        self._groups = {group: at for group, at in self._groups.items() if now - at < 60} | {said.chat: now}
        text, label = words.say(said.locale, "group"), words.say(said.locale, "group.button")
        self._lane(said.chat).say(partial(speaker.link, said.chat, text, label, chat_link(speaker.name)))

    # --- files

    async def _with_file(
        self, chat: Chat, said: Incoming, raw: dict[str, Any], saved: "asyncio.Future[None]", lane: Lane
    ) -> None:
        """Kept at once and fetched then. Words never wait for a file: those that come with a slow one go ahead."""
        assert said.file is not None
        with lane.awaiting():
            async with lane.hearing:
                if said.album is not None:
                    await self._ledger.album_grows(chat, said.album, said.id)
                if not await self._ledger.keep(said.id, said.chat, raw, FETCHED):
                    return
                saved.set_result(None)
                fetching = asyncio.create_task(self._fetch.file(chat, said.file))
                await asyncio.wait({fetching}, timeout=FILE)
                if fetching.done():
                    await self._hear_file(chat, said, lane, fetching)
                    return
                await self._go_ahead(chat, said, lane)
            await asyncio.wait({fetching})
            async with lane.hearing:
                await self._hear_file(chat, replace(said, text=None), lane, fetching, announced=True)

    async def _go_ahead(self, chat: Chat, said: Incoming, lane: Lane) -> None:
        """Words don't wait for their file. The talk is told that it is coming: who confirms meanwhile gets it added."""
        assert said.file is not None
        if said.text is not None:
            self._answer(chat, said, lane, await self._hear(chat, said, f"tg{said.id}.t", said.text))
        sort = File("", said.file.declared, said.file.size or 0).sort
        if shown := await self._hear(chat, said, f"tg{said.id}.c", None, late=f"tg{said.id}", coming=sort):
            self._answer(chat, said, lane, shown)

    def resume(self, said: Incoming, since: int, tries: int) -> None:
        """A file that was on its way when we stopped, or could not be had. `since`: when it came, in milliseconds."""
        self._spawn(self._resume(said, since, tries))

    async def _resume(self, said: Incoming, since: int, tries: int) -> None:
        assert said.file is not None
        chat, lane = Chat(NAME, str(said.chat)), self._lane(said.chat)
        with lane, lane.awaiting():
            fetching = asyncio.create_task(self._fetch.file(chat, said.file))
            await asyncio.wait({fetching})
            async with lane.hearing:
                talk = Memory.load((await self._desk.store.load(chat)).doc).talk
                if f"tg{said.id}" in talk.heard:
                    await self._ledger.done(said.id)
                    return
                if f"tg{said.id}.t" in talk.heard:
                    said = replace(said, text=None)
                announced = any(f"tg{said.id}" in session.coming for session in talk.sessions)
                old = millis(self._desk.clock.now()) - since > GIVE_UP * 1000
                again = min(60.0 * 2**tries, 3600.0)
                await self._hear_file(chat, said, lane, fetching, again, old, announced)

    async def _hear_file(
        self,
        chat: Chat,
        said: Incoming,
        lane: Lane,
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
                    await self._go_ahead(chat, said, lane)
                await self._ledger.again(said.id, again)
                await self._came_of_album(chat, said, lane)
                return
            lane.say(partial(self._voice.answer, chat, (), (why.word,), said.locale))
        late = f"tg{said.id}" if announced else None
        shown = await self._hear(chat, said, f"tg{said.id}", said.text, file, *notes, late=late)
        await self._ledger.done(said.id)
        await self._came_of_album(chat, said, lane)
        self._answer(chat, said, lane, shown)

    async def _came_of_album(self, chat: Chat, said: Incoming, lane: Lane) -> None:
        if said.album is not None:
            await self._ledger.album_came(said.id, self._name)
            lane.once_quiet(ALBUM, partial(self._answer_album, chat, said.album))
