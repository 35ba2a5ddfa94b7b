"""Empties a chat's outbox: what was confirmed is posted, the answer saved with its screens, the receipt given."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import structlog

from bot.arrivals import Arrivals
from bot.client import ApiDown, ApiRefused, Client
from bot.conversation import Conversation
from bot.database import Statement
from bot.files import Files
from bot.guest import Guest
from bot.post import Post, Posted, tokens
from bot.rejected import Rejected, Told
from bot.store import Chat, Mail, Store
from bot.underway import Underway
from bot.wakeup import Wakeup
from bot.world import World
from conversations import screens
from conversations.engine.dialog import known
from conversations.engine.engine import Asking, Needs, run
from conversations.engine.session import Session
from conversations.notices import screens_of
from conversations.questions.plain import Say
from conversations.screens import Screen
from conversations.turn import talk
from conversations.turn.talk import DIALOGS
from models.clock import Clock
from models.law.channels import Channel
from models.wire import CallWanted, Receipt
from models.wire.deeds import Adding

log = structlog.get_logger("bot.outbox")
TRIES = 50
"""Compare-and-set lost so often in a row is a mistake of ours, not a race."""
MOST = 20
"""Sessions posted in one go."""
DONE = 20
"""Posted sessions that are remembered, so that their old buttons can be answered with the number."""
SPOKEN = 10_000
"""Chats whose language is remembered."""
FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=5)
"""Of the pauses between two attempts; each is twice the one before."""


@dataclass(frozen=True)
class Shown:
    """A screen as it stands in the mailbox. `id` 0: it was not kept there."""

    screen: Screen
    id: int = 0


Change = Callable[[Conversation], Awaitable[list[Mail] | None]]
Changed = tuple[Conversation, list[Shown]]
"""The conversation as it is stored now, and the screens that were mailed with it."""


@dataclass
class Outbox:
    store: Store
    client: Client
    files: Files
    world: World
    wakeup: Wakeup
    clock: Clock
    remind: timedelta
    expire: timedelta

    def __post_init__(self) -> None:
        self.underway = Underway(Post(self.client, self.files, self.store))
        self.arrivals = Arrivals(self.store, self.files)
        self._spoken: dict[Chat, str] = {}

    async def load(self, chat: Chat, locale: str = "zh_Hans") -> Conversation:
        """As it stands. `locale` is for a chat that is new."""
        conversation = Conversation.load(await self.store.load(chat), locale)
        self._speaks(chat, conversation)
        return conversation

    async def locale(self, chat: Chat, guess: str = "zh_Hans") -> str:
        """The language of the chat as this process knew it last, which has just heard it when it answers."""
        return self._spoken.get(chat) or (await self.load(chat, guess)).talk.locale

    def _speaks(self, chat: Chat, conversation: Conversation) -> None:
        if not conversation.rev:  # a guess
            return
        if len(self._spoken) >= SPOKEN:
            self._spoken.clear()
        self._spoken[chat] = conversation.talk.locale

    async def keep(
        self, chat: Chat, conversation: Conversation, mail: Iterable[Mail] = (), claim: Statement | None = None
    ) -> list[int] | None:
        """Saves the conversation with new mail, and it is the stored one from then on. None if somebody else saved the
        chat since it was loaded, or has the `claim`: then this one is good for nothing."""
        conversation.due = conversation.due if conversation.busy else None
        for session in conversation.sealed:  # a repeated call must be the same call, even if these change meanwhile
            if session.result is not None:
                session.result.setdefault("locale", conversation.talk.locale)
                session.result.setdefault("origin", conversation.origin)
        done = [s for s in conversation.talk.sessions if s.state == "done"]
        for session in done[:-DONE]:
            conversation.talk.sessions.remove(session)
        care_at = conversation.care_at(self.remind, self.expire)
        ids = await self.store.save(
            chat, conversation.dump(), conversation.rev, list(mail), conversation.due, care_at, claim
        )
        if ids is not None:
            conversation.rev += 1
            self._speaks(chat, conversation)
        return ids

    async def change(self, chat: Chat, make: Change, conversation: Conversation | None = None) -> Changed:
        """Compare-and-set: `make` changes the conversation and returns the mail that is saved with it, or None to save
        nothing. It is called again with a fresh one whenever another process was first."""
        for _ in range(TRIES):
            conversation = conversation or await self.load(chat)
            mail = await make(conversation)
            if mail is None:
                return conversation, []
            ids = await self.keep(chat, conversation, mail)
            if ids is not None:
                return conversation, [Shown(s, id) for m, id in zip(mail, ids, strict=True) for s in m.screens]
            conversation = None
        raise RuntimeError("the chat was never free")

    async def empty(
        self, chat: Chat, kind: Literal["screen", "late"], silent: bool, conversation: Conversation | None = None
    ) -> list[Shown]:
        """Posts what is sealed, oldest first. `silent`: nothing is said when it has to wait.

        `late` is for screens that nobody is waiting for at this moment. `conversation`: as it was saved just now.
        """
        shown: list[Shown] = []
        for _ in range(MOST):
            conversation = conversation or await self.load(chat)
            if conversation.forgetting:
                conversation = await self.forget(chat)
            if not conversation.sealed:
                break
            session = conversation.sealed[0]
            try:
                outcome = await self.underway(chat, session, Guest(conversation.talk.locale, conversation.origin))
                conversation, told = await self._settle(chat, conversation, session.id, outcome, kind)
                shown += told
            except ApiDown as down:
                log.warning("kept for later", session=session.id[:6], reason=down.reason)
                shown += await self._wait(chat, conversation, silent or bool(shown))
                break
        if shown and kind == "late":
            await self.wakeup.send(await self.store.mark(chat))
        return shown

    async def _settle(
        self,
        chat: Chat,
        conversation: Conversation,
        id: str,
        outcome: Posted | Rejected,
        kind: Literal["screen", "late"],
    ) -> Changed:
        """Writes down what became of a session. Nothing happens if another process was first."""
        self.world.forget(chat)
        files: set[str] = set()

        async def settle(conversation: Conversation) -> list[Mail] | None:
            session = conversation.talk.session(id)
            if session is None or session.state != "sealed":
                return None
            files.update(tokens(session))
            told = [_letter(kind, conversation, t, chat) for t in outcome.told]
            if isinstance(outcome, Posted):
                said = talk.settled(conversation.talk, id, outcome.receipt).screens
            else:
                said = await self._refused(chat, conversation, session, outcome)
            told += [Mail(kind, (s,)) for s in said]
            conversation.tries, conversation.due = 0, self.clock.now() + FIRST
            conversation.offer(s for mail in told for s in mail.screens)
            return told

        conversation, shown = await self.change(chat, settle, conversation)
        await self.files.drop(files - conversation.tokens())
        await self._sent(outcome.told)
        return conversation, shown

    async def _refused(self, chat: Chat, conversation: Conversation, session: Session, no: Rejected) -> list[Screen]:
        """Opens the session again where the refusal can be mended; words are never lost."""
        log.warning("refused", session=session.id[:6], code=no.code)
        if session.dialog not in DIALOGS:
            return _give_back(conversation, session, no)
        facts: dict[Any, Any] = self.world.known(chat) | known(session)
        focus = await self._focus(chat, session, no, facts)
        while True:
            turn = talk.refused(conversation.talk, session.id, focus, no.reason, facts, no.done)
            if turn.needs is None:
                conversation.talk = turn.talk
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

    async def _wait(self, chat: Chat, conversation: Conversation, silent: bool) -> list[Shown]:
        async def wait(conversation: Conversation) -> list[Mail]:
            pause = min(FIRST * 2 ** min(conversation.tries, 10), LONGEST)
            conversation.tries, conversation.due = conversation.tries + 1, self.clock.now() + pause
            locale = conversation.talk.locale
            waiting = screens.plain(locale, Say("sealed.waiting"), rows=(screens.to_menu(locale),))
            return [] if silent else [Mail("screen", (waiting,))]

        return (await self.change(chat, wait, conversation))[1]

    async def forget(self, chat: Chat) -> Conversation:
        """The person asked us to delete what we hold: the transcript and every file that is not on its way."""
        await self.store.forget(chat)
        await self.arrivals.forget(chat)

        async def forget(conversation: Conversation) -> list[Mail]:
            await self.files.drop(await self.files.of(chat) - conversation.tokens())
            conversation.forgetting = False
            return []

        return (await self.change(chat, forget))[0]

    async def _sent(self, told: Iterable[Told]) -> None:
        """The notices that came with an answer are in the mailbox now. If this call fails, the courier makes it."""
        for notice in [t.notice for t in told if t.notice]:
            try:
                await self.client.receipt(notice.id, Receipt(lease=notice.lease, outcome="sent"))
            except (ApiDown, ApiRefused) as why:
                log.warning("no receipt", notice=notice.id, reason=str(why))


def _letter(kind: Literal["screen", "late"], conversation: Conversation, told: Told, chat: Chat) -> Mail:
    """The first receipt of a chat says how to come back to it."""
    notice, locale, talk = told.notice, conversation.talk.locale, conversation.talk
    shown: tuple[Screen, ...]
    if told.filed is not None:
        line = {"line": f"{told.filed.case_no} {told.filed.query_code}"}
        keep = Say("filed.keep", line) if chat.channel == Channel.WEB else Say("filed.elsewhere")
        more = (*screens.for_topic(told.topic), *(() if talk.keeps else (keep,)))
        shown = (screens.filed(locale, told.filed, *more),)
        talk.keeps = True
    elif told.says:
        shown = (screens.plain(locale, *told.says, rows=(screens.to_menu(locale),)),)
    else:
        shown = screens_of(locale, notice) if notice else ()
    return Mail(kind, shown, notice=notice.id if notice else None, lease=notice.lease if notice else None)


def _give_back(conversation: Conversation, session: Session, no: Rejected) -> list[Screen]:
    """What was posted without a dialog has no question to go back to; words and files become a draft."""
    deed = session.deed
    talk.settled(conversation.talk, session.id, {"refused": no.code})
    if isinstance(deed, Adding):
        parts = [part.model_dump(mode="json", exclude_unset=True) for part in deed.parts]
        story = {"story": {"parts": parts, "done": False}}
        draft = Session(f"{session.id}-again", "submit", 1, session.touched_at, session.touched_at, story)
        conversation.talk.sessions.append(draft)
    elif isinstance(deed, CallWanted):
        return []
    locale = conversation.talk.locale
    return [screens.plain(locale, no.reason, rows=(screens.to_menu(locale),))]
