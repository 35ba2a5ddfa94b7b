"""SQL of the responsibility list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.kept import seldom_changed
from models.law.places import BELOW_THE_COUNTY
from models.tables import Area, Responsibility, Topic, Unit

Row = tuple[Topic, Area, Unit]


def _up(table: Any, id: int, name: str) -> Any:
    """The row of that id and those above it, with how many steps up they are."""
    first = select(table.id, table.parent_id, literal(0).label("step")).where(table.id == id)
    way = first.cte(name, recursive=True)
    return way.union_all(select(table.id, table.parent_id, way.c.step + 1).join(way, table.id == way.c.parent_id))


@seldom_changed
async def entry_for(session: AsyncSession, topic_id: int, area_id: int) -> Row | None:
    """The entry that holds for a topic in an area: of the nearest topic, then of the smallest area."""
    topics, areas = _up(Topic, topic_id, "topics_up"), _up(Area, area_id, "areas_up")
    statement = (
        select(Topic, Area, Unit)
        .join(Responsibility, Responsibility.topic_id == Topic.id)
        .join(Area, Area.id == Responsibility.area_id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(topics, topics.c.id == Topic.id)
        .join(areas, areas.c.id == Area.id)
        .where(Unit.discipline.is_(False), Unit.active)
        .order_by(topics.c.step, areas.c.step)
        .limit(1)
    )
    found = (await session.execute(statement)).first()
    return (found[0], found[1], found[2]) if found else None


@seldom_changed
async def unit_of_place(session: AsyncSession, area_id: int) -> tuple[Area, Unit] | None:
    """The unit of the grid cell, the village or the township that the place lies in, the nearest first."""
    areas = _up(Area, area_id, "areas_up")
    statement = (
        select(Area, Unit)
        .join(areas, areas.c.id == Area.id)
        .join(Unit, Unit.area_id == Area.id)
        .where(Area.level.in_(BELOW_THE_COUNTY), Unit.discipline.is_(False), Unit.desk.is_(False), Unit.active)
        .order_by(areas.c.step, Unit.id)
        .limit(1)
    )
    found = (await session.execute(statement)).first()
    return (found[0], found[1]) if found else None


async def entries(session: AsyncSession, topic: str | None, unit: str | None) -> Sequence[Row]:
    """Of one topic and of one unit, if they are named; by topic, then by area."""
    statement = (
        select(Topic, Area, Unit)
        .join(Responsibility, Responsibility.topic_id == Topic.id)
        .join(Area, Area.id == Responsibility.area_id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .order_by(Topic.code, Area.code)
    )
    if topic is not None:
        statement = statement.where(Topic.code == topic)
    if unit is not None:
        statement = statement.where(Unit.code == unit)
    return [(t, a, u) for t, a, u in await session.execute(statement)]


async def put(session: AsyncSession, topic_id: int, area_id: int, unit_id: int | None) -> None:
    """One entry for the two, or none: of two at once the later one stands."""
    if unit_id is None:
        wanted = (Responsibility.topic_id == topic_id, Responsibility.area_id == area_id)
        await session.execute(delete(Responsibility).where(*wanted))
        return
    values = {"topic_id": topic_id, "area_id": area_id, "unit_id": unit_id}
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = make(Responsibility).values(values)
    await session.execute(made.on_conflict_do_update(index_elements=["topic_id", "area_id"], set_={"unit_id": unit_id}))
