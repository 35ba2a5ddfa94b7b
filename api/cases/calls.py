"""Calls to residents: one for each person, with all that there is to tell them."""

from api.cases import call_queries
from api.cases.matter import Matter
from api.catalogue import queries as catalogue
from models.law.tasks import TaskKind
from models.tables import Notification, Task


async def add(at: Matter, notice: Notification, kind: TaskKind) -> Task:
    """The notice is told in the call that the person gets anyway, or in a new one. What is behind the wall is told by
    the unit there, apart from everything else."""
    session, case = at.session, at.case
    unit = case.lead_unit_id if case.restricted else (await catalogue.receiving_desk(session)).id
    task = await call_queries.open_call(session, case, unit)
    if task is None:
        task = Task(
            kind=kind, unit_id=unit, case_id=case.id, channel_id=notice.channel_id, facts={},
            opened_at=at.ctx.clock.now(),
        )  # fmt: skip
        session.add(task)
        await session.flush()
    notice.task_id = task.id
    return task
