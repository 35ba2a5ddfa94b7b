"""Empties a chat's outbox: what was confirmed is posted, the answer saved with its screens, the receipt given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast

import structlog

from bot.arrivals import Arrivals
from bot.bell import Bell
from bot.client import ApiDown, ApiRefused, Client
from bot.database import Statement
from bot.files import Files
from bot.memory import Memory
from bot.post import Post, Posted, Rejected, Told, tokens
from bot.store import Chat, Held, Mail, Store
from bot.world import World
from conversations import screens
from conversations.dialogs import DIALOGS
from conversations.engine.engine import Asking, Needs, run
from conversations.engine.session import Session
from conversations.questions.plain import Say
from conversations.screens import Screen
from conversations.turn import talk
from models.clock import Clock
from models.wire import Locale, Receipt

log = structlog.get_logger("bot.outbox")
TRIES = 50
"""Compare-and-set lost so often in a row is a mistake of ours, not a race."""
MOST = 20
"""Sessions posted in one go."""
DONE = 20
"""Posted sessions that are remembered, so that their old buttons can be answered with the number."""
FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=5)
"""Of the pauses between two attempts; each is twice the one before."""


@dataclass(frozen=True)
class Shown:
    """A screen as it stands in the mailbox. `id` 0: it was not kept there."""

    screen: Screen
    id: int = 0


@dataclass
class Outbox:
    store: Store
    client: Client
    files: Files
    world: World
    bell: Bell
    clock: Clock
    remind: timedelta
    expire: timedelta

    def __post_init__(self) -> None:
        self._post = Post(self.client, self.files)
        self.arrivals = Arrivals(self.store, self.files)

    async def keep(
        self, chat: Chat, held: Held, memory: Memory, mail: Iterable[Mail] = (), claim: Statement | None = None
    ) -> list[int] | None:
        """Saves the memory with new mail. None if somebody else saved it since it was loaded, or has the `claim`."""
        memory.due = memory.due if memory.busy else None
        for session in memory.sealed:  # a repeated call must be the same call, even if the language is changed
            (session.result or {}).setdefault("locale", memory.talk.locale)
        done = [s for s in memory.talk.sessions if s.state == "done"]
        for session in done[:-DONE]:
            memory.talk.sessions.remove(session)
        care_at = memory.care_at(self.remind, self.expire)
        return await self.store.save(chat, memory.dump(), held.rev, list(mail), memory.due, care_at, claim)

    async def empty(self, chat: Chat, kind: Literal["screen", "late"], silent: bool) -> list[Shown]:
        """Posts what is sealed, oldest first. `silent`: nothing is said when it has to wait.

        `late` is for screens that nobody is waiting for at this moment.
        """
        shown: list[Shown] = []
        for _ in range(MOST):
            memory = Memory.load((await self.store.load(chat)).doc)
            if memory.forgetting:
                await self.forget(chat)
            if not memory.sealed:
                break
            session = memory.sealed[0]
            try:
                outcome = await self._post(chat, session, cast(Locale, memory.talk.locale))
                shown += await self._settle(chat, session.id, outcome, kind)
            except ApiDown as down:
                log.warning("kept for later", session=session.id[:6], reason=down.reason)
                shown += await self._wait(chat, silent or bool(shown))
                break
        if shown and kind == "late":
            await self.bell.ring(await self.store.mark(chat))
        return shown

    async def _settle(
        self, chat: Chat, id: str, outcome: Posted | Rejected, kind: Literal["screen", "late"]
    ) -> list[Shown]:
        """Writes down what became of a session. Nothing happens if another process was first."""
        self.world.forget(chat)
        for _ in range(TRIES):
            held = await self.store.load(chat)
            memory = Memory.load(held.doc)
            session = memory.talk.session(id)
            if session is None or session.state != "sealed":
                return []
            files = tokens(session)
            told = [_letter(kind, memory.talk.locale, t) for t in outcome.told]
            if isinstance(outcome, Posted):
                turn = talk.settled(memory.talk, id, outcome.receipt)
                memory.talk = turn.talk
                told += [Mail(kind, (s,)) for s in turn.screens]
            else:
                told += [Mail(kind, (s,)) for s in await self._refused(chat, memory, session, outcome)]
            memory.tries, memory.due = 0, self.clock.now() + FIRST
            memory.offer(s for mail in told for s in mail.screens)
            ids = await self.keep(chat, held, memory, told)
            if ids is None:
                continue
            await self.files.drop(files - memory.tokens())
            await self._sent(outcome.told)
            return [Shown(s, id) for mail, id in zip(told, ids, strict=True) for s in mail.screens]
        raise RuntimeError("the chat was never free")

    async def _refused(self, chat: Chat, memory: Memory, session: Session, no: Rejected) -> Sequence[Screen]:
        """Opens the session again where the refusal can be mended; words are never lost."""
        log.warning("refused", session=session.id[:6], code=no.code)
        if session.dialog not in DIALOGS:
            return _give_back(memory, session, no)
        facts: dict[Any, Any] = session.known
        focus = await self._focus(chat, session, no, facts)
        held = memory.dump()
        while True:
            turn = talk.refused(Memory.load(held).talk, session.id, focus, no.reason, facts, no.done)
            if turn.needs is None:
                memory.talk = turn.talk
                return turn.screens
            facts[turn.needs.query] = await self.world.answer(turn.needs, chat, session.id)

    async def _focus(self, chat: Chat, session: Session, no: Rejected, facts: dict[Any, Any]) -> str | None:
        """The key to ask again: the last on the path that begins as `no.at` says, or else the last of all."""
        while True:
            outcome = run(DIALOGS[session.dialog].script, session.answers | no.done, facts)
            if isinstance(outcome, Asking) and outcome.key.split(".")[0] == no.at:
                return outcome.key
            if not isinstance(outcome, Needs):
                break
            facts[outcome.query] = await self.world.answer(outcome, chat, session.id)
        fitting = [key for key in outcome.trail if key.split(".")[0] == no.at]
        return next(reversed(fitting or outcome.trail), None)

    async def _wait(self, chat: Chat, silent: bool) -> list[Shown]:
        for _ in range(TRIES):
            held = await self.store.load(chat)
            memory = Memory.load(held.doc)
            pause = min(FIRST * 2 ** min(memory.tries, 10), LONGEST)
            memory.tries, memory.due = memory.tries + 1, self.clock.now() + pause
            locale = memory.talk.locale
            waiting = screens.plain(locale, Say("sealed.waiting"), rows=(screens.to_menu(locale),))
            told = [] if silent else [waiting]
            ids = await self.keep(chat, held, memory, [Mail("screen", (s,)) for s in told])
            if ids is not None:
                return [Shown(s, id) for s, id in zip(told, ids, strict=True)]
        raise RuntimeError("the chat was never free")

    async def forget(self, chat: Chat) -> None:
        """The person asked us to delete what we hold: the transcript and every file that is not on its way."""
        await self.store.forget(chat)
        await self.arrivals.forget(chat)
        for _ in range(TRIES):
            held = await self.store.load(chat)
            memory = Memory.load(held.doc)
            await self.files.drop(await self.files.of(chat) - memory.tokens())
            memory.forgetting = False
            if await self.keep(chat, held, memory) is not None:
                return

    async def _sent(self, told: Iterable[Told]) -> None:
        """The notices that came with an answer are in the mailbox now. If this call fails, the courier makes it."""
        for notice in [t.notice for t in told if t.notice]:
            try:
                await self.client.receipt(notice.id, Receipt(lease=notice.lease, outcome="sent"))
            except (ApiDown, ApiRefused) as why:
                log.warning("no receipt", notice=notice.id, reason=str(why))


def _letter(kind: Literal["screen", "late"], locale: str, told: Told) -> Mail:
    notice = told.notice
    if told.says:
        shown: tuple[Screen, ...] = (screens.plain(locale, *told.says, rows=(screens.to_menu(locale),)),)
    else:
        shown = screens.notice(locale, notice) if notice else ()
    return Mail(kind, shown, notice=notice.id if notice else None, lease=notice.lease if notice else None)


def _give_back(memory: Memory, session: Session, no: Rejected) -> Sequence[Screen]:
    """What was posted without a dialog has no question to go back to; words and files become a draft."""
    parts = (session.result or {}).get("parts", [])
    talk.settled(memory.talk, session.id, {"refused": no.code})
    if parts:
        story = {"story": {"parts": parts, "done": False}}
        draft = Session(f"{session.id}-again", "submit", 1, session.touched_at, session.touched_at, story)
        memory.talk.sessions.append(draft)
    elif (session.result or {}).get("sort") == "call":
        return ()
    locale = memory.talk.locale
    return (screens.plain(locale, no.reason, rows=(screens.to_menu(locale),)),)
