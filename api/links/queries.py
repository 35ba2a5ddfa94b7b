"""SQL of links between cases."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select, union, update
from sqlalchemy import case as when
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.queries import ROW, visible
from api.kept import nothing_of
from api.security import Caller
from models.law.matters import LinkKind
from models.tables import Case, CaseLink, CasePerson, Staff, Topic


async def both(session: AsyncSession, first: int, second: int) -> None:
    """Locks two cases, always in the same order, until the transaction ends."""
    wanted = select(Case.id).where(Case.id.in_((first, second))).order_by(Case.id)
    await session.execute(wanted.with_for_update(key_share=True))


STANDS = CaseLink.undone_at.is_(None)


async def between(session: AsyncSession, first: int, second: int) -> CaseLink | None:
    """The link of the two that stands, or was taken back."""
    pairs = ((CaseLink.case_id == a) & (CaseLink.other_id == b) for a, b in ((first, second), (second, first)))
    found: CaseLink | None = await session.scalar(select(CaseLink).where(or_(*pairs)))
    return found


async def one(session: AsyncSession, case_id: int, id: int) -> CaseLink | None:
    """A link of the case, whichever of the two it is."""
    wanted = (CaseLink.id == id, or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id), STANDS)
    found: CaseLink | None = await session.scalar(select(CaseLink).where(*wanted).with_for_update())
    return found


async def first_of(session: AsyncSession, case_id: int) -> int:
    """The case of which this one is a repeat; itself, if of none."""
    wanted = (CaseLink.case_id == case_id, CaseLink.kind == LinkKind.REPEAT.value, STANDS)
    return await session.scalar(select(CaseLink.other_id).where(*wanted).limit(1)) or case_id


async def merged_here(session: AsyncSession, case_id: int) -> bool:
    return await session.scalar(select(Case.id).where(Case.merged_into_id == case_id).limit(1)) is not None


async def is_repeat(session: AsyncSession, case_id: int) -> bool:
    wanted = (CaseLink.case_id == case_id, CaseLink.kind == LinkKind.REPEAT.value, STANDS)
    return await session.scalar(select(CaseLink.id).where(*wanted).limit(1)) is not None


async def of_case(session: AsyncSession, case_id: int) -> Sequence[tuple[CaseLink, str, Staff | None]]:
    """Each link with the number of the other case and with who made it, oldest first."""
    if nothing_of(session, case_id, CaseLink):
        return []
    other = when((CaseLink.case_id == case_id, CaseLink.other_id), else_=CaseLink.case_id)
    statement = (
        select(CaseLink, Case.case_no, Staff)
        .join(Case, Case.id == other)
        .outerjoin(Staff, Staff.id == CaseLink.by_id)
        .where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id), STANDS)
        .order_by(CaseLink.id)
    )
    return [(link, number, by) for link, number, by in await session.execute(statement)]


async def cut(session: AsyncSession, case_id: int, at: datetime) -> None:
    """No link of this case stands any more: it goes behind the wall."""
    merged = update(Case).where(or_(Case.merged_into_id == case_id, Case.id == case_id))
    await session.execute(merged.values(merged_into_id=None))
    of_case = or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)
    await session.execute(update(CaseLink).where(of_case, STANDS).values(undone_at=at))


async def likely(session: AsyncSession, who: Caller, case: Case, limit: int) -> Sequence[Case]:
    """Other cases of the same chat, person or phone number that the caller sees. The case has its person with it.

    Those of the same kind of matter first, then the newest.
    """
    same: list[Select[int]] = []  # each by an index of its own: together they would be looked for in every case
    if case.channel_id is not None:
        same.append(select(Case.id).where(Case.channel_id == case.channel_id))
    if case.resident_id is not None:
        same.append(select(Case.id).where(Case.resident_id == case.resident_id))
    mark = case.person.phone_mark if case.person is not None else None
    if mark is not None:  # the same number left from another chat, or at the counter
        same.append(select(CasePerson.case_id).where(CasePerson.phone_mark == mark))
    if not same:
        return []
    alike = func.substr(Topic.code, 1, 2) == func.substr(case.topic.code if case.topic else "", 1, 2)
    statement = (
        select(Case)
        .options(*ROW)
        .outerjoin(Topic, Topic.id == Case.topic_id)
        .where(Case.id.in_(union(*same)), Case.id != case.id, Case.restricted.is_(False), visible(who))
        .order_by(when((alike, 0), else_=1), Case.id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()
