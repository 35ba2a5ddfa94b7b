"""SQL of supervision: items, steps upwards, who holds which post. The clockwork's own is in `due_queries`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, lru_cache
from typing import Annotated, Any, cast

from fastapi import Query
from sqlalchemy import ColumnElement, Insert, Select, Table, and_, bindparam, exists, false, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.cases.queries import CALLERS
from api.cases.queries import visible as sees
from api.catalogue import queries as catalogue
from api.listing import Rows
from api.security import Caller
from models.clock import ZONE, local_date
from models.law.people import Role
from models.law.triggers import Trigger
from models.rights import Right, Seat, Subject, roles
from models.tables import Case, CaseEvent, Escalation, Heartbeat, Official, Staff, StaffRole, SupervisionItem, Unit
from models.wire import Code

WALLED = Subject(walled=True)
SECRET = frozenset({Trigger.RETALIATION, Trigger.PRESSED})
"""Not on the timeline, which the unit concerned reads, and not in its list."""

# --- posts


async def everywhere(session: AsyncSession) -> Sequence[Staff]:
    """Active staff who hear of what is late in all units: their role is held in none."""
    held = exists().where(
        StaffRole.staff_id == Staff.id, StaffRole.role.in_(roles(Right.HEAR_FOR_ALL)), StaffRole.unit_id.is_(None)
    )
    return (await session.scalars(select(Staff).where(Staff.active, held).order_by(Staff.id))).all()


async def leaders(session: AsyncSession, official_id: int | None, line: Collection[int]) -> list[tuple[Staff, str]]:
    """Active leaders of all units, or of one of the line, with the post they hold as officials (or nothing), the one of
    this id first."""
    led = exists().where(
        StaffRole.staff_id == Staff.id,
        StaffRole.role.in_(roles(Right.HEAR_AS_LEADER)),
        or_(StaffRole.unit_id.is_(None), StaffRole.unit_id.in_(line)),
    )
    statement = (
        select(Staff, Official.post, Official.id)
        .outerjoin(Official, (Official.staff_id == Staff.id) & Official.active)
        .where(Staff.active, led)
        .order_by(Staff.id, Official.id)
    )
    rows = [(person, post or "", official) for person, post, official in await session.execute(statement)]
    return [(p, post) for p, post, _ in sorted(rows, key=lambda r: official_id is None or r[2] != official_id)]


async def members(session: AsyncSession, units: Collection[int]) -> set[int]:
    """Whoever has a role in one of these units."""
    return set(await session.scalars(select(StaffRole.staff_id).where(StaffRole.unit_id.in_(units))))


async def seats_of(session: AsyncSession, staff_id: int) -> list[Seat]:
    """The roles of a member of staff, each where it is held."""
    tree = await catalogue.tree(session)
    statement = select(StaffRole.role, StaffRole.unit_id).where(StaffRole.staff_id == staff_id)
    return [Seat(Role(role), unit, tree) for role, unit in await session.execute(statement)]


# --- items


async def new_item(session: AsyncSession, is_sqlite: bool, **values: Any) -> SupervisionItem | None:
    """None when the case has one of this trigger and subject; of two at once, one."""
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(SupervisionItem).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["case_id", "trigger", "subject"])
    made: SupervisionItem | None = await session.scalar(statement.returning(SupervisionItem))
    return made


async def steps_of(session: AsyncSession, *items: int) -> Sequence[Escalation]:
    """Of these items, the lowest first."""
    return (await session.scalars(_STEPS, {"items": items})).all()


_STEPS = (
    select(Escalation)
    .where(Escalation.item_id.in_(bindparam("items", expanding=True)))
    .order_by(Escalation.level, Escalation.id)
)


async def answers_of(session: AsyncSession, items: Sequence[SupervisionItem]) -> dict[int, CaseEvent]:
    """The last answer to each item that has one, by the item's id."""
    ids = [item.id for item in items if item.answer_seq is not None]
    if not ids:
        return {}
    here = and_(CaseEvent.case_id == SupervisionItem.case_id, CaseEvent.seq == SupervisionItem.answer_seq)
    statement = select(SupervisionItem.id, CaseEvent).join(CaseEvent, here).where(SupervisionItem.id.in_(ids))
    return {id: event for id, event in await session.execute(statement)}


async def items_of(session: AsyncSession, case_id: int, trigger: Trigger) -> Sequence[SupervisionItem]:
    held = (SupervisionItem.case_id == case_id, SupervisionItem.trigger == trigger.value)
    return (await session.scalars(select(SupervisionItem).where(*held).order_by(SupervisionItem.id))).all()


async def with_deputies(session: AsyncSession, staff_id: int) -> set[int]:
    """The person, their deputy, the deputy's, and so on."""
    found: set[int] = set()
    at: int | None = staff_id
    while at is not None and at not in found:
        found.add(at)
        at = await session.scalar(_DEPUTY, {"staff": at})
    return found


_DEPUTY = select(Staff.deputy_id).where(Staff.id == bindparam("staff"))


def _mine(who: Caller) -> ColumnElement[bool]:
    """The caller was told, or the one whose deputy they are."""
    if who.staff_id is None:
        return false()
    told = aliased(Escalation)  # a name of its own: the query around it may read the steps too
    stood_for = select(Staff.id).where(or_(Staff.id == who.staff_id, Staff.deputy_id == who.staff_id))
    return exists().where(told.item_id == SupervisionItem.id, told.staff_id.in_(stood_for))


def _told(who: Caller) -> ColumnElement[bool]:
    """What the caller was told, unless the case has gone behind the wall since (R22 art. 30)."""
    return _mine(who) if who.may(Right.SEE_CASE, WALLED) else and_(_mine(who), Case.restricted.is_(false()))


