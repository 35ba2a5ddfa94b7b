"""What cases are counted by, declared once: for the reports, and for the board of supervisors.

A case stands in exactly one row of each dimension, so that rows sum up to the whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.clock import end_of
from models.law.breakdown import Axis
from models.tables import Area, Case, Topic, Unit

TOWNSHIP = 9
"""Characters of the code of a township: what lies below begins with it."""
Row = tuple[str | None, list[int]]


def _topic(code: str | None) -> dict[str, str]:
    return {"topic": code} if code else {"no_topic": "true"}


def _area(code: str | None) -> dict[str, str]:
    return {"area" if len(code or "") == TOWNSHIP else "area_only": code or ""}


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """`key`: the code of a case's row; `named`: the table whose codes these are, and the case's reference to it;
    `asks`: the filters of the list that give the cases of a row."""

    key: Any
    named: tuple[Any, Any] | None = None
    asks: Callable[[str | None], Mapping[str, str]]


_LEVEL = func.substr(Topic.code, 1, 2, type_=String)
DIMENSIONS: Mapping[Axis, Dimension] = {
    Axis.UNIT: Dimension(key=Unit.code, named=(Unit, Case.lead_unit_id), asks=lambda code: {"unit": code or ""}),
    Axis.AREA: Dimension(key=func.substr(Area.code, 1, TOWNSHIP), named=(Area, Case.area_id), asks=_area),
    Axis.TOPIC: Dimension(key=_LEVEL.concat("0000"), named=(Topic, Case.topic_id), asks=_topic),
    Axis.CHANNEL: Dimension(key=Case.channel, asks=lambda code: {"channel": code or ""}),
}


def by_month(first: date, until: date) -> Dimension:
    """Of registration, from a first day to a last one."""
    months = list(_months(first, until))
    ends = [(Case.registered_at < end_of(last), literal(f"{last:%Y-%m}")) for _, last in months]
    days = {f"{last:%Y-%m}": (begin, last) for begin, last in months}

    def asks(code: str | None) -> Mapping[str, str]:
        begin, last = days[code or ""]
        return {"registered_from": begin.isoformat(), "registered_until": last.isoformat()}

    return Dimension(key=case(*ends), asks=asks)


def _months(first: date, until: date) -> list[tuple[date, date]]:
    found, begin = [], first
    while begin <= until:
        following = (begin.replace(day=1) + timedelta(days=31)).replace(day=1)
        last = min(following - timedelta(days=1), until)
        found.append((begin, last))
        begin = following
    return found


async def tally(
    session: AsyncSession, by: Dimension, where: Sequence[ColumnElement[bool]], counts: Sequence[ColumnElement[bool]]
) -> list[Row]:
    """(code, cases, and of these so many as hold each of the conditions), by code; None last."""
    key = by.key.label("key")
    statement = select(key, func.count(Case.id), *(func.count(Case.id).filter(one) for one in counts)).select_from(Case)
    if by.named is not None:
        table, refers = by.named
        statement = statement.outerjoin(table, table.id == refers)
    rows = await session.execute(statement.where(*where).group_by(_FIRST))
    found: list[Row] = [(row[0], list(row[1:])) for row in rows]
    return sorted(found, key=lambda row: (row[0] is None, row[0] or ""))


_FIRST: ColumnElement[Any] = literal_column("1")
"""The key, by its place: written out twice, PostgreSQL would take it for two expressions."""


async def names(session: AsyncSession, by: Dimension, rows: Sequence[Row]) -> dict[str, str]:
    """What the rows are called, by code; nothing where a code says it itself."""
    codes = [code for code, _ in rows if code is not None]
    if by.named is None or not codes:
        return {}
    table = by.named[0]
    found = await session.execute(select(table.code, table.name).where(table.code.in_(codes)))
    return {code: name for code, name in found}
