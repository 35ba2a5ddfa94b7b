"""SQL of the list of cases: its filters, orders and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.queries import OPEN, ROW, visible, visible_by
from api.security import Caller
from models.law.states import UNANSWERED, State
from models.rights import Relation, Right
from models.tables import Case, Official

SOON = timedelta(days=3)
MOST = 99
"""No total of a queue goes further: beyond it, it is "more"."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list: by this moment of a case, then by its id. `dated`: it holds those only that have one;
    `undated_last`: those without follow the others, of what is open."""

    key: Any
    down: bool = False
    dated: bool = False
    undated_last: bool = False


SORTS: dict[str, Order] = {
    "-registered_at": Order(Case.registered_at, down=True),
    "registered_at": Order(Case.registered_at),
    "due_at": Order(Case.due_at, dated=True),
    "owed": Order(Case.due_at, undated_last=True),
    "-updated_at": Order(Case.updated_at, down=True),
    "-urged_at": Order(Case.urged_at, down=True, dated=True),
    "asked_at": Order(Case.asked_at, dated=True),
}
Place = tuple[datetime | None, int]
"""Where a case stands in an order: its moment, None for what is undated, and its id."""


async def page(
    session: AsyncSession, who: Caller, filters: list[ColumnElement[bool]], sort: str, after: Place | None, limit: int
) -> Sequence[Case]:
    """Up to `limit` + 1 rows (the last one tells that there is more), by keyset. Whoever sees cases for several reasons
    gets the first of each: each has an index in this order, however few of all cases they see. Only what is shown is
    joined with its names: words may be found in many cases."""
    firsts = (_ordered(select(Case.id), [way, *filters], sort, after).limit(limit + 1) for way in visible_by(who))
    some = union(*(select(first.subquery().c.id) for first in firsts))
    found = _ordered(select(Case).options(*ROW), [Case.id.in_(some)], sort, None)
    return (await session.scalars(found.limit(limit + 1))).all()


async def following(
    session: AsyncSession, who: Caller, filters: list[ColumnElement[bool]], sort: str, after: Place, but: str
) -> tuple[str, Place] | None:
    """Number and place of the first case behind a place, whatever has become of the one that stood there (`but`)."""
    key = SORTS[sort].key
    wanted = [visible(who), *filters, Case.case_no != but]
    statement = _ordered(select(Case.case_no, key, Case.id), wanted, sort, after)
    row = (await session.execute(statement.limit(1))).first()
    return (row[0], (row[1], row[2])) if row is not None else None


def _ordered(
    statement: Select[Any], filters: Sequence[ColumnElement[bool]], sort: str, after: Place | None
) -> Select[Any]:
    order = SORTS[sort]
    key, down = order.key, order.down
    wanted: list[Any] = [*filters]
    if order.dated:
        wanted.append(key.is_not(None))
    if order.undated_last:
        wanted.append(OPEN)
    if after is not None:
        wanted.append(behind(order, after))
    if order.undated_last:
        return statement.where(*wanted).order_by(key.asc().nulls_last(), Case.id)
    return statement.where(*wanted).order_by(*((key.desc(), Case.id.desc()) if down else (key, Case.id)))


def behind(order: Order, after: Place) -> ColumnElement[bool]:
    key, (at, id) = order.key, after
    if at is None:
        return and_(key.is_(None), Case.id > id)
    tie = and_(key == at, Case.id < id if order.down else Case.id > id)
    beyond = or_(key < at if order.down else key > at, tie)
    if order.undated_last:
        return or_(beyond, key.is_(None))
    return and_(key <= at if order.down else key >= at, beyond)  # the first is where the index is entered


async def totals(session: AsyncSession, who: Caller, wanted: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """Of each condition, how many of the cases that the caller sees it holds of; counted up to `MOST` and one, so that
    none of it grows with the number of cases."""
    if not wanted:
        return {}
    columns = []
    for name, holds in wanted.items():
        some = select(Case.id).where(visible(who), holds).limit(MOST + 1).subquery()
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(name))
    return dict((await session.execute(select(*columns))).one()._mapping)


def of_owner_open(who: Caller) -> ColumnElement[bool]:
    """Open, and the caller answers for it."""
    return and_(Case.owner_id == who.staff_id, OPEN)


def _of_own_units(who: Caller) -> ColumnElement[bool]:
    """It lies with a unit that the caller answers for."""
    reach = who.reach(Right.ANSWER_FOR)
    here: ColumnElement[bool] = true() if reach.inside is None else Case.lead_unit_id.in_(reach.inside)
    return or_(here, Case.restricted) if Relation.WALL in reach else here


def _of_own(who: Caller) -> ColumnElement[bool]:
    return or_(_of_own_units(who), Case.owner_id == who.staff_id)


def without_a_person(who: Caller) -> ColumnElement[bool]:
    """It lies with the caller's unit, which owes the next step, and no person has it."""
    return and_(OPEN, Case.handler_id.is_(None), Case.state.in_(sorted(UNANSWERED)), _of_own_units(who))


def waits_for_resident(who: Caller) -> ColumnElement[bool]:
    """Not answered, and the resident was asked something and has not said it."""
    return and_(Case.asked_at.is_not(None), Case.state.in_(sorted(UNANSWERED)), _of_own(who))


def answered(who: Caller) -> ColumnElement[bool]:
    """Answered, and still open."""
    return and_(OPEN, Case.state == State.REPLIED.value, _of_own(who))


def led(who: Caller) -> ColumnElement[bool]:
    """Open, and taken on by the caller as a leader."""
    theirs = select(Official.id).where(Official.staff_id == (who.staff_id or 0))
    return and_(OPEN, Case.lead_official_id.in_(theirs))


def is_overdue(now: datetime) -> ColumnElement[bool]:
    return and_(OPEN, Case.due_at < now)


def is_soon(now: datetime) -> ColumnElement[bool]:
    """Open, not yet late, and due within the days that are called soon."""
    return and_(OPEN, Case.due_at >= now, Case.due_at < now + SOON)


def watched(who: Caller) -> ColumnElement[bool]:
    """Outside the wall, in a unit that the caller supervises or leads."""
    inside = who.reach(Right.READ_BOARD).inside
    plain = Case.restricted.is_(false())
    return plain if inside is None else and_(plain, Case.lead_unit_id.in_(inside))


def is_urged() -> ColumnElement[bool]:
    """Urged, and not ended since."""
    return and_(Case.urged_at.is_not(None), OPEN)


def to_write_up() -> ColumnElement[bool]:
    """The original holds no words, and nobody has written up what is said or seen in it."""
    return and_(Case.to_write_up)
