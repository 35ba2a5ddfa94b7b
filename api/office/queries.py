"""SQL of the office's own tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from api.office.kind import Kind, Ref
from models.law.states import ENDED
from models.tables import Area, AuditEntry, Case, Contact, Staff, Table, Topic, Unit

T = TypeVar("T", bound=Table)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which rows: those that hold `q` in one of the fields they are searched by; `limit` of them after `after`."""

    q: str = ""
    code: str | None = None
    after: int = 0
    limit: int | None = None


async def rows(session: AsyncSession, kind: Kind[Any], sought: Sought) -> list[tuple[Any, Mapping[str, str | None]]]:
    """Each with the codes of what it points to, by the field."""
    pointed = {name: aliased(ref.table) for name, ref in kind.refs.items()}
    codes = [getattr(pointed[name], ref.by) for name, ref in kind.refs.items()]
    statement = select(kind.table, *codes).where(kind.table.id > sought.after).order_by(kind.table.id)
    for name, ref in kind.refs.items():
        statement = statement.outerjoin(pointed[name], pointed[name].id == getattr(kind.table, ref.column))
    if sought.code is not None:
        statement = statement.where(kind.table.code == sought.code)
    if sought.q:
        holds = [getattr(kind.table, name).icontains(sought.q, autoescape=True) for name in kind.sought]
        statement = statement.where(or_(*holds))
    found = await session.execute(statement.limit(sought.limit))
    return [(row, dict(zip(kind.refs, beside, strict=True))) for row, *beside in found]


async def row(session: AsyncSession, table: type[T], id: int | None) -> T | None:
    return await session.get(table, id) if id is not None else None


async def ids(
    session: AsyncSession, ref: Ref, codes: Collection[str] | None, *, also_off: bool = False
) -> dict[str, int]:
    """The ids of the rows of these codes (None: of all) that may be pointed to: those that are in use, or all."""
    column = getattr(ref.table, ref.by)
    statement = select(column, ref.table.id)
    if codes is not None:
        statement = statement.where(column.in_(codes))
    if not also_off:
        statement = statement.where(ref.table.active)
    return {code: id for code, id in await session.execute(statement)}


async def choices(session: AsyncSession, ref: Ref) -> Sequence[tuple[str, str]]:
    """(code, name) of every row that may be pointed to."""
    column = getattr(ref.table, ref.by)
    statement = select(column, ref.table.name).where(ref.table.active).order_by(column)
    return [(code, name) for code, name in await session.execute(statement)]


async def named(session: AsyncSession, kind: Kind[Any]) -> dict[str, dict[str, str]]:
    """Names by code of what the rows of a kind point to, by the field."""
    found = {}
    for name, ref in kind.refs.items():
        statement = select(getattr(ref.table, ref.by), ref.table.name)
        found[name] = {code: words for code, words in await session.execute(statement)}
    return found


async def counts(session: AsyncSession, kinds: Collection[Kind[Any]]) -> dict[str, int]:
    """How many rows of each kind are in use."""
    found = {}
    for kind in kinds:
        found[kind.name] = len((await session.scalars(select(kind.table.id).where(kind.table.active))).all())
    return found


# --- what the rows beside a row do not allow


async def is_above(session: AsyncSession, unit: int, other: int | None) -> bool:
    """Whether the unit is the other, or lies above it."""
    while other is not None and other != unit:
        other = await session.scalar(select(Unit.parent_id).where(Unit.id == other))
    return other == unit


async def has_cases(session: AsyncSession, unit: int) -> bool:
    return bool(await session.scalar(select(exists().where(Case.lead_unit_id == unit))))


async def has_open_cases(session: AsyncSession, unit: int) -> bool:
    mine = or_(Case.lead_unit_id == unit, Case.answerable_unit_id == unit)
    return bool(await session.scalar(select(exists().where(mine, Case.state.not_in(ENDED)))))


async def has_units(session: AsyncSession, unit: int) -> bool:
    return bool(await session.scalar(select(exists().where(Unit.parent_id == unit, Unit.active))))


async def another(session: AsyncSession, unit: int, role: str) -> bool:
    """Whether another unit in use is a desk too, or takes accusations too."""
    return bool(await session.scalar(select(exists().where(Unit.id != unit, getattr(Unit, role), Unit.active))))


async def area_in_use(session: AsyncSession, area: int) -> bool:
    below = exists().where(Area.parent_id == area, Area.active)
    return bool(await session.scalar(select(or_(below, exists().where(Unit.area_id == area, Unit.active)))))


async def contact_named(session: AsyncSession, outcome: str, name: str, but: int) -> bool:
    same = (Contact.outcome == outcome, Contact.name == name, Contact.id != but)
    return bool(await session.scalar(select(exists().where(*same))))


async def any_unit(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(exists().where(Unit.id > 0))))


async def any_topic(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(exists().where(Topic.id > 0))))


async def people(session: AsyncSession) -> dict[str, Staff]:
    """Every account by its login, with its roles."""
    found = await session.scalars(select(Staff).options(selectinload(Staff.roles)))
    return {person.login: person for person in found}


# --- the audit


LOOK = 5_000
"""So many entries are looked through for words at once, however many there are."""


async def audit_rows(session: AsyncSession, sought: Sought) -> tuple[Sequence[AuditEntry], int]:
    """The newest first, those that hold `q` in who did it, what, or to what; older than `after`. And where to look on
    if there are not as many as asked; 0 at the end. What was done to a case is found by its number at once."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(sought.limit)
    if sought.after:
        statement = statement.where(AuditEntry.id < sought.after)
    if not sought.q:
        return (await session.scalars(statement)).all(), 0
    if len(sought.q) >= NUMBER and sought.q.isascii() and sought.q.isdecimal():
        return (await session.scalars(statement.where(AuditEntry.target.like(f"{sought.q}%")))).all(), 0
    mine = select(Staff.id).where(or_(Staff.name == sought.q, Staff.login == sought.q))
    ids = [f"staff:{id}" for id in await session.scalars(mine)]
    holds = [c.icontains(sought.q, autoescape=True) for c in (AuditEntry.action, AuditEntry.target)]
    newest = sought.after or (await session.scalar(select(func.max(AuditEntry.id))) or 0) + 1
    floor = max(0, newest - LOOK)
    held = or_(*holds, AuditEntry.actor.in_([*ids, sought.q]))
    return (await session.scalars(statement.where(held, AuditEntry.id >= floor))).all(), floor


NUMBER = 12
"""Digits of which it is plain that they begin the number of a case."""


async def names(session: AsyncSession, staff: Collection[int]) -> dict[int, str]:
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff)))
    return {id: name for id, name in rows}
