"""A chat that staff have or give back: the talk stands so before their words are shown."""

from bot.conversation import Conversation
from bot.outbox import Outbox
from bot.store import Chat, Mail
from conversations.engine.session import PHONE, WITH
from models.law.notices import NoticeKind

STANDS = {"with": WITH, "over": None, "phone": PHONE}
"""How a notice leaves the talk (`Notice.talk`), as the talk itself has it."""


async def follow(outbox: Outbox, chat: Chat, kind: NoticeKind) -> None:
    """Before its words are shown, the talk stands as the notice leaves it. May be done again."""
    if kind.row.talk is None:
        return
    wanted = STANDS[kind.row.talk]

    async def stand(conversation: Conversation) -> list[Mail] | None:
        talk = conversation.talk
        if talk.person == wanted or (wanted == PHONE and talk.pause is not None):
            return None
        talk.person = wanted
        return []

    await outbox.change(chat, stand)