def visible(who: Caller) -> ColumnElement[bool]:
    """Of cases the caller sees, and whatever they were told. What concerns a unit's own conduct only for those who
    were told, and who supervise or lead everywhere."""
    if who.may(Right.READ_CONDUCT):
        return or_(_told(who), sees(who))
    return or_(_told(who), and_(sees(who), SupervisionItem.trigger.not_in([t.value for t in SECRET])))


async def item_for(
    session: AsyncSession, who: Caller, id: int, *, lock: bool = True
) -> tuple[SupervisionItem, Case] | None:
    statement = (
        select(SupervisionItem, Case)
        .join(Case, Case.id == SupervisionItem.case_id)
        .where(SupervisionItem.id == id, visible(who))
    )
    if lock:
        statement = statement.with_for_update(key_share=True, of=SupervisionItem)
    row = (await session.execute(statement)).first()
    return (row[0], row[1]) if row else None


async def step_for(session: AsyncSession, who: Caller, id: int) -> tuple[Escalation, SupervisionItem, Case] | None:
    row = (await session.execute(_step(who), {"step": id})).first()
    return (row[0], row[1], row[2]) if row else None


@lru_cache(maxsize=CALLERS)
def _step(who: Caller) -> Select[Escalation, SupervisionItem, Case]:
    return (
        select(Escalation, SupervisionItem, Case)
        .join(SupervisionItem, SupervisionItem.id == Escalation.item_id)
        .join(Case, Case.id == SupervisionItem.case_id)
        .where(Escalation.id == bindparam("step"), visible(who))
        .with_for_update(key_share=True, of=SupervisionItem)
    )


@dataclass(frozen=True, kw_only=True)
class Items(Rows):
    """The items that are asked for."""

    is_open: Annotated[bool | None, Query(alias="open", description="without it: both")] = None
    trigger: Trigger | None = None
    unit: Code | None = None
    mine: Annotated[bool, Query(description="what the caller was told, or the one they stand in for")] = False


async def listed(session: AsyncSession, who: Caller, asked: Items) -> Sequence[tuple[SupervisionItem, Case]]:
    """Oldest first, and one more than asked."""
    closed = SupervisionItem.closed_at
    wanted = [_told(who) if asked.mine else visible(who), SupervisionItem.id > asked.after]
    if asked.is_open is not None:
        wanted.append(closed.is_(None) if asked.is_open else closed.is_not(None))
    if asked.trigger is not None:
        wanted.append(SupervisionItem.trigger == asked.trigger.value)
    if asked.unit is not None:
        wanted.append(SupervisionItem.unit_id.in_(select(Unit.id).where(Unit.code == asked.unit)))
    statement = select(SupervisionItem, Case).join(Case, Case.id == SupervisionItem.case_id).where(*wanted)
    rows = await session.execute(statement.order_by(SupervisionItem.id).limit(asked.limit + 1))
    return [(i, c) for i, c in rows]


async def step_inside(session: AsyncSession, case_id: int, now: datetime) -> None:
    """The case goes behind the wall: whoever was told of it sees it no longer, so that the next round finds somebody
    behind the wall for what nobody has acknowledged."""
    items = select(SupervisionItem.id).where(SupervisionItem.case_id == case_id, SupervisionItem.closed_at.is_(None))
    waits = (Escalation.item_id.in_(items), Escalation.acknowledged_at.is_(None), Escalation.climbed_at.is_(None))
    await session.execute(update(Escalation).where(*waits).values(climb_at=now))


# --- rounds

MORNING = time(9)


def nine(now: datetime) -> datetime:
    """Nine o'clock of the local day."""
    return datetime.combine(local_date(now), MORNING, ZONE)


async def last_round(session: AsyncSession, name: str) -> tuple[datetime, str] | None:
    """When it was, and whose."""
    row = (await session.execute(_ROUND, {"round": name})).first()
    return (row[0], row[1]) if row else None


_ROUND = select(Heartbeat.at, Heartbeat.by).where(Heartbeat.name == bindparam("round"))


async def beat(session: AsyncSession, is_sqlite: bool, name: str, by: str, now: datetime) -> None:
    await session.execute(_beat(is_sqlite), {"name": name, "at": now, "by": by})


@cache
def _beat(is_sqlite: bool) -> Insert:
    made = (sqlite.insert if is_sqlite else postgresql.insert)(Heartbeat.__table__)  # type: ignore[arg-type]
    return made.on_conflict_do_update(index_elements=["name"], set_={"at": made.excluded.at, "by": made.excluded.by})


async def claim(
    session: AsyncSession, is_sqlite: bool, name: str, by: str, now: datetime, before: datetime, *, first: bool
) -> bool:
    """True for the one who finds that the last round was before then; `first`: or that there was none at all.

    In either case there is a row afterwards.
    """
    given = {"round": name, "before": before, "now": now, "who": by}
    if await session.scalar(_CLAIM, given) is not None:
        return True
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    made = make(Heartbeat).values(name=name, at=now, by=by).on_conflict_do_nothing(index_elements=["name"])
    return await session.scalar(made.returning(Heartbeat.id)) is not None and first


_ROUNDS = cast(Table, Heartbeat.__table__)
_CLAIM = (
    update(_ROUNDS)
    .where(_ROUNDS.c.name == bindparam("round"), _ROUNDS.c.at < bindparam("before"))
    .values(at=bindparam("now"), by=bindparam("who"))
    .returning(_ROUNDS.c.id)
)
