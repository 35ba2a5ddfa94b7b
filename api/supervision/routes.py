"""Routes of supervision, of what waits for each member of staff, and of the clockwork."""

from typing import Annotated

from fastapi import Depends, Path

from api.cases.mounting import mount
from api.cases.steps import SUPERVISION
from api.deps import Ctx, Read, Write, having, of_case
from api.openapi import refuses
from api.routing import below, v1
from api.security import Caller
from api.supervision import answering, board, heartbeat, inbox_queries, queries, service, views
from models.rights import Right
from models.wire import (
    Board,
    BoardPage,
    ClockworkView,
    Inbox,
    InboxRead,
    SupervisionAnswer,
    SupervisionClosed,
    SupervisionPage,
    SupervisionView,
)

router = v1(tags=["supervision"])
Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/supervision")
async def items(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    asked: Annotated[queries.Items, Depends()],
) -> SupervisionPage:
    """What is supervised (督办), oldest first: of the cases the caller sees, and whatever they were told."""
    return await views.page(session, ctx, who, asked)


@router.get("/supervision/{id}")
async def item(id: Id, ctx: Ctx, who: Annotated[Caller, having(Right.READ_LISTS)], session: Read) -> SupervisionView:
    """One matter that is supervised, with its steps upwards."""
    return await service.item(session, ctx, who, id)


@router.get("/board")
async def figures(ctx: Ctx, who: Annotated[Caller, having(Right.READ_BOARD)], session: Read) -> Board:
    """Late and due within three days, by unit and by area, in the units that the caller supervises or leads; each
    figure with the query of `/v1/cases` that gives exactly its cases."""
    return await board.board(session, ctx, who)


@router.get("/board/late")
async def late(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_BOARD)], session: Read, asked: Annotated[board.Late, Depends()]
) -> BoardPage:
    """The late ones, the longest late first: who answers, what is owed since when, and what the caller may do about it:
    `POST /v1/cases/{case_no}/remind`, `…/supervision` with the trigger `question`, `…/assign`."""
    return await board.late(session, ctx, who, asked.filters)


acts = below("/cases")
mount(acts, *SUPERVISION)
router.include_router(acts)


@router.post("/supervision/{id}/close", openapi_extra=refuses({409: ("closed_already", "still_owed")}))
async def close(
    id: Id, given: SupervisionClosed, ctx: Ctx, who: Annotated[Caller, of_case(Right.CLOSE_SUPERVISION)], session: Write
) -> SupervisionView:
    """With what came of it. 409 `still_owed` while what was late has not been answered."""
    return await service.close(session, ctx, who, id, given.result)


@router.post("/supervision/{id}/answer", openapi_extra=refuses({403: ("not_yours",), 409: ("closed_already",)}))
async def answer(
    id: Id,
    given: SupervisionAnswer,
    ctx: Ctx,
    who: Annotated[Caller, of_case(Right.ANSWER_SUPERVISION)],
    session: Write,
) -> SupervisionView:
    """In writing, by whoever answers for the case, to what a supervisor found; whoever found it is told."""
    return await answering.answer(session, ctx, who, id, given.text)


@router.post("/escalations/{id}/acknowledge")
async def acknowledge(
    id: Id, ctx: Ctx, who: Annotated[Caller, of_case(Right.ACKNOWLEDGE)], session: Write
) -> SupervisionView:
    """By the person told or who stands in for them: it climbs no further. Others: 403, or 404 if they don't see it."""
    return await service.acknowledge(session, ctx, who, id)


@router.get("/inbox")
async def my_inbox(ctx: Ctx, who: Annotated[Caller, having(Right.SEE_OWN)], session: Read) -> Inbox:
    """What waits for the caller: steps to acknowledge, dates that are late or near, messages."""
    return await views.mine(session, ctx, who)


@router.post("/inbox/read", status_code=204)
async def read(given: InboxRead, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write) -> None:
    """The messages up to this one have been read."""
    await inbox_queries.read(session, who.staff_id or 0, given.until, ctx.clock.now())


@router.get("/clockwork")
async def clockwork(ctx: Ctx, who: Annotated[Caller, having(Right.READ_CLOCKWORK)], session: Read) -> ClockworkView:
    """When the clockwork last went round, and who took the round."""
    return await heartbeat.view(session, ctx)
