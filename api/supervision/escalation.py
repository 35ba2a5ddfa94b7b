"""To whom a matter goes when it is not answered: one person after another, each of them there."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.staff import queries as staff
from api.staff.owners import stand_in
from api.supervision import queries
from models.law.triggers import Trigger
from models.rights import Right, roles
from models.tables import Case, Staff, Unit

POSTS = "posts"
"""Key of `Session.info`: who holds which posts, as this transaction has read it."""


OWN_WAY = {t for t in Trigger if t.row.conduct} | {Trigger.NOT_FED_BACK}
"""Triggers whose ladder begins elsewhere."""


@dataclass(frozen=True)
class Rung:
    """`place` is what residents are told: the name of a unit or the post of a leader, never a person's name."""

    person: Staff
    place: str


async def ladder(
    session: AsyncSession, case: Case, now: datetime, trigger: Trigger | None = None, other: int | None = None
) -> list[Rung]:
    """From one step above the case's owner to the top; whoever is away is stood in for by their deputy; nobody twice.

    The head of the answerable unit and its supervisors (a head who owns the case leaves out the own unit), those of
    each unit above, the supervisors of all, leaders, administrators. What was not fed back goes to the desk's head
    first; what concerns the unit's own conduct passes over everybody of that unit. Behind the wall it climbs inside
    role discipline only. The owner alone when there is nobody else; empty when nobody is there at all. `other`: the
    unit that owes it, where it is not the answerable one.
    """
    inside = roles(Right.HEAR_IN_UNIT, walled=True)
    within = {p.id for p in await staff.staff_with(session, inside)} if case.restricted else None
    found: dict[int, Rung] = {}
    for person, place in await _posts_once(session, case, trigger, other):
        there = await stand_in(session, person, now)
        if there is not None and (within is None or there.id in within):
            found.setdefault(there.id, Rung(there, place))
    rungs = list(found.values())
    shut_out: Collection[int] = ()
    if trigger is not None and trigger.row.conduct and not case.restricted:
        shut_out = await queries.members(session, {case.lead_unit_id, case.answerable_unit_id})
    for excluded in ({case.owner_id, *shut_out}, {case.owner_id}):
        if others := [r for r in rungs if r.person.id not in excluded]:
            return others
    return rungs


async def lowest(session: AsyncSession, case: Case, now: datetime, other: int | None = None) -> Rung | None:
    """The first rung of the ladder, found without asking who holds the posts above it."""
    if not case.restricted:
        async for person, place in _posts(session, case, None, other):
            there = await stand_in(session, person, now)
            if there is not None and there.id != case.owner_id:
                return Rung(there, place)
    return next(iter(await ladder(session, case, now, None, other)), None)


def above(rungs: Sequence[Rung], told: Collection[int]) -> Rung | None:
    """The first above everybody who was told; None at the top."""
    last = max((n for n, rung in enumerate(rungs) if rung.person.id in told), default=-1)
    return next((rung for rung in rungs[last + 1 :] if rung.person.id not in told), None)


async def _posts_once(
    session: AsyncSession, case: Case, trigger: Trigger | None, other: int | None
) -> list[tuple[Staff, str]]:
    """Asked once in a transaction: after a stop hundreds of matters of the same few units are late together."""
    known: dict[Any, list[tuple[Staff, str]]] = session.info.setdefault(POSTS, {})
    special = trigger if trigger in (Trigger.NOT_FED_BACK, Trigger.RETALIATION) else None
    key = (case.restricted, other or case.answerable_unit_id, case.owner_id, case.lead_official_id, special)
    if key not in known:
        known[key] = [post async for post in _posts(session, case, trigger, other)]
    return known[key]


async def _posts(
    session: AsyncSession, case: Case, trigger: Trigger | None, other: int | None
) -> AsyncIterator[tuple[Staff, str]]:
    """Who holds the posts, there or not, lowest first."""
    if case.restricted:
        unit, inside = await catalogue.discipline_unit(session), roles(Right.HEAR_IN_UNIT, walled=True)
        if head := await _head(session, unit):
            yield head, unit.name
        for person in await staff.staff_of(session, unit.id, inside):
            yield person, unit.name
        for person in await staff.staff_with(session, inside):
            yield person, unit.name
        return
    if trigger is Trigger.NOT_FED_BACK:
        desk = await catalogue.receiving_desk(session)
        if head := await _head(session, desk):
            yield head, desk.name
    if trigger is not Trigger.RETALIATION:
        at: Unit | None = await session.get(Unit, other or case.answerable_unit_id)
        while at is not None:
            if at.head_id is None or at.head_id != case.owner_id:
                if head := await _head(session, at):
                    yield head, at.name
                for person in await staff.staff_of(session, at.id, roles(Right.HEAR_IN_UNIT)):
                    yield person, at.name
            at = await _parent(session, at)
    owing = other or case.answerable_unit_id
    line = {owing, *(await catalogue.tree(session)).above(owing)}
    leaders = await queries.leaders(session, case.lead_official_id, line)
    desk = await catalogue.receiving_desk(session)
    office = await _parent(session, desk) or desk
    watchers = [(person, office.name) for person in await queries.everywhere(session)]
    for person, post in [*leaders, *watchers] if trigger is Trigger.RETALIATION else [*watchers, *leaders]:
        yield person, post or office.name
    for person in await staff.staff_with(session, roles(Right.HEAR_AT_LAST)):
        yield person, desk.name


async def _head(session: AsyncSession, unit: Unit) -> Staff | None:
    return await session.get(Staff, unit.head_id) if unit.head_id is not None else None


async def _parent(session: AsyncSession, unit: Unit) -> Unit | None:
    return await session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
