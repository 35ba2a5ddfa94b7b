"""回访: whoever is not satisfied, or says that it is not solved, is called back by a person."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligation_queries, obligations
from api.cases.matter import Matter
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.context import Context
from api.security import Caller
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.tasks import TaskKind
from models.tables import Case, Task


async def owe(session: AsyncSession, ctx: Context, case: Case) -> None:
    """A task for the desk and a date for it; once while one is open. Nobody on the staff can change what was rated."""
    if await obligation_queries.open_obligation(session, case.id, Duty.CALL_BACK) is not None:
        return
    await obligations.open_(Matter(session, ctx, case), Duty.CALL_BACK)
    desk = await catalogue.receiving_desk(session)
    unit = case.lead_unit_id if case.restricted else desk.id
    session.add(Task(kind=TaskKind.CALL_BACK, unit_id=unit, case_id=case.id, facts={}, opened_at=ctx.clock.now()))


async def done(session: AsyncSession, ctx: Context, who: Caller, case: Case, result: str) -> None:
    """What was said on the telephone, by whom: the call itself is the answer, there is no notice to wait for."""
    event = await Journal.by(who, session, ctx, case).append(EventKind.CALLED_BACK, body=result)
    await obligations.done(session, case, event, Duty.CALL_BACK)
    for o in await obligation_queries.open_obligations(session, case.id, Duty.CALL_BACK):
        o.met_at = event.at
