"""Routes of the desk's tasks."""

from typing import Annotated

from fastapi import Depends, Path

from api.deps import Ctx, Read, Write, having
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from api.tasks import queries, service
from models.rights import Right
from models.wire import Items, ManualRecord, TaskDone, TaskView

router = v1("/tasks", tags=["tasks"])


@router.get("")
async def listed(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_TASKS)],
    session: Read,
    asked: Annotated[queries.Tasks, Depends()],
) -> Items[TaskView]:
    """Open tasks: the first page has all danger, then others, oldest first; done ones, newest first."""
    return await service.page(session, ctx, who, asked)


Id = Annotated[int, Path(ge=1, le=2**53)]


@router.post("/{id}/claim", openapi_extra=refuses({409: ("done_already", "claimed_already")}))
async def claim(ctx: Ctx, who: Annotated[Caller, having(Right.DO_TASK)], session: Write, id: Id) -> TaskView:
    """ "I am calling": for half an hour nobody else is offered it. Claimed again by the same it is kept longer."""
    return await service.claim(session, ctx, who, id)


@router.post("/{id}/told", openapi_extra=refuses({409: ("done_already", "nothing_to_tell", "settled")}))
async def told(
    id: Id, given: ManualRecord, ctx: Ctx, who: Annotated[Caller, having(Right.RECORD_DELIVERY)], session: Write
) -> TaskView:
    """All that the call has to tell was told, or was tried to be: one record for each notice."""
    return await service.told(session, ctx, who, id, given)


@router.post("/{id}/done", openapi_extra=refuses({409: ("done_already", "record_delivery")}))
async def done(
    given: TaskDone,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.DO_TASK)],
    session: Write,
    id: Id,
) -> TaskView:
    """Done, with what came of it."""
    return await service.done(session, ctx, who, id, given)
