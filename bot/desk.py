"""The one use case: a message in, screens out. Saved first, posted after, shown last."""

import asyncio
import secrets
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from bot.bell import COURIER, Bell
from bot.client import ApiDown, ApiRefused, Client
from bot.files import Files
from bot.memory import PATIENCE, SOON, Memory
from bot.outbox import Outbox, Shown
from bot.settings import BotSettings
from bot.steps import Steps
from bot.store import Chat, Held, Kept, Mail, Store
from bot.world import World
from conversations import screens
from conversations.engine.session import Talk
from conversations.questions.plain import Reply, Say
from conversations.screens import Screen
from conversations.turn import talk
from models.clock import Clock

log = structlog.get_logger("bot.desk")
TRIES = 50
"""Compare-and-set lost so often in a row is a mistake of ours, not a race."""
FACTS = 60


class Desk:
    def __init__(
        self, store: Store, client: Client, files: Files, bell: Bell, clock: Clock, settings: BotSettings
    ) -> None:
        self.store, self.client, self.files, self.bell, self.clock = store, client, files, bell, clock
        self.world = World(client, store)
        remind, expire = timedelta(hours=settings.remind_hours), timedelta(days=settings.draft_days)
        self.steps = Steps(store, clock)
        self.outbox = Outbox(store, client, files, self.world, bell, clock, remind, expire)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._places = asyncio.Semaphore(settings.max_turns)

    @asynccontextmanager
    async def alone(self, chat: Chat) -> AsyncIterator[None]:
        """One turn of a chat at a time in this process; between processes compare-and-set decides."""
        mark = await self.store.mark(chat)
        lock = self._locks.setdefault(mark, asyncio.Lock())
        async with lock:
            with structlog.contextvars.bound_contextvars(chat=mark[:8]):
                yield

    async def hear(self, chat: Chat, reply: Reply, notes: tuple[Say, ...] = (), locale: str = "zh_Hans") -> list[Shown]:
        """What the person gets to see. `notes` come first; `locale` is a guess for a chat that is new.

        It is heard now: a date that the channel tells moves no time limit.
        """
        reply = replace(reply, at=self.clock.now().isoformat())
        async with self.alone(chat):
            try:
                async with asyncio.timeout(5):
                    await self._places.acquire()
            except TimeoutError:
                return await self._keep_for_later(chat, reply, notes, locale)
            try:
                return await self._turn(chat, reply, notes, locale)
            finally:
                self._places.release()

    async def show(self, chat: Chat, locale: str = "zh_Hans", *notes: Say) -> list[Shown]:
        """Where the talk stands; nothing is changed or kept, but the notes are."""
        memory = Memory.load((await self.store.load(chat)).doc, locale)
        said = [screens.plain(memory.talk.locale, note) for note in notes]
        ids = [await self.store.post(chat, Mail("screen", (screen,))) for screen in said]
        try:
            turn = await self._listen(chat, memory, None, "")
        except (ApiDown, ApiRefused):
            turn = talk.TurnResult(memory.talk, [screens.plain(memory.talk.locale, Say("busy"))])
        return [Shown(s, id) for s, id in zip(said, ids, strict=True)] + [Shown(s) for s in turn.screens]

    async def catch_up(self, chat: Chat) -> None:
        """What nobody is waiting for: hears what is pending, posts what is sealed, finishes forgetting."""
        async with self.alone(chat):
            for _ in range(TRIES):
                held = await self.store.load(chat)
                memory = Memory.load(held.doc)
                if not memory.pending and not (memory.flood and memory.calm(self.store.now())):
                    break
                told = await self._hear_all(chat, memory)
                if memory.pending:
                    memory.due, told = self.clock.now() + SOON, []
                elif memory.flood:
                    told = await self._after_the_flood(chat, memory)
                mail = [Mail("late", (screen,)) for screen in told]
                memory.offer(told)
                if await self.outbox.keep(chat, held, memory, mail) is not None:
                    await self.bell.ring(await self.store.mark(chat))
                    break
            await self.outbox.empty(chat, "late", silent=True)

    # --- a turn

    async def _turn(self, chat: Chat, reply: Reply, notes: tuple[Say, ...], locale: str) -> list[Shown]:
        for _ in range(TRIES):
            held = await self.store.load(chat)
            memory = Memory.load(held.doc, locale)
            if memory.knows(reply.id):
                return [] if reply.late else await self._again(chat, memory, reply.id)
            was_sealed = {s.id for s in memory.sealed}
            told = [screens.plain(memory.talk.locale, note) for note in notes]
            said = None if reply.late and not reply.files else await self._said(chat, memory, reply)
            told += await self._hear_all(chat, memory, reply)
            held_back = self._hold_back(memory, reply)
            if held_back is not None and not memory.forgetting:
                told = held_back
            if memory.forgetting:
                if await self.outbox.keep(chat, held, memory) is None:
                    continue
                return await self._forget(chat, told)
            shown = await self._save(chat, held, memory, said, told)
            if shown is None:
                continue
            if {s.id for s in memory.sealed} - was_sealed or (memory.sealed and self._is_due(memory)):
                shown += await self.outbox.empty(chat, "screen", silent=bool(told))
            return shown if shown or reply.late or memory.flood else await self._where_we_are(chat)
        raise RuntimeError("the chat was never free")

    def _hold_back(self, memory: Memory, reply: Reply) -> list[Screen] | None:
        """In a flood everything is kept and nothing answered but by one notice; buttons and danger always are.

        None: it is answered as usual.
        """
        if reply.press or reply.late or memory.talk.pause:
            return None
        if not memory.crowd(self.store.now()):
            return None
        memory.flood += 1
        memory.due = self.clock.now() + SOON
        return [screens.plain(memory.talk.locale, Say("flood"))] if memory.flood == 1 else []

    def _is_due(self, memory: Memory) -> bool:
        return memory.due is None or memory.due <= self.clock.now()

    async def _forget(self, chat: Chat, told: list[Screen]) -> list[Shown]:
        """The transcript goes first; then the answer is the first line of a new one."""
        await self.outbox.forget(chat)
        shown = [Shown(s, await self.store.post(chat, Mail("screen", (s,)))) for s in told]
        return shown + await self.outbox.empty(chat, "screen", silent=True)

    async def _where_we_are(self, chat: Chat) -> list[Shown]:
        """A turn that said nothing by itself ends with the current screen."""
        shown = await self.show(chat)
        return [Shown(s.screen, await self.store.post(chat, Mail("screen", (s.screen,)))) for s in shown]

    async def _hear_all(self, chat: Chat, memory: Memory, *replies: Reply) -> list[Screen]:
        """First what is pending, then these. What can't be heard now is kept if it holds words or files."""
        waiting, memory.pending = [*memory.pending, *replies], []
        told: list[Screen] = []
        while waiting:
            try:
                turn = await self._listen(chat, memory, waiting[0], secrets.token_hex(6))
            except (ApiDown, ApiRefused) as why:
                log.warning("nothing could be looked up", reason=str(why))
                memory.pending = [r for r in waiting if r.text or r.files or r.location or r.coming]
                return [screens.plain(memory.talk.locale, Say("busy"))]
            except Exception as bug:
                if isinstance(bug, asyncio.CancelledError):
                    raise
                report("turn failed", bug)
                told = [screens.plain(memory.talk.locale, Say("busy"))]
            else:
                memory.talk, told, memory.forgetting = turn.talk, turn.screens, memory.forgetting or turn.forget
            waiting.pop(0)
        return told

    async def _after_the_flood(self, chat: Chat, memory: Memory) -> list[Screen]:
        """One answer for all that was held back: that it is kept, and where the talk stands."""
        try:
            turn = await self._listen(chat, memory, None, "")
        except (ApiDown, ApiRefused):
            memory.due = self.clock.now() + SOON
            return []
        kept = Say("flood.over", {"n": memory.flood})
        memory.flood = 0
        return [screens.plain(memory.talk.locale, kept), *turn.screens]

    async def _listen(self, chat: Chat, memory: Memory, reply: Reply | None, fresh: str) -> talk.TurnResult:
        def turn(copy: Talk, facts: talk.Facts) -> talk.TurnResult:
            return talk.hear(copy, reply, facts, fresh) if reply is not None else talk.show(copy, facts)

        return await self.listen(chat, memory, turn)

    async def listen(
        self, chat: Chat, memory: Memory, take_turn: Callable[[Talk, talk.Facts], talk.TurnResult]
    ) -> talk.TurnResult:
        """Lets the talk take a turn, fetching what it needs to know. `memory` is not changed."""
        facts: dict[object, object] = {}
        held = Memory(memory.talk).dump()
        for _ in range(FACTS):
            copy = Memory.load(held).talk
            turn = take_turn(copy, facts)
            if turn.needs is None:
                return turn
            hand = turn.talk.hand
            facts[turn.needs.query] = await self.world.answer(turn.needs, chat, hand.id if hand else None)
        raise RuntimeError("the dialog never stops asking")

    async def _save(
        self, chat: Chat, held: Held, memory: Memory, said: Mail | None, told: list[Screen]
    ) -> list[Shown] | None:
        if memory.busy and memory.due is None:
            memory.due = self.clock.now() + (SOON if memory.pending else PATIENCE)
        memory.offer(told)
        mail = ([said] if said else []) + [Mail("screen", (screen,)) for screen in told]
        ids = await self.outbox.keep(chat, held, memory, mail)
        if ids is None:
            return None
        return [Shown(s, id) for s, id in zip(told, ids[-len(told) :] if told else [], strict=True)]

    async def _again(self, chat: Chat, memory: Memory, id: str) -> list[Shown]:
        """A message that was heard before. If it was the last one, its answer may have been lost: the same again."""
        rows: list[Kept] = await self.store.last_turn(chat)
        if rows and rows[0].said.get("id") == id:
            if memory.sealed and not memory.tries:  # whoever heard it died before posting
                await self.outbox.empty(chat, "screen", silent=False)
                rows = await self.store.last_turn(chat)
            shown = [Shown(s, row.id) for row in rows[1:] if row.kind in ("screen", "late") for s in row.screens]
            if shown:
                return shown
        return await self.show(chat)

    async def _said(self, chat: Chat, memory: Memory, reply: Reply) -> Mail:
        """The person's own bubble. A press says what stood on the button, under a notice too."""
        label = memory.offered.get(reply.press) if reply.press else None
        if reply.press and label is None and reply.press.startswith("n."):
            shown = [s for row in await self.store.rows(chat, kinds=("notice",), most=20) for s in row.screens]
            label = dict((press, label) for s in shown for row in s.rows for label, press in row).get(reply.press)
        said = {"id": reply.id, "text": reply.text, "label": label, "files": [f.sort for f in reply.files]}
        return Mail("said", said=said | {"location": reply.location is not None, "late": reply.late is not None})

    async def _keep_for_later(self, chat: Chat, reply: Reply, notes: tuple[Say, ...], locale: str) -> list[Shown]:
        """Too much at once: what was typed is kept and answered a little later; a press can be pressed again."""
        for _ in range(TRIES):
            held = await self.store.load(chat)
            memory = Memory.load(held.doc, locale)
            busy = [screens.plain(memory.talk.locale, note) for note in (*notes, Say("busy"))]
            if memory.knows(reply.id) or reply.press:
                return [Shown(screen) for screen in busy]
            memory.pending.append(reply)
            shown = await self._save(chat, held, memory, await self._said(chat, memory, reply), busy)
            if shown is not None:
                return shown
        raise RuntimeError("the chat was never free")

    async def still(self, chat: Chat, press: str) -> str:
        """The same button of the newest screen: for a press that was sent together with words, which go first."""
        memory = Memory.load((await self.store.load(chat)).doc)
        wanted = press.split(".", 3)
        for offered in memory.offered:
            parts = offered.split(".", 3)
            if len(parts) == 4 and len(wanted) == 4 and (parts[:2], parts[3]) == (wanted[:2], wanted[3]):
                return offered
        return press

    async def seen(self, chat: Chat, ids: list[int]) -> None:
        """The page drew these rows of the mailbox: the receipt of a notice."""
        if ids and await self.store.seen(chat, ids):
            self.bell.here(COURIER)


def report(event: str, bug: Exception) -> None:
    """Where it went wrong, without what was said."""
    frames = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in traceback.extract_tb(bug.__traceback__)]
    log.error(event, error=type(bug).__name__, at=frames[-6:])
