"""What registering a case needs of the catalogue and the staff, kept for a second: see `api.kept`."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import register_queries
from api.catalogue import queries as catalogue_queries
from api.context import Context
from api.errors import Conflict, Unavailable
from api.staff import holders
from api.staff.owners import owner_of
from models.law.matters import Kind
from models.tables import Unit


@dataclass(frozen=True)
class Place:
    id: int
    code: str
    profiles: tuple[str | None, ...]
    """Deadline profiles that the area and those above it name, nearest first."""


@dataclass(frozen=True)
class Receiver:
    """A unit that cases come to first, and who of its people answers for them now."""

    id: int
    phone: str | None
    owner_id: int | None


@dataclass(frozen=True)
class Catalogue:
    places: Mapping[str, Place]
    topics: Mapping[str, int]
    discipline: frozenset[str]
    """Topics whose matters are accusations, whatever kind is named with them."""
    desk: Receiver
    wall: Receiver
    county: str
    """Code of the place that the desk serves."""
    walls: bool
    """Whether accusations are taken: enough people read them."""

    def receiver(self, kind: Kind) -> Receiver:
        """Conflict `no_holders` for an accusation that is not taken, Unavailable `nobody_there`."""
        if kind is Kind.ACCUSATION and not self.walls:
            raise Conflict("too few people here may read accusations", code="no_holders")
        found = self.wall if kind is Kind.ACCUSATION else self.desk
        if found.owner_id is None:
            raise Unavailable("there is nobody on the staff who could answer for it", code="nobody_there")
        return found


async def catalogue(session: AsyncSession | None, ctx: Context) -> Catalogue:
    """Areas and active topics by code; the receiving desk, and the unit behind the wall."""
    return await ctx.kept.get("catalogue", session, lambda s: _read(s, ctx))


async def _read(session: AsyncSession, ctx: Context) -> Catalogue:
    areas = await register_queries.areas(session)
    above = {a.id: a for a in areas}

    def up(area_id: int | None) -> tuple[str | None, ...]:
        return () if area_id is None else (above[area_id].profile, *up(above[area_id].parent_id))

    return Catalogue(
        {a.code: Place(a.id, a.code, up(a.id)) for a in areas},
        {code: id for code, id in await register_queries.topics(session)},
        await register_queries.discipline_topics(session),
        await _receiver(session, ctx, await catalogue_queries.receiving_desk(session)),
        await _receiver(session, ctx, await catalogue_queries.discipline_unit(session)),
        (await catalogue_queries.county(session)).code,
        await holders.enough(session),
    )


async def _receiver(session: AsyncSession, ctx: Context, unit: Unit) -> Receiver:
    try:
        owner = (await owner_of(session, unit, ctx.clock.now())).id
    except Unavailable:
        owner = None
    return Receiver(unit.id, unit.phone, owner)
