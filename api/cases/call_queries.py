"""SQL of the calls to residents."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.tasks import TaskKind
from models.tables import Case, CasePerson, Notification, Task

_TELLS = [kind.value for kind in TaskKind if kind.row.of_notice]


async def open_call(session: AsyncSession, case: Case, unit: int) -> Task | None:
    """The call by which the unit tells whoever brought this case something already, of this case or another."""
    mark = select(CasePerson.phone_mark).where(CasePerson.case_id == case.id, CasePerson.phone_mark.is_not(None))
    theirs = select(CasePerson.case_id).where(CasePerson.phone_mark.in_(mark))
    statement = (
        select(Task)
        .join(Notification, Notification.task_id == Task.id)
        .join(Case, Case.id == Notification.case_id)
        .where(or_(Notification.case_id == case.id, Notification.case_id.in_(theirs)))
        .where(Case.restricted.is_(case.restricted), Task.unit_id == unit)
        .where(Task.kind.in_(_TELLS), Task.done_at.is_(None))
        .order_by(Task.id)
        .limit(1)
    )
    found: Task | None = await session.scalar(statement)
    return found
