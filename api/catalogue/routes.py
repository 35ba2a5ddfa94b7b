"""The catalogue, in one answer that a bot may cache for a minute."""

from fastapi import APIRouter

from api.catalogue import queries
from api.deps import Ctx, IntakeOrStaff, Read
from models.wire import Wire

router = APIRouter(prefix="/v1", tags=["catalogue"])


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
    name: str
    phone: str
    hours: str
    place: str


class Catalogue(Wire):
    topics: list[TopicView]
    areas: list[AreaView]
    desk: DeskView


@router.get("/catalogue")
async def catalogue(ctx: Ctx, _who: IntakeOrStaff, session: Read) -> Catalogue:
    """Topics of three levels, the areas below the county, and how the desk is reached."""
    topics = [
        TopicView(code=t.code, name=t.name, name_en=t.name_en, parent=above, common=t.common, placed=t.placed)
        for t, above in await queries.topics(session)
    ]
    areas = [
        AreaView(code=a.code, name=a.name, name_en=a.name_en, parent=above if above != ctx.settings.county else None)
        for a, above in await queries.areas_below(session, ctx.settings.county)
    ]
    desk = await queries.desk(session)
    view = DeskView(name=desk.name, phone=desk.phone or "", hours=desk.hours or "", place=desk.name)
    return Catalogue(topics=topics, areas=areas, desk=view)
