"""SQL of the cases. Visibility is part of every query: what a caller may not see is not found."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, bindparam, exists, false, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from api.errors import NotFound
from api.kept import asked_once, know_nothing_of
from api.security import Caller
from models.law.states import ENDED
from models.rights import Relation, Right
from models.tables import Answer, Case, CaseLink, CasePerson, CoUnit, Improvement, Proposal, Review, Table

_LISTED = ", ".join(f"'{s}'" for s in sorted(ENDED))
OPEN = text(f"case_.state NOT IN ({_LISTED})")
"""As the partial indexes have it, word for word."""
ROW = (joinedload(Case.topic), joinedload(Case.area), joinedload(Case.lead_unit), joinedload(Case.handler))
CALLERS = 500
"""Of so many the words for what they see are kept."""


@lru_cache(maxsize=CALLERS)
def visible(who: Caller) -> ColumnElement[bool]:
    """The cases of which the caller has the right to see: the table's relations, as SQL."""
    return or_(*visible_by(who))


@lru_cache(maxsize=CALLERS)
def visible_by(who: Caller) -> tuple[ColumnElement[bool], ...]:
    """The same by each relation alone, of which any will do."""
    reach = who.reach(Right.SEE_CASE)

    def units(relation: Relation) -> frozenset[int]:
        return reach.units.get(relation, frozenset())

    def told(table: type[Review | Proposal | CoUnit], relation: Relation, *more: ColumnElement[bool]) -> Exists:
        theirs = (table.case_id == Case.id, table.unit_id.in_(units(relation)), *more)
        return exists().where(*theirs).correlate(Case)

    inside = [Case.restricted == true()] if Relation.WALL in reach else []  # as the partial index has it
    seen: list[ColumnElement[bool]] = []
    if reach.inside is None:
        return (*inside, and_(Case.restricted.is_(false())))
    if reach.inside:
        seen.append(Case.lead_unit_id.in_(reach.inside))
    if units(Relation.ANSWERABLE):
        seen.append(Case.answerable_unit_id.in_(units(Relation.ANSWERABLE)))
    if Relation.OWNER in reach:
        seen.append(Case.owner_id == who.staff_id)
    if units(Relation.REVIEWING):
        seen.append(told(Review, Relation.REVIEWING))
    if units(Relation.ASKED):
        seen.append(told(Proposal, Relation.ASKED, Proposal.decided_at.is_(None)))
    if units(Relation.CALLED):
        seen.append(told(CoUnit, Relation.CALLED))
    return (*inside, *(and_(Case.restricted.is_(false()), one) for one in seen)) or (false(),)


async def case_for(session: AsyncSession, who: Caller, case_no: str) -> Case | None:
    found: Case | None = await session.scalar(select(Case).options(*ROW).where(Case.case_no == case_no, visible(who)))
    return found


async def numbered(session: AsyncSession, who: Caller, numbers: Sequence[str]) -> Sequence[Case]:
    """Those of these cases that the caller sees."""
    statement = select(Case).options(*ROW).where(Case.case_no.in_(numbers), visible(who))
    return (await session.scalars(statement)).all()


@asked_once
async def see(session: AsyncSession, who: Caller, case_no: str) -> Case:
    """The case with its person, for the staff's view. NotFound where the caller may not see it."""
    row = (await session.execute(_full_case(who), {"case_no": case_no})).first()
    if row is None:
        raise NotFound
    found: Case = row[0]
    for table, there in zip(BESIDE, row[1:], strict=True):
        if not there:
            know_nothing_of(session, found.id, table)
    return found


BESIDE: Mapping[type[Table], ColumnElement[bool]] = {
    Proposal: Proposal.case_id == Case.id,
    Review: Review.case_id == Case.id,
    Answer: Answer.case_id == Case.id,
    CoUnit: CoUnit.case_id == Case.id,
    CaseLink: or_(CaseLink.case_id == Case.id, CaseLink.other_id == Case.id),
    Improvement: Improvement.case_id == Case.id,
}
"""What few cases have: whether this one has any is asked with the case."""


@lru_cache(maxsize=CALLERS)
def _full_case(who: Caller) -> Select[*tuple[Any, ...]]:
    options = (*ROW, joinedload(Case.person), joinedload(Case.chat))
    there = (exists().where(of_case).correlate(Case) for of_case in BESIDE.values())
    return select(Case, *there).options(*options).where(Case.case_no == bindparam("case_no"), visible(who))


async def set_person(session: AsyncSession, case_id: int, **values: Any) -> None:
    await session.execute(update(CasePerson).where(CasePerson.case_id == case_id).values(**values))


async def unmarked(session: AsyncSession, limit: int) -> Sequence[CasePerson]:
    """People whose names have no mark to be found by; locked."""
    missing = and_(CasePerson.name_sealed.is_not(None), CasePerson.name_mark.is_(None))
    statement = select(CasePerson).where(missing).order_by(CasePerson.id).limit(limit)
    return (await session.scalars(statement.with_for_update(skip_locked=True))).all()


async def case_by_id(session: AsyncSession, id: int) -> Case:
    return (await session.scalars(_BY_ID, {"case": id})).one()


_BY_ID = select(Case).options(*ROW, joinedload(Case.person)).where(Case.id == bindparam("case"))


async def next_issue(session: AsyncSession, case_id: int) -> int:
    statement = update(Case).where(Case.id == case_id).values(code_issue=Case.code_issue + 1)
    return (await session.execute(statement.returning(Case.code_issue))).scalar_one()


async def cases_of_resident(session: AsyncSession, resident_id: int, limit: int) -> Sequence[Case]:
    options = (*ROW, selectinload(Case.person))
    statement = select(Case).options(*options).where(Case.resident_id == resident_id)
    return (await session.scalars(statement.order_by(Case.id.desc()).limit(limit))).all()


async def case_by_no(session: AsyncSession, case_no: str) -> Case | None:
    """Whatever the caller may see: for the resident's own side, whose right is proved otherwise."""
    found: Case | None = await session.scalar(
        select(Case).options(*ROW, selectinload(Case.person)).where(Case.case_no == case_no)
    )
    return found
