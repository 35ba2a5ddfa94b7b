"""Routes of what is half written, for staff."""

from typing import Annotated

from fastapi import Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries as cases
from api.deps import Ctx, Read, Write, having
from api.drafts import service
from api.errors import NotFound
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import DraftKept, DraftsView
from models.wire.drafts import DraftPlace

router = v1("/drafts", tags=["staff"])
CASE = "cases/"
HIDDEN = refuses({404: ("not_found",)})


async def seen(session: AsyncSession, who: Caller, place: str) -> None:
    """NotFound for the page of a case that the caller must not know of."""
    if place.startswith(CASE) and await cases.case_for(session, who, place.removeprefix(CASE)) is None:
        raise NotFound


@router.get("", openapi_extra=HIDDEN)
async def get_drafts(
    ctx: Ctx, who: Annotated[Caller, having(Right.SEE_OWN)], session: Read, place: Annotated[DraftPlace, Query()]
) -> DraftsView:
    """What the caller has typed at that page and not sent, and who else is there."""
    await seen(session, who, place)
    found = await service.at_place(session, ctx, who, place)
    return DraftsView(mine={k: dict(v) for k, v in found.mine.items()}, others=found.others)


@router.put("", status_code=204, openapi_extra=HIDDEN)
async def keep_draft(
    given: DraftKept, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write
) -> Response:
    """Keeps what was typed into a form; sent or emptied, it is forgotten."""
    await seen(session, who, given.place)
    await service.keep(session, ctx, who, given.place, (given.form, given.fields))
    return Response(status_code=204)
