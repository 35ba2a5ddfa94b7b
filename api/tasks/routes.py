"""Routes of the desk's tasks."""

from typing import Annotated

from fastapi import Depends, Path

from api.deps import Ctx, Read, Write, having
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from api.tasks import queries, service
from models.rights import Right
from models.wire import Items, TaskDone, TaskView

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


@router.post("/{id}/done", openapi_extra=refuses({409: ("done_already", "record_delivery")}))
async def done(
    given: TaskDone,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.DO_TASK)],
    session: Write,
    id: Annotated[int, Path(ge=1, le=2**53)],
) -> TaskView:
    """Done, with what came of it."""
    return await service.done(session, ctx, who, id, given)
