"""SQL of the find field: each look stops at the first few rows of an index, so that a million cases cost as much as a
thousand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, column, literal_column, select, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.cases.queries import ROW, visible
from api.security import Caller
from models.numbers import TAIL
from models.search import fts_query, query_grams, query_runs
from models.tables import Appointment, Area, Case, CaseSearch, Slot, VisitDay

NEWEST, MORE, SOME = 4_000, 40_000, 4
"""Texts among which words are looked for first; where `SOME` of them hold them, so many more: there the index would
name a good part of the table."""
Hit = tuple[int, int]
"""A case's id, and the `seq` of its text."""


async def by_tail(session: AsyncSession, who: Caller, digits: str, limit: int) -> Sequence[Case]:
    """Cases whose number ends so, the newest first."""
    wanted = [_begins(Case.number_tail, digits[: -TAIL - 1 : -1])]
    if len(digits) > TAIL:
        wanted.append(Case.case_no.endswith(digits, autoescape=True))
    statement = select(Case).options(*ROW).where(*wanted, visible(who)).order_by(Case.id.desc()).limit(limit)
    return (await session.scalars(statement)).all()


def _begins(column: Any, digits: str) -> ColumnElement[bool]:
    """Of what holds digits only, as a range: an index gives it in every collation, which it does not do for LIKE."""
    behind = str(int(digits) + 1).zfill(len(digits))
    return and_(column >= digits, column < behind) if len(behind) == len(digits) else and_(column >= digits)


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> dict[int, Case]:
    rows = await session.scalars(select(Case).options(*ROW).where(Case.id.in_(ids)))
    return {case.id: case for case in rows}


async def in_area(session: AsyncSession, who: Caller, name: str, limit: int) -> Sequence[Case]:
    """The newest cases of places that are called so, in part or whole."""
    areas = (await session.scalars(select(Area.id).where(Area.name.contains(name, autoescape=True)))).all()
    if not areas:
        return []
    wanted = (Case.area_id.in_(areas), visible(who))
    order = (Case.registered_at.desc(), Case.id.desc())
    return (await session.scalars(select(Case).options(*ROW).where(*wanted).order_by(*order).limit(limit))).all()


async def visits(session: AsyncSession, who: Caller, number: str, limit: int) -> Sequence[Appointment]:
    """The booking of this number."""
    return await _visits(session, who, Appointment.booking_no == number, limit)


async def visits_to_come(session: AsyncSession, who: Caller, cases: Sequence[int], limit: int) -> Sequence[Appointment]:
    """The bookings of these cases, the latest first."""
    return await _visits(session, who, Appointment.case_id.in_(cases), limit)


async def _visits(session: AsyncSession, who: Caller, wanted: ColumnElement[bool], limit: int) -> Sequence[Appointment]:
    statement = (
        select(Appointment)
        .join(Case, Case.id == Appointment.case_id)
        .options(
            joinedload(Appointment.case).joinedload(Case.person),
            joinedload(Appointment.slot).joinedload(Slot.visit_day).joinedload(VisitDay.official),
        )
        .where(wanted, visible(who))
        .order_by(Appointment.id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def said(session: AsyncSession, who: Caller, words: str, is_sqlite: bool, limit: int) -> list[Hit]:
    """Texts in which all of the words stand, the newest first."""
    runs = query_runs(words)
    if not runs:
        return []
    if is_sqlite:
        return await _hits(session, _by_fts(who, runs, limit))
    holds = and_(*(CaseSearch.body.contains(run, autoescape=True) for run in runs))
    found = await _newest(session, who, runs, NEWEST, limit)
    if SOME <= len(found) < limit:
        found = await _newest(session, who, runs, MORE, limit)
    if len(found) >= limit:
        return found
    wanted = cast(query_grams(words), postgresql.ARRAY(postgresql.TEXT))
    return await _hits(session, _texts(who, and_(CaseSearch.grams.op("@>")(wanted), holds), limit))


async def _newest(session: AsyncSession, who: Caller, runs: Sequence[str], texts: int, limit: int) -> list[Hit]:
    """Of so many of the newest texts, read from the end of their index."""
    newest = select(CaseSearch).order_by(CaseSearch.id.desc()).limit(texts).subquery()
    said = and_(*(newest.c.body.contains(run, autoescape=True) for run in runs))
    hits = select(newest.c.id, newest.c.case_id, newest.c.seq).where(said).offset(0).subquery()
    seen = select(hits.c.case_id, hits.c.seq).join(Case, Case.id == hits.c.case_id).where(visible(who))
    return await _hits(session, seen.order_by(hits.c.id.desc()).limit(limit))


def _texts(who: Caller, wanted: ColumnElement[bool], limit: int) -> Select[int, int]:
    statement = select(CaseSearch.case_id, CaseSearch.seq).join(Case, Case.id == CaseSearch.case_id)
    return statement.where(wanted, visible(who)).order_by(CaseSearch.id.desc()).limit(limit)


def _by_fts(who: Caller, runs: Sequence[str], limit: int) -> Select[int, int]:
    """FTS5 walks its hits from the newest row back, and is left as soon as there are enough."""
    index = table("case_fts", column("rowid"))
    match = literal_column("case_fts").op("MATCH")(" AND ".join(fts_query(run) for run in runs))
    statement = (
        select(CaseSearch.case_id, CaseSearch.seq)
        .select_from(index)
        .join(CaseSearch, CaseSearch.id == index.c.rowid)
        .join(Case, Case.id == CaseSearch.case_id)
    )
    return statement.where(match, visible(who)).order_by(index.c.rowid.desc()).limit(limit)


async def _hits(session: AsyncSession, statement: Select[int, int]) -> list[Hit]:
    return [(case, seq) for case, seq in await session.execute(statement)]
