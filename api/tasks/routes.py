"""Routes of the desk's tasks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import Ctx, Read, Write, having
from api.openapi import refuses
from api.security import Caller
from api.tasks import service
from models.rights import Right
from models.wire import TaskDone, TaskView

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])


@router.get("")
async def listed(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_TASKS)],
    session: Read,
    open: Annotated[bool, Query(description="open tasks, or those that are done")] = True,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[TaskView]:
    """Open tasks: all danger, then `limit` others, oldest first; done ones, newest first."""
    return await service.listed(session, ctx, who, open, limit)


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
