"""SQL of the catalogues."""

from collections.abc import Mapping, Sequence

from sqlalchemy import literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.errors import Unavailable
from api.kept import seldom_changed
from models.rights import Place, Tree
from models.tables import Area, Contact, Official, ReplyTemplate, Topic, Unit, VisitDay


@seldom_changed
async def topics(session: AsyncSession) -> Sequence[tuple[Topic, str | None]]:
    """With the code of the topic above."""
    above = aliased(Topic)
    rows = await session.execute(
        select(Topic, above.code).outerjoin(above, above.id == Topic.parent_id).where(Topic.active).order_by(Topic.code)
    )
    return [(t, code) for t, code in rows]


@seldom_changed
async def areas_below(session: AsyncSession, county: str) -> Sequence[tuple[Area, str | None]]:
    """Townships, villages and grid cells of a county, with the code of the area above."""
    above = aliased(Area)
    rows = await session.execute(
        select(Area, above.code)
        .outerjoin(above, above.id == Area.parent_id)
        .where(Area.code.startswith(county), Area.code != county, Area.active)
        .order_by(Area.code)
    )
    return [(a, code) for a, code in rows]


async def name_profile(session: AsyncSession, area: str, profile: str | None) -> str | None:
    """The area of that code names that profile, or none; the area's name, None where there is no such area."""
    statement = update(Area).where(Area.code == area).values(profile=profile).returning(Area.name)
    found: str | None = await session.scalar(statement)
    return found


async def with_profiles(session: AsyncSession) -> Sequence[Area]:
    """The areas that name a profile of their own."""
    return (await session.scalars(select(Area).where(Area.profile.is_not(None)).order_by(Area.code))).all()


@seldom_changed
async def contacts(session: AsyncSession, area: str) -> Sequence[tuple[Contact, Area]]:
    """Who else helps the people of an area: those of the area and of the areas above it, the nearest first."""
    way = select(Area.id, Area.parent_id, literal(0).label("step")).where(Area.code == area).cte("way", recursive=True)
    above = select(Area.id, Area.parent_id, way.c.step + 1).join(way, Area.id == way.c.parent_id)
    way = way.union_all(above)
    statement = select(Contact, Area).join(way, way.c.id == Contact.area_id).join(Area, Area.id == Contact.area_id)
    rows = await session.execute(statement.where(Contact.active).order_by(Contact.outcome, way.c.step, Contact.id))
    return [(c, a) for c, a in rows]


@seldom_changed
async def reply_templates(session: AsyncSession, topic: str, state: str) -> Sequence[ReplyTemplate]:
    """Words to begin a reply with: of the topic and those above it, or of any; in the state, or in any."""
    statement = (
        select(ReplyTemplate, Topic.code)
        .outerjoin(Topic, Topic.id == ReplyTemplate.topic_id)
        .where(ReplyTemplate.active, or_(ReplyTemplate.state.is_(None), ReplyTemplate.state == state))
        .order_by(ReplyTemplate.title)
    )
    rows = await session.execute(statement)
    return [t for t, code in rows if code is None or (topic != "" and topic.startswith(code.rstrip("0") or "0"))]


async def contact(session: AsyncSession, id: int) -> Contact | None:
    return await session.get(Contact, id)


async def topic(session: AsyncSession, code: str) -> Topic | None:
    found: Topic | None = await session.scalar(select(Topic).where(Topic.code == code, Topic.active))
    return found


async def area(session: AsyncSession, code: str) -> Area | None:
    found: Area | None = await session.scalar(select(Area).where(Area.code == code))
    return found


async def unit(session: AsyncSession, code: str) -> Unit | None:
    """In use or not."""
    found: Unit | None = await session.scalar(select(Unit).where(Unit.code == code))
    return found


async def unit_in_use(session: AsyncSession, code: str) -> Unit | None:
    """One that may be given something."""
    found: Unit | None = await session.scalar(select(Unit).where(Unit.code == code, Unit.active))
    return found


@seldom_changed
async def units(session: AsyncSession) -> Sequence[Unit]:
    """All of them, in use or not: the tree is small, and asked for as a whole."""
    return (await session.scalars(select(Unit).order_by(Unit.id))).all()


@seldom_changed
async def tree(session: AsyncSession) -> Tree:
    """How the units lie."""
    rows = await session.execute(
        select(Unit.id, Unit.parent_id, Unit.area_id, Unit.desk, Unit.discipline).order_by(Unit.id)
    )
    return Tree(tuple(Place(*row) for row in rows))


async def bind_official(session: AsyncSession, code: str, staff_id: int) -> None:
    """The official is the person of this account."""
    await session.execute(update(Official).where(Official.code == code).values(staff_id=staff_id))


@seldom_changed
async def english(session: AsyncSession) -> Mapping[str, str]:
    """The English forms of names, posts and places of offices, as far as they have one."""
    pairs = (
        (Unit.name, Unit.name_en),
        (Contact.name, Contact.name_en),
        (Official.post, Official.post_en),
        (VisitDay.venue, VisitDay.venue_en),
    )
    rows = await session.execute(union_all(*(select(name, en).where(en != "") for name, en in pairs)))
    return {name: en for name, en in rows}


@seldom_changed
async def county(session: AsyncSession) -> Area:
    """The place that the receiving desk serves. Unavailable before it was set up."""
    found: Area | None = await session.scalar(_COUNTY)
    if found is None:
        raise Unavailable("the county is not set up yet", code="not_set_up")
    return found


_COUNTY = select(Area).join(Unit, Unit.area_id == Area.id).where(Unit.desk, Unit.active).order_by(Unit.id).limit(1)


@seldom_changed
async def receiving_desk(session: AsyncSession) -> Unit:
    return _there(await session.scalar(_DESK))


_DESK = select(Unit).where(Unit.desk, Unit.active).order_by(Unit.id).limit(1)


@seldom_changed
async def discipline_unit(session: AsyncSession) -> Unit:
    return _there(await session.scalar(_DISCIPLINE))


_DISCIPLINE = select(Unit).where(Unit.discipline, Unit.active).order_by(Unit.id).limit(1)


def _there(unit: Unit | None) -> Unit:
    """Unavailable before the county was set up."""
    if unit is None:
        raise Unavailable("the county is not set up yet", code="not_set_up")
    return unit
