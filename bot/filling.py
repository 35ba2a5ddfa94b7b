"""The form on our own page: what was entered there is taken into the chat that asked for it."""

import secrets
from typing import Literal

from bot.client import ApiDown, ApiRefused
from bot.conversation import PATIENCE
from bot.desk import TRIES, Desk
from bot.steps import Step
from bot.store import Mail
from conversations.engine.session import Talk
from conversations.turn import talk
from conversations.turn.own_page import Busy, Expired

Outcome = Literal["kept", "used", "over", "gone", "busy"]


class Filling:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def fill(self, step: Step, given: dict[str, str]) -> Outcome:
        """`kept` once: then the chat is told so, without the values. `busy`: nothing has happened, try again."""
        desk, chat = self._desk, step.chat
        async with desk.alone(chat):
            outcome = await self._fill(step, given)
            if outcome == "kept":
                await desk.steps.close(step)
                await desk.outbox.empty(chat, "late", silent=False)
                await desk.wakeup.send(await desk.store.mark(chat))
            return outcome

    async def _fill(self, step: Step, given: dict[str, str]) -> Outcome:
        desk, chat, fresh = self._desk, step.chat, secrets.token_hex(6)
        at = desk.clock.now().isoformat()

        def turn(copy: Talk, facts: talk.Facts) -> talk.TurnResult:
            return talk.filled_in(copy, step.session, step.key, given, at, facts, fresh)

        for _ in range(TRIES):
            now = await desk.steps.again(step)
            if now is None or now.state != "open":
                return "over" if now is None else "used" if now.state == "used" else "over"
            conversation = await desk.outbox.load(chat)
            try:
                taken = await desk.listen(chat, conversation, turn)
            except Expired:
                return "gone"
            except (Busy, ApiDown, ApiRefused):
                return "busy"
            conversation.talk = taken.talk
            conversation.offer(taken.screens)
            if conversation.busy and conversation.due is None:
                conversation.due = desk.clock.now() + PATIENCE
            mail = [Mail("late", (screen,)) for screen in taken.screens]
            if await desk.outbox.keep(chat, conversation, mail, desk.steps.use(step)) is not None:
                return "kept"
        raise RuntimeError("the chat was never free")
