"""A chat that staff have or give back: the talk stands so before their words are shown."""

from bot.conversation import Conversation
from bot.outbox import Outbox
from bot.store import Chat, Mail
from conversations.engine.session import PHONE, WITH
from models.law.notices import NoticeKind

STANDS = {"with": WITH, "over": None, "back": None, "phone": PHONE}
"""How a notice leaves the talk (`Notice.talk`), as the talk itself has it."""


async def follow(outbox: Outbox, chat: Chat, kind: NoticeKind) -> None:
    """Before its words are shown, the talk stands as the notice leaves it. May be done again."""
    if kind.row.talk is None:
        return
    wanted, safe = STANDS[kind.row.talk], kind.row.talk == "back"

    async def stand(conversation: Conversation) -> list[Mail] | None:
        talk = conversation.talk
        paused = talk.pause is not None
        if (talk.person == wanted and not (safe and paused)) or (wanted == PHONE and paused):
            return None
        talk.person = wanted
        if safe:
            talk.pause = None
        return []

    await outbox.change(chat, stand)
