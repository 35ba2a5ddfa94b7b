"""Who answers for a unit and its cases: always a named person who is there."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Unavailable
from api.staff import queries
from models.rights import Relation, Right, relation, roles
from models.rights import at as at_unit
from models.tables import Staff, Unit


def present(person: Staff, now: datetime) -> bool:
    """Switched on, and not away at this moment."""
    since, until = person.away_from, person.away_until
    return person.active and not (since is not None and until is not None and since <= now < until)


async def stand_in(session: AsyncSession, person: Staff, now: datetime) -> Staff | None:
    """The person, or while they are away their deputy, or the deputy's; None when nobody of them is there."""
    seen: set[int] = set()
    at: Staff | None = person
    while at is not None and at.id not in seen:
        if present(at, now):
            return at
        seen.add(at.id)
        at = await session.get(Staff, at.deputy_id) if at.deputy_id is not None else None
    return None


async def owner_of(session: AsyncSession, unit: Unit, now: datetime) -> Staff:
    """The unit's head or who stands in for them, else its deputy, else a member who is there, else whoever answers for
    the unit above, else a supervisor, somebody at the desk, or an administrator. Behind the wall nobody outside
    answers. Unavailable when there is nobody at all."""
    members = roles(Right.ANSWER_FOR, unit.discipline)
    inside = {p.id for p in await queries.staff_with(session, members)} if unit.discipline else None
    at: Unit | None = unit
    while at is not None:
        named = [await session.get_one(Staff, id) for id in (at.head_id, at.deputy_id) if id is not None]
        for person in [*named, *await queries.staff_of(session, at.id, members)]:
            there = await stand_in(session, person, now)
            if there is not None and (inside is None or there.id in inside):
                return there
        at = await session.get(Unit, at.parent_id) if at.parent_id is not None and not unit.discipline else None
    of = at_unit(unit.id, walled=unit.discipline)
    able = {p.id for p in await queries.who_may(session, Right.ANSWER_AT_LAST, of)}
    for role in roles(Right.ANSWER_AT_LAST, unit.discipline):
        outside = Relation.EVERYWHERE in relation(Right.ANSWER_AT_LAST, role)
        for person in await queries.staff_with(session, (role,)):
            there = await stand_in(session, person, now) if person.id in able else None
            if there is not None and (inside is None or outside or there.id in inside):
                return there
    raise Unavailable("there is nobody on the staff who could answer for it", code="nobody_there")
