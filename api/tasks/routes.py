"""Routes of the desk's tasks."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.deps import Ctx, Read, StaffCaller, Write, need
from api.tasks import service
from models.law.people import Role
from models.wire import TaskDone, TaskView

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])


@router.get("")
async def listed(
    ctx: Ctx,
    who: StaffCaller,
    session: Read,
    open: Annotated[bool, Query(description="open tasks, or those that are done")] = True,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> list[TaskView]:
    """Open tasks, oldest first; done ones, newest first."""
    need(who, Role.CLERK, Role.SUPERVISOR, Role.DISCIPLINE)
    return await service.listed(session, ctx, who, open, limit)


@router.post("/{id}/done")
async def done(
    given: TaskDone, ctx: Ctx, who: StaffCaller, session: Write, id: Annotated[int, Path(ge=1, le=2**53)]
) -> TaskView:
    """Done, with what came of it."""
    need(who, Role.CLERK, Role.DISCIPLINE)
    return await service.done(session, ctx, who, id, given)
