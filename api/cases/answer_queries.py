"""SQL of the answers that were sent."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.kept import nothing_of
from models.law.replies import ANSWERS
from models.tables import Answer, Case, Contact


async def answered_alike(session: AsyncSession, case: Case, alike: str) -> bool:
    """Whether another case got an answer in the same words; one that is merged with it may."""
    together = case.merged_into_id or case.id
    statement = (
        select(Answer.id)
        .join(Case, Case.id == Answer.case_id)
        .where(
            Answer.alike == alike,
            Answer.taken_back_at.is_(None),
            func.coalesce(Case.merged_into_id, Case.id) != together,
        )
        .limit(1)
    )
    return await session.scalar(statement) is not None


async def last_answer(session: AsyncSession, case_id: int) -> Answer | None:
    standing = (Answer.taken_back_at.is_(None), Answer.kind.in_([str(k) for k in ANSWERS]))
    statement = select(Answer).where(Answer.case_id == case_id, *standing)
    found: Answer | None = await session.scalar(statement.order_by(Answer.seq.desc()).limit(1))
    return found


async def answers_of(session: AsyncSession, case_id: int) -> Sequence[tuple[Answer, str | None]]:
    """All that was sent on the matter, in order, with the name of who else helps."""
    if nothing_of(session, case_id, Answer):
        return []
    statement = select(Answer, Contact.name).outerjoin(Contact, Contact.id == Answer.contact_id)
    rows = await session.execute(
        statement.where(Answer.case_id == case_id, Answer.taken_back_at.is_(None)).order_by(Answer.seq)
    )
    return [(a, name) for a, name in rows]


async def answer_at(session: AsyncSession, case_id: int, seq: int) -> Answer | None:
    wanted = (Answer.case_id == case_id, Answer.seq == seq, Answer.taken_back_at.is_(None))
    found: Answer | None = await session.scalar(select(Answer).where(*wanted))
    return found
