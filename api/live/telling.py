"""What a chat that is handed over is told: a notice of its own, in order, with a receipt."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from models.db import OWED
from models.law.facts import Facts
from models.law.notices import NoticeKind, NoticeState
from models.tables import HandOver, HandOverLine, Notification, ResidentChannel


@dataclass(frozen=True)
class Word:
    """`line`: whose words it carries."""

    kind: NoticeKind
    facts: Facts
    line: HandOverLine | None = None


async def tell(session: AsyncSession, ctx: Context, at: HandOver, word: Word) -> None:
    now = ctx.clock.now()
    chat = await session.get_one(ResidentChannel, at.channel_id)
    session.add(
        Notification(
            hand_over_id=at.id,
            kind=word.kind,
            channel=chat.channel,
            channel_id=chat.id,
            event_seq=word.line.id if word.line is not None else None,
            facts=word.facts,
            state=NoticeState.DUE,
            created_at=now,
            due_at=now,
        )
    )
    session.info[OWED] = True
