"""The catalogue, in one answer that a bot may cache for a minute."""

from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, Field

from api.catalogue import queries
from api.deps import Ctx, Read, having
from api.office import demonstration
from api.routing import v1
from api.security import Caller
from api.spoken.inforce import spoken
from api.staff import holders
from models.clock import local_date
from models.hours import openings
from models.law.matters import Outcome
from models.rights import Right
from models.wire import Code, ContactView, HotlineSaid, Items, Named, Wire

router = v1(tags=["catalogue"])


class TopicView(Wire):
    code: str
    name: str
    name_en: str
    parent: str | None
    common: bool
    placed: bool


class AreaView(Wire):
    code: str
    name: str
    name_en: str
    parent: str | None


class DeskView(Wire):
    """In English where it has such forms; empty where it has none."""

    name: str
    name_en: str
    phone: str
    hours: str
    hours_en: str
    place: str
    place_en: str
    accusations: bool = Field(True, description="whether they are taken: not while fewer than two people may read them")
    discipline: str = Field("", description="the office for accusations, for those who go there themselves")
    discipline_en: str = ""
    discipline_phone: str = ""
    demonstration: str = Field("", description="the county's name while it is the fictional one of the demonstration")
    demonstration_en: str = ""
    openings: list[tuple[AwareDatetime, AwareDatetime]] = Field(
        [], description="when somebody is there in the next two weeks; none where the hours cannot be read"
    )
    consent: str = Field("", description="follows the version of the consent where the office has texts of its own")


class Catalogue(Wire):
    topics: list[TopicView]
    areas: list[AreaView]
    desk: DeskView
    texts: dict[str, dict[str, str]] = Field(
        {}, description="what the office says in its own words, by key and language"
    )
    hotlines: list[HotlineSaid] = Field([], description="the numbers that are named, in their order")
    words: str = Field("", description="of `texts` and `hotlines`: another one says something else")


@router.get("/catalogue")
async def catalogue(ctx: Ctx, _who: Annotated[Caller, having(Right.READ_CATALOGUE)], session: Read) -> Catalogue:
    """Topics of three levels, the areas below the county, and how the desk is reached."""
    topics = [
        TopicView(code=t.code, name=t.name, name_en=t.name_en, parent=above, common=t.common, placed=t.placed)
        for t, above in await queries.topics(session)
    ]
    top = await queries.county(session)
    county, fictional = top.code, demonstration.is_fictional(top.code)
    areas = [
        AreaView(code=a.code, name=a.name, name_en=a.name_en, parent=above if above != county else None)
        for a, above in await queries.areas_below(session, county)
    ]
    own = await spoken(session)
    desk, wall = await queries.receiving_desk(session), await queries.discipline_unit(session)
    there = openings(desk.hours or "", ctx.calendar, local_date(ctx.clock.now()))
    view = DeskView(
        name=desk.name,
        name_en=desk.name_en,
        phone=desk.phone or "",
        hours=desk.hours or "",
        hours_en=desk.hours_en,
        place=desk.name,
        place_en=desk.name_en,
        demonstration=top.name if fictional else "",
        demonstration_en=top.name_en if fictional else "",
        openings=there,
        accusations=await holders.enough(session),
        discipline=wall.name,
        discipline_en=wall.name_en,
        discipline_phone=wall.phone or "",
        consent=f".{own.consent}" if own.consent else "",
    )
    return Catalogue(
        topics=topics, areas=areas, desk=view, texts=own.texts, hotlines=own.lines, words=own.version
    )  # fmt: skip


@router.get("/contacts")
async def contacts(
    ctx: Ctx,
    _who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    area: Annotated[Code | None, Query(description="code of the place; the county if none is given")] = None,
) -> Items[ContactView]:
    """Who else helps there: mediation, legal aid, aid, lawyers, those of the place before those of the areas above."""
    return Items(
        items=[
            ContactView(
                id=c.id,
                outcome=Outcome(c.outcome),
                area=Named(code=a.code, name=a.name),
                name=c.name,
                phone=c.phone,
                hours=c.hours,
                place=c.place,
            )
            for c, a in await queries.contacts(session, area or (await queries.county(session)).code)
        ]
    )
