"""The one use case: a message in, screens out. Saved first, posted after, shown last."""

import asyncio
import secrets
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from bot.client import ApiDown, ApiRefused, Client
from bot.conversation import PATIENCE, SOON, Conversation
from bot.database import Unavailable
from bot.files import Files
from bot.guest import ANYBODY, Guest
from bot.outbox import Outbox, Shown
from bot.settings import BotSettings
from bot.steps import Steps
from bot.store import Chat, Kept, Mail, Store
from bot.stored import Said
from bot.wakeup import COURIER, Wakeup
from bot.world import World
from conversations import screens
from conversations.engine.session import Talk
from conversations.questions.plain import Reply, Say
from conversations.screens import Screen
from conversations.turn import router, talk
from models.clock import FAR, Clock

log = structlog.get_logger("bot.desk")
TRIES = 50
"""Compare-and-set lost so often in a row is a mistake of ours, not a race."""
FACTS = 60
PLACE_WITHIN = 5.0
"""Seconds that a message waits for its turn before it is kept for later."""
CHAT_WITHIN = 10.0
"""Seconds that it waits for the one before it in its chat; then it has to be brought again."""


class Desk:
    def __init__(
        self, store: Store, client: Client, files: Files, wakeup: Wakeup, clock: Clock, settings: BotSettings
    ) -> None:
        self.store, self.client, self.files, self.wakeup, self.clock = store, client, files, wakeup, clock
        self.world = World(client, store)
        remind, expire = timedelta(hours=settings.remind_hours), timedelta(days=settings.draft_days)
        self.steps = Steps(store, clock)
        self.outbox = Outbox(store, client, files, self.world, wakeup, clock, remind, expire)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._places = asyncio.Semaphore(settings.max_turns)
        self.admit: Callable[[Guest, str | None], Awaitable[None]] = _any

    @asynccontextmanager
    async def alone(self, chat: Chat) -> AsyncIterator[None]:
        """One turn of a chat at a time in this process; between processes compare-and-set decides. `Unavailable` when
        the one before takes too long."""
        mark = await self.store.mark(chat)
        lock = self._locks.setdefault(mark, asyncio.Lock())
        try:
            async with asyncio.timeout(CHAT_WITHIN):
                await lock.acquire()
        except TimeoutError:
            raise Unavailable("the message before it takes long") from None
        try:
            with structlog.contextvars.bound_contextvars(chat=mark[:8]):
                yield
        finally:
            lock.release()

    async def hear(self, chat: Chat, reply: Reply, notes: tuple[Say, ...] = (), guest: Guest = ANYBODY) -> list[Shown]:
        """What the person gets to see. `notes` come first.

        It is heard now: a date that the channel tells moves no time limit.
        """
        reply = replace(reply, at=self.clock.now().isoformat())
        async with self.alone(chat):
            try:
                async with asyncio.timeout(PLACE_WITHIN):
                    await self._places.acquire()
            except TimeoutError:
                return await self._keep_for_later(chat, reply, notes, guest)
            try:
                return await self._turn(chat, reply, notes, guest)
            finally:
                self._places.release()

    async def show(self, chat: Chat, locale: str = "zh_Hans", *notes: Say) -> list[Shown]:
        """Where the talk stands; nothing is changed or kept, but the notes are."""
        conversation = await self.outbox.load(chat, locale)
        said = [screens.plain(conversation.talk.locale, note) for note in notes]
        ids = [await self.store.post(chat, Mail("screen", (screen,))) for screen in said]
        try:
            turn = await self._listen(chat, conversation, None, "")
        except (ApiDown, ApiRefused):
            turn = talk.TurnResult(conversation.talk, [screens.plain(conversation.talk.locale, Say("busy"))])
        return [Shown(s, id) for s, id in zip(said, ids, strict=True)] + [Shown(s) for s in turn.screens]

    async def catch_up(self, chat: Chat) -> None:
        """What nobody is waiting for: hears what is pending, posts what is sealed, finishes forgetting."""

        async def hear(conversation: Conversation) -> list[Mail] | None:
            if not conversation.pending and not (conversation.flood and conversation.calm(self.store.now())):
                return None
            told = await self._hear_all(chat, conversation)
            if conversation.pending:
                conversation.due, told = self.clock.now() + SOON, []
            elif conversation.flood:
                told = await self._after_the_flood(chat, conversation)
            conversation.offer(told)
            return [Mail("late", (screen,)) for screen in told]

        async with self.alone(chat):
            conversation, shown = await self.outbox.change(chat, hear)
            if shown:
                await self.wakeup.send(await self.store.mark(chat))
            await self.outbox.empty(chat, "late", silent=True, conversation=conversation)

    # --- a turn

    async def _turn(self, chat: Chat, reply: Reply, notes: tuple[Say, ...], guest: Guest) -> list[Shown]:
        for _ in range(TRIES):
            conversation = await self._of(chat, reply, guest)
            if conversation.knows(reply.id):
                return [] if reply.upload else await self._again(chat, conversation, reply.id)
            was_sealed = {s.id for s in conversation.sealed}
            told = [screens.plain(conversation.talk.locale, note) for note in notes]
            said = None if reply.upload and not reply.files else await self._said(chat, conversation, reply)
            told += await self._hear_all(chat, conversation, reply)
            held_back = self._hold_back(conversation, reply)
            if held_back is not None and not conversation.forgetting:
                told = held_back
            if conversation.forgetting:
                if await self.outbox.keep(chat, conversation) is None:
                    continue
                return await self._forget(chat, told)
            shown = await self._save(chat, conversation, said, told)
            if shown is None:
                continue
            if {s.id for s in conversation.sealed} - was_sealed or (conversation.sealed and self._is_due(conversation)):
                shown += await self.outbox.empty(chat, "screen", silent=bool(told), conversation=conversation)
            quiet = reply.upload or conversation.flood or conversation.talk.with_staff
            return shown if shown or quiet else await self._where_we_are(chat)
        raise RuntimeError("the chat was never free")

    async def _of(self, chat: Chat, reply: Reply, guest: Guest) -> Conversation:
        """The chat's conversation, if it may begin."""
        conversation = await self.outbox.load(chat, guest.locale)
        if guest.origin is not None:
            if not conversation.rev:
                await self.admit(guest, reply.text)
            conversation.origin = guest.origin
        return conversation

    def _hold_back(self, conversation: Conversation, reply: Reply) -> list[Screen] | None:
        """In a flood everything is kept and nothing answered but by one notice; buttons and danger always are.

        None: it is answered as usual.
        """
        if reply.press or reply.upload or conversation.talk.pause:
            return None
        if not conversation.crowd(self.store.now()):
            return None
        conversation.flood += 1
        conversation.due = self.clock.now() + SOON
        return [screens.plain(conversation.talk.locale, Say("flood"))] if conversation.flood == 1 else []

    def _is_due(self, conversation: Conversation) -> bool:
        return conversation.due is None or not timedelta() < conversation.due - self.clock.now() <= FAR

    async def _forget(self, chat: Chat, told: list[Screen]) -> list[Shown]:
        """The transcript goes first; then the answer is the first line of a new one."""
        await self.outbox.forget(chat)
        shown = [Shown(s, await self.store.post(chat, Mail("screen", (s,)))) for s in told]
        return shown + await self.outbox.empty(chat, "screen", silent=True)

    async def _where_we_are(self, chat: Chat) -> list[Shown]:
        """A turn that said nothing by itself ends with the current screen."""
        shown = await self.show(chat)
        return [Shown(s.screen, await self.store.post(chat, Mail("screen", (s.screen,)))) for s in shown]

    async def _hear_all(self, chat: Chat, conversation: Conversation, *replies: Reply) -> list[Screen]:
        """First what is pending, then these. What can't be heard now is kept, presses as well as words."""
        waiting, conversation.pending = [*conversation.pending, *replies], []
        told: list[Screen] = []
        lost: list[Screen] = []
        while waiting:
            try:
                turn = await self._listen(chat, conversation, waiting[0], secrets.token_hex(6))
            except (ApiDown, ApiRefused) as why:
                log.warning("nothing could be looked up", reason=str(why))
                conversation.postpone(waiting)
                return [*lost, screens.plain(conversation.talk.locale, Say("busy"))]
            except Exception as bug:
                report("turn failed", bug)
                lost = [screens.plain(conversation.talk.locale, Say("failed"))]
            else:
                conversation.talk, told = turn.talk, turn.screens
                conversation.forgetting = conversation.forgetting or turn.forget
            waiting.pop(0)
        return [*lost, *told]

    async def _after_the_flood(self, chat: Chat, conversation: Conversation) -> list[Screen]:
        """One answer for all that was held back: that it is kept, and where the talk stands."""
        try:
            turn = await self._listen(chat, conversation, None, "")
        except (ApiDown, ApiRefused):
            conversation.due = self.clock.now() + SOON
            return []
        kept = Say("flood.over", {"n": conversation.flood})
        conversation.flood = 0
        return [screens.plain(conversation.talk.locale, kept), *turn.screens]

    async def _listen(self, chat: Chat, conversation: Conversation, reply: Reply | None, fresh: str) -> talk.TurnResult:
        def turn(copy: Talk, facts: talk.Facts) -> talk.TurnResult:
            return router.hear(copy, reply, facts, fresh) if reply is not None else talk.show(copy, facts)

        return await self.listen(chat, conversation, turn)

    async def listen(
        self, chat: Chat, conversation: Conversation, take_turn: Callable[[Talk, talk.Facts], talk.TurnResult]
    ) -> talk.TurnResult:
        """Lets the talk take a turn, fetching what it needs to know and isn't known already. `conversation` is not
        changed: `take_turn` copies the talk."""
        facts = self.world.known(chat)
        for _ in range(FACTS):
            turn = take_turn(conversation.talk, facts)
            if turn.needs is None:
                return turn
            hand = turn.talk.active
            answer = await self.world.answer(turn.needs, chat, hand.id if hand else None)
            facts = {**self.world.known(chat), **facts, turn.needs.query: answer}
        raise RuntimeError("the dialog never stops asking")

    async def _save(
        self, chat: Chat, conversation: Conversation, said: Mail | None, told: list[Screen]
    ) -> list[Shown] | None:
        if conversation.busy and conversation.due is None:
            conversation.due = self.clock.now() + (SOON if conversation.pending else PATIENCE)
        conversation.offer(told)
        mail = ([said] if said else []) + [Mail("screen", (screen,)) for screen in told]
        ids = await self.outbox.keep(chat, conversation, mail)
        if ids is None:
            return None
        return [Shown(s, id) for s, id in zip(told, ids[-len(told) :] if told else [], strict=True)]

    async def _again(self, chat: Chat, conversation: Conversation, id: str) -> list[Shown]:
        """A message that was heard before. If it was the last one, its answer may have been lost: the same again."""
        rows: list[Kept] = await self.store.last_turn(chat)
        if rows and rows[0].said.get("id") == id:
            if conversation.sealed and not conversation.tries:  # whoever heard it died before posting
                await self.outbox.empty(chat, "screen", silent=False, conversation=conversation)
                rows = await self.store.last_turn(chat)
            shown = [Shown(s, row.id) for row in rows[1:] if row.kind in ("screen", "late") for s in row.screens]
            if shown:
                return shown
        return await self.show(chat)

    async def _said(self, chat: Chat, conversation: Conversation, reply: Reply) -> Mail:
        """The person's own bubble. A press says what stood on the button, under a notice too."""
        label = conversation.offered.get(reply.press) if reply.press else None
        if reply.press and label is None and reply.press.startswith("n."):
            shown = [s for row in await self.store.rows(chat, kinds=("notice",), most=20) for s in row.screens]
            label = dict((press, label) for s in shown for row in s.rows for label, press in row).get(reply.press)
        files, location = [f.sort for f in reply.files], reply.location is not None
        said = Said(id=reply.id, text=reply.text, label=label, files=files, location=location)
        said["late"] = reply.upload is not None
        return Mail("said", said=said)

    async def _keep_for_later(self, chat: Chat, reply: Reply, notes: tuple[Say, ...], guest: Guest) -> list[Shown]:
        """Too much at once: whatever was said or pressed is kept, and answered a little later."""
        for _ in range(TRIES):
            conversation = await self._of(chat, reply, guest)
            busy = [screens.plain(conversation.talk.locale, note) for note in (*notes, Say("busy"))]
            if conversation.knows(reply.id):
                return [Shown(screen) for screen in busy]
            said = await self._said(chat, conversation, reply)
            conversation.postpone([reply])
            shown = await self._save(chat, conversation, said, busy)
            if shown is not None:
                return shown
        raise RuntimeError("the chat was never free")

    async def still(self, chat: Chat, press: str) -> str:
        """The same button of the newest screen: for a press that was sent together with words, which go first."""
        conversation = await self.outbox.load(chat)
        wanted = press.split(".", 3)
        for offered in conversation.offered:
            parts = offered.split(".", 3)
            if len(parts) == 4 and len(wanted) == 4 and (parts[:2], parts[3]) == (wanted[:2], wanted[3]):
                return offered
        return press

    async def seen(self, chat: Chat, ids: list[int]) -> None:
        """The page drew these rows of the mailbox: the receipt of a notice."""
        if ids and await self.store.seen(chat, ids):
            self.wakeup.here(COURIER)


async def _any(_guest: Guest, _words: str | None) -> None:
    """Every chat may begin."""


def report(event: str, bug: Exception) -> None:
    """Where it went wrong, without what was said."""
    frames = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in traceback.extract_tb(bug.__traceback__)]
    log.error(event, error=type(bug).__name__, at=frames[-6:])
