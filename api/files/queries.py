"""SQL of the files: those that wait for a case, and what is shown of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Attachment


class Drawn(TypedDict, total=False):
    """What is known of a file once somebody has looked at it: the columns of its rendition, if there is one."""

    looked_at: datetime
    shown_type: str
    broke_off: bool
    shown_token: str
    preview_token: str | None


async def untaken(session: AsyncSession, before: datetime, limit: int) -> Sequence[Attachment]:
    """Stored before and taken by no case and no talk; locked, so that none is taken while it is deleted."""
    statement = select(Attachment).where(Attachment.case_id.is_(None), Attachment.hand_over_id.is_(None))
    statement = statement.where(Attachment.stored_at < before)
    statement = statement.order_by(Attachment.id).limit(limit).with_for_update(skip_locked=True)
    return (await session.scalars(statement)).all()


async def drop(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(delete(Attachment).where(Attachment.id.in_(ids)))


async def looked_at(session: AsyncSession, id: int, shown: Drawn) -> bool:
    """Names what is shown of a file. False if somebody else was first."""
    first = update(Attachment).where(Attachment.id == id, Attachment.looked_at.is_(None)).values(shown)
    return await session.scalar(first.returning(Attachment.id)) is not None


async def again(session: AsyncSession, id: int) -> Attachment:
    return (await session.scalars(select(Attachment).where(Attachment.id == id))).one()


async def not_looked_at(session: AsyncSession, after: int, limit: int) -> Sequence[Attachment]:
    """Files of cases of which nothing was drawn yet, in the order of their ids."""
    waiting = (Attachment.looked_at.is_(None), Attachment.case_id.is_not(None), Attachment.id > after)
    return (await session.scalars(select(Attachment).where(*waiting).order_by(Attachment.id).limit(limit))).all()


async def free_attachments(session: AsyncSession, tokens: list[str]) -> dict[str, Attachment]:
    """Stored files that no case has taken yet; of two cases at once the second finds them taken."""
    statement = select(Attachment).where(Attachment.token.in_(tokens), Attachment.case_id.is_(None))
    rows = await session.scalars(statement.order_by(Attachment.id).with_for_update())
    return {a.token: a for a in rows}


async def of_events(session: AsyncSession, case_id: int, *seqs: int) -> Sequence[Attachment]:
    """What staff added to a case, in order: with these events, or with any."""
    added = Attachment.event_seq.in_(seqs) if seqs else Attachment.event_seq.is_not(None)
    statement = select(Attachment).where(Attachment.case_id == case_id, added)
    return (await session.scalars(statement.order_by(Attachment.event_seq, Attachment.id))).all()


async def of_many(session: AsyncSession, events: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[Attachment]]:
    """What staff added with these events (case, seq), in order."""
    found: dict[tuple[int, int], list[Attachment]] = {}
    if events:
        these = tuple_(Attachment.case_id, Attachment.event_seq).in_(events)
        for file in await session.scalars(select(Attachment).where(these).order_by(Attachment.id)):
            found.setdefault((file.case_id or 0, file.event_seq or 0), []).append(file)
    return found


async def waiting(session: AsyncSession, tokens: Sequence[str]) -> Sequence[Attachment]:
    """Stored files that belong to nothing yet."""
    free = (Attachment.case_id.is_(None), Attachment.hand_over_id.is_(None))
    return (await session.scalars(select(Attachment).where(Attachment.token.in_(tokens), *free))).all()


async def attachment_of(session: AsyncSession, case_id: int, token: str) -> Attachment | None:
    found: Attachment | None = await session.scalar(
        select(Attachment).where(Attachment.case_id == case_id, Attachment.token == token)
    )
    return found
