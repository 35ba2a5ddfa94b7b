"""Routes of what waits for the caller."""

from typing import Annotated

from fastapi import Depends, Path

from api.deps import Ctx, Read, Write, having
from api.listing import Rows
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from api.today import queries, service
from api.visits import days
from models.rights import Right
from models.wire import Items, TodayCounts, VisitDayOwn, WaitingPage, WaitingSeen

router = v1("/today", tags=["supervision"])
Mine = Annotated[Caller, having(Right.SEE_OWN)]
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("")
async def today(ctx: Ctx, who: Mine, session: Read) -> TodayCounts:
    """How much waits for the caller, of each sort."""
    return await service.counts(session, ctx, who)


@router.get("/waiting")
async def waiting(ctx: Ctx, who: Mine, session: Read, asked: Annotated[Rows, Depends()]) -> WaitingPage:
    """What has come on cases and waits for the caller or for a unit of theirs, once for each case and kind; what came
    first stands first. Proposals: `/v1/proposals?waiting=me`; steps of supervision and messages: `/v1/inbox`."""
    return await service.page(session, ctx, who, asked)


@router.get("/visits")
async def visits(ctx: Ctx, who: Mine, session: Read) -> Items[VisitDayOwn]:
    """The next visit days on which the caller receives, and who comes. What the caller leads: `/v1/cases?view=led`;
    what is late in their units: `/v1/board`."""
    return Items(items=await days.own(session, ctx, who))


@router.post("/seen", status_code=204)
async def seen(given: WaitingSeen, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write) -> None:
    """The caller has had them before them, up to this one. They go on waiting; what is news only does not."""
    await queries.seen(session, who, given.until, ctx.clock.now())


@router.post("/waiting/{id}/done", status_code=204, openapi_extra=refuses({409: ("answer_needed",)}))
async def put_aside(id: Id, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write) -> None:
    """The caller has dealt with it, though they have done nothing on the case. 409 `answer_needed` where only an answer
    ends it."""
    await service.put_aside(session, ctx, who, id)
