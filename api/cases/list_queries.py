"""SQL of the list of cases: its filters, orders and pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.queries import OPEN, ROW, visible
from api.security import Caller
from models.law.states import ENDED
from models.rights import Right
from models.tables import Area, Case, Staff, Topic, Unit

SOON = timedelta(days=3)
SORTS: dict[str, tuple[Any, bool]] = {
    "-registered_at": (Case.registered_at, True),
    "registered_at": (Case.registered_at, False),
    "due_at": (Case.due_at, False),
    "-updated_at": (Case.updated_at, True),
    "-urged_at": (Case.urged_at, True),
}


async def page(
    session: AsyncSession,
    who: Caller,
    filters: list[ColumnElement[bool]],
    sort: str,
    after: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[Case]:
    """Up to `limit` + 1 rows (the last one tells that there is more), by keyset."""
    key, down = SORTS[sort]
    wanted = [visible(who), *filters]
    if key is Case.due_at or key is Case.urged_at:
        wanted.append(key.is_not(None))
    if after is not None:
        at, id = after
        beyond = key < at if down else key > at
        tie = and_(key == at, Case.id < id if down else Case.id > id)
        wanted.append(or_(beyond, tie))
    order = (key.desc(), Case.id.desc()) if down else (key, Case.id)
    statement = select(Case).options(*ROW).where(*wanted).order_by(*order).limit(limit + 1)
    return (await session.scalars(statement)).all()


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
    return and_(Case.urged_at.is_not(None), Case.state.not_in([s.value for s in ENDED]))


def to_write_up() -> ColumnElement[bool]:
    """The original holds no words, and nobody has written up what is said or seen in it."""
    return and_(Case.to_write_up)


def below(area_code: str) -> ColumnElement[bool]:
    """The area and all below it: codes of parts begin with the code of the whole."""
    prefix = _whole(area_code) if len(area_code) == 6 else area_code
    if not prefix:
        return false()
    return Case.area_id.in_(select(Area.id).where(Area.code.startswith(prefix, autoescape=True)))


def at_area(code: str) -> ColumnElement[bool]:
    """Of this very area, not of one below it."""
    return Case.area_id.in_(select(Area.id).where(Area.code == code))


def within_topic(topic_code: str) -> ColumnElement[bool]:
    prefix = _whole(topic_code)
    return (
        Case.topic_id.in_(select(Topic.id).where(Topic.code.startswith(prefix, autoescape=True))) if prefix else false()
    )


def _whole(code: str) -> str:
    """A code without its trailing pairs of zeros: what the codes of its parts begin with."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def of_unit(code: str) -> ColumnElement[bool]:
    return Case.lead_unit_id.in_(select(Unit.id).where(Unit.code == code))


def of_handler(login: str) -> ColumnElement[bool]:
    return Case.handler_id.in_(select(Staff.id).where(Staff.login == login))


def of_owner(login: str) -> ColumnElement[bool]:
    return Case.owner_id.in_(select(Staff.id).where(Staff.login == login))
