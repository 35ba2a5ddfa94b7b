"""Messages to staff: counts and case numbers, never names. In the chat a person has linked, or else in their inbox."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from models.db import OWED
from models.law.channels import Channel
from models.law.facts import Facts
from models.law.notices import NoticeKind, NoticeState
from models.law.triggers import Trigger
from models.tables import Notification, ResidentChannel, Staff

AT_ONCE = frozenset({Trigger.URGENT, Trigger.RETALIATION})
"""Findings told by a message of their own, not in the morning."""


@dataclass(frozen=True)
class Message:
    """What somebody above is to know, unless another `kind` is said. `push`: at once; else it waits in the inbox."""

    facts: Facts
    kind: NoticeKind = NoticeKind.ESCALATION
    push: bool = True


def urgent(facts: Facts) -> Message:
    """What cannot wait until the morning."""
    return Message(facts, NoticeKind.URGENT)


async def tell(session: AsyncSession, ctx: Context, person: Staff, message: Message) -> Notification:
    """Owed to their chat, if they have linked one that can be reached and it is to be pushed. Else it waits, as
    `sent`, until they read their inbox."""
    now = ctx.clock.now()
    linked = person.channel_id if message.push else None
    chat = await session.get(ResidentChannel, linked) if linked is not None else None
    if chat is not None and chat.unreachable_since is not None:
        chat = None
    made = Notification(
        staff_id=person.id,
        kind=message.kind,
        channel=chat.channel if chat else Channel.STAFF,
        channel_id=chat.id if chat else None,
        facts=message.facts,
        state=NoticeState.DUE if chat else NoticeState.SENT,
        created_at=now,
        due_at=now,
        sent_at=None if chat else now,
    )
    session.add(made)
    if chat is not None:
        session.info[OWED] = True
    return made
