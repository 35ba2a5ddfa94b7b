"""Who is likely to answer for a matter, and the list behind it."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Unprocessable
from api.responsibility import queries
from api.security import Caller
from models.tables import Area, Case, Topic, Unit
from models.wire import Named, ResponsibilityEntry, ResponsibilityWanted, Suggestion


class Placed(NamedTuple):
    """What decides who is likely to answer."""

    topic_id: int | None
    area_id: int
    elsewhere: bool = False
    restricted: bool = False


async def suggest(session: AsyncSession, case: Case) -> Suggestion:
    return await suggested(session, Placed(case.topic_id, case.area_id, case.elsewhere, case.restricted))


async def suggested(session: AsyncSession, case: Placed) -> Suggestion:
    """By the list; without an entry the unit of the place; else the desk. What is behind the wall stays there. A matter
    elsewhere stays with the desk, which passes it on and tells the resident where."""
    if case.restricted:
        return Suggestion(unit=_named(await catalogue.discipline_unit(session)), why="wall", topic=None, area=None)
    if not case.elsewhere:
        if case.topic_id is not None and (entry := await queries.entry_for(session, case.topic_id, case.area_id)):
            topic, area, unit = entry
            return Suggestion(unit=_named(unit), why="list", topic=_named(topic), area=_named(area))
        if found := await queries.unit_of_place(session, case.area_id):
            area, unit = found
            return Suggestion(unit=_named(unit), why="place", topic=None, area=_named(area))
    desk = await catalogue.receiving_desk(session)
    return Suggestion(unit=_named(desk), why="elsewhere" if case.elsewhere else "desk", topic=None, area=None)


def _named(row: Unit | Topic | Area) -> Named:
    return Named(code=row.code, name=row.name)


def _entry(topic: Topic, area: Area, unit: Unit | None) -> ResponsibilityEntry:
    return ResponsibilityEntry(topic=_named(topic), area=_named(area), unit=_named(unit) if unit else None)


async def listed(session: AsyncSession, topic: str | None, unit: str | None) -> list[ResponsibilityEntry]:
    return [_entry(*row) for row in await queries.entries(session, topic, unit)]


async def put(session: AsyncSession, ctx: Context, who: Caller, given: ResponsibilityWanted) -> ResponsibilityEntry:
    """One entry, or none for that topic in that area; who changed it is kept. Cases that lie somewhere stay there.

    Unprocessable for a topic, an area or a unit that is not known; the discipline unit answers for no topic."""
    topic = await catalogue.topic(session, given.topic)
    if topic is None:
        raise Unprocessable("no such topic", field="topic")
    area = await catalogue.area(session, given.area)
    if area is None:
        raise Unprocessable("no such area", field="area")
    unit = await catalogue.unit_in_use(session, given.unit) if given.unit is not None else None
    if given.unit is not None and (unit is None or unit.discipline):
        raise Unprocessable("no such unit", field="unit")
    await queries.put(session, topic.id, area.id, unit.id if unit else None)
    target = f"{topic.code}@{area.code}"
    await audit(session, who, "responsibility", target, ctx.clock.now(), unit.code if unit else "none")
    return _entry(topic, area, unit)
