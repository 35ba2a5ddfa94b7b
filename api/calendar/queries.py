"""SQL of the calendar."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.calendar import Calendar, Day, Kind
from models.tables import CalendarDay, Case, ImportedNotice, Obligation

OPEN = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None), Obligation.done_at.is_(None))


async def version(session: AsyncSession) -> int:
    """Grows with every import."""
    return (await session.scalar(_VERSION)) or 0


_VERSION = select(func.max(ImportedNotice.id))


async def calendar(session: AsyncSession) -> Calendar:
    """What was imported, and beneath it what the package knows."""
    rows = await session.execute(select(CalendarDay.date, CalendarDay.kind, CalendarDay.confirmed, CalendarDay.name))
    return Calendar(Day(at, cast(Kind, kind), confirmed, name or "") for at, kind, confirmed, name in rows)


async def newest(session: AsyncSession, year: int) -> ImportedNotice | None:
    statement = select(ImportedNotice).where(ImportedNotice.year == year).order_by(ImportedNotice.id.desc()).limit(1)
    found: ImportedNotice | None = await session.scalar(statement)
    return found


async def replace(session: AsyncSession, year: int, days: Sequence[Day]) -> None:
    """The days of the year, and any other that is given, are these and no others."""
    whole: ColumnElement[bool] = CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31))
    await session.execute(delete(CalendarDay).where(or_(whole, CalendarDay.date.in_([d.date for d in days]))))
    rows = [{"date": d.date, "kind": d.kind, "confirmed": d.confirmed, "name": d.name or None} for d in days]
    await session.execute(insert(CalendarDay), rows)


async def open_from(session: AsyncSession, start: datetime) -> list[tuple[Obligation, str]]:
    """What is still owed or open and ends at that moment or later, with the profile of its case."""
    return await _with_profile(session, Obligation.due_at >= start, None)


async def provisional_until(session: AsyncSession, end: datetime, limit: int) -> list[tuple[Obligation, str]]:
    """Still marked provisional, though they end by then."""
    return await _with_profile(session, and_(Obligation.provisional, Obligation.due_at <= end), limit)


async def _with_profile(
    session: AsyncSession, ripe: ColumnElement[bool], limit: int | None
) -> list[tuple[Obligation, str]]:
    """In the order of cases, each locked before its obligations as elsewhere; who takes some skips locked ones."""
    statement = select(Obligation, Case.profile).join(Case, Case.id == Obligation.case_id).where(OPEN, ripe)
    statement = statement.order_by(Obligation.case_id, Obligation.id).limit(limit)
    some = limit is not None
    rows = await session.execute(statement.with_for_update(of=(Case, Obligation), key_share=True, skip_locked=some))
    return [(o, profile) for o, profile in rows]
