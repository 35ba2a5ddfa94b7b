"""SQL of what several units do on one matter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Query
from sqlalchemy import func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.kept import nothing_of, seldom_changed
from api.listing import Rows
from api.reports.queries import Span
from api.security import Caller
from models.law.replies import Adoption
from models.rights import Right
from models.tables import Case, CoUnit, Improvement, Official, Staff, Unit


async def called(session: AsyncSession, case_id: int) -> Sequence[tuple[CoUnit, Unit, Staff | None]]:
    """The units called to a case, with who mustered for them, in the order of the calls."""
    if nothing_of(session, case_id, CoUnit):
        return []
    statement = (
        select(CoUnit, Unit, Staff)
        .join(Unit, Unit.id == CoUnit.unit_id)
        .outerjoin(Staff, Staff.id == CoUnit.mustered_by_id)
        .where(CoUnit.case_id == case_id)
        .order_by(CoUnit.id)
    )
    return [(c, u, s) for c, u, s in await session.execute(statement)]


async def call_of(session: AsyncSession, case_id: int, unit_id: int) -> CoUnit | None:
    wanted = (CoUnit.case_id == case_id, CoUnit.unit_id == unit_id)
    found: CoUnit | None = await session.scalar(select(CoUnit).where(*wanted))
    return found


async def suggestions(session: AsyncSession, ids: Collection[int]) -> Sequence[Improvement]:
    return (await session.scalars(select(Improvement).where(Improvement.id.in_(ids)))).all() if ids else []


async def call(session: AsyncSession, case_id: int, id: int) -> CoUnit | None:
    wanted = (CoUnit.case_id == case_id, CoUnit.id == id)
    found: CoUnit | None = await session.scalar(select(CoUnit).where(*wanted).with_for_update())
    return found


async def official(session: AsyncSession, code: str) -> Official | None:
    found: Official | None = await session.scalar(select(Official).where(Official.code == code, Official.active))
    return found


@seldom_changed
async def officials(session: AsyncSession) -> Sequence[Official]:
    return (await session.scalars(select(Official).where(Official.active).order_by(Official.id))).all()


Row = tuple[Improvement, str, Unit, Staff, Staff | None]
"""With the number of the case, the unit that answers, who made it and who answered."""


@dataclass(frozen=True, kw_only=True)
class Improvements(Rows):
    """Those that are asked for."""

    open: Annotated[bool | None, Query(description="true: only those without an answer")] = None


ALL = Improvements(limit=200)


async def improvements(
    session: AsyncSession, who: Caller, asked: Improvements = ALL, *, case_id: int | None = None, id: int | None = None
) -> Sequence[Row]:
    """Those of the caller's units, or all for whoever watches over all units; oldest first, and one more than asked."""
    if nothing_of(session, case_id, Improvement):
        return []
    made_by, by = aliased(Staff), aliased(Staff)
    statement = (
        select(Improvement, Case.case_no, Unit, made_by, by)
        .join(Case, Case.id == Improvement.case_id)
        .join(Unit, Unit.id == Improvement.unit_id)
        .join(made_by, made_by.id == Improvement.made_by_id)
        .outerjoin(by, by.id == Improvement.answered_by_id)
        .where(Case.restricted.is_(False), Improvement.id > asked.after)
        .order_by(Improvement.id)
        .limit(asked.limit + 1)
    )
    reach = who.reach(Right.READ_IMPROVEMENTS)
    if reach.inside is not None:
        statement = statement.where(Improvement.unit_id.in_(reach.inside))
    if case_id is not None:
        statement = statement.where(Improvement.case_id == case_id)
    if id is not None:
        statement = statement.where(Improvement.id == id)
    if asked.open is not None:
        answered = Improvement.answered_at
        statement = statement.where(answered.is_(None) if asked.open else answered.is_not(None))
    return [(i, no, u, m, b) for i, no, u, m, b in await session.execute(statement)]


# --- counted


async def calls(session: AsyncSession, span: Span) -> Sequence[tuple[int, int, datetime | None, datetime | None]]:
    """(unit that called, unit that was called, by when, mustered at) of the whistles of the period."""
    statement = (
        select(CoUnit.called_unit_id, CoUnit.unit_id, CoUnit.due_at, CoUnit.mustered_at)
        .join(Case, Case.id == CoUnit.case_id)
        .where(Case.restricted.is_(False), CoUnit.whistle, span.within(CoUnit.called_at))
    )
    if span.units is not None:
        statement = statement.where(or_(CoUnit.called_unit_id.in_(span.units), CoUnit.unit_id.in_(span.units)))
    return [(a, b, c, d) for a, b, c, d in await session.execute(statement)]


async def suggested(session: AsyncSession, span: Span) -> Sequence[tuple[int, int, int, int]]:
    """(unit, suggestions for improvement made in the period, answered, taken up)."""
    i = Improvement
    taken_up = i.adoption.in_([Adoption.ADOPTED.value, Adoption.PARTLY.value])
    walled = select(Case.id).where(Case.restricted == true())  # few, and an index has them: no look at each case
    statement = select(i.unit_id, func.count(i.id), func.count(i.answered_at), func.count(i.id).filter(taken_up))
    statement = statement.where(i.case_id.not_in(walled), span.within(i.made_at)).group_by(i.unit_id)
    if span.units is not None:
        statement = statement.where(i.unit_id.in_(span.units))
    return [(unit, n, answered, up) for unit, n, answered, up in await session.execute(statement)]
