"""未解决: back to the unit that answered."""

from api.cases import follow_up_call, obligation_queries, obligations, record
from api.cases.step import Work, goes_to
from api.errors import Conflict
from api.intake.service import Added
from api.intake.step import ResidentStep
from api.staff.owners import owner_of, stand_in
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.tables import Staff, Unit
from models.wire import NotSolved


async def reopen(w: Work[NotSolved]) -> Added:
    """Not solved: the unit that answered goes on with it; the right to a review stays what it was. 409 `window_over`
    after the profile's days: words, and a review if its window is open, are still possible."""
    session, case, now = w.session, w.case, w.now
    if await obligation_queries.last_right(session, case.id, Duty.REOPEN, now) is None:
        raise Conflict("the window for opening it again is over", code="window_over")
    goes_to(case, Action.REOPEN)
    unit = await session.get_one(Unit, case.lead_unit_id)
    handler = await session.get(Staff, case.handler_id) if case.handler_id is not None else None
    owner = (await stand_in(session, handler, now) if handler else None) or await owner_of(session, unit, now)
    facts: Facts = {**record.unit_facts(unit)}
    event = await w.append(
        EventKind.REOPENED, facts=facts, body=w.given.text, state=State.ASSIGNED if handler else State.ACCEPTED,
        ending=None, ended_at=None, resolved=False, owner_id=owner.id,
    )  # fmt: skip
    owed = await w.open(Duty.HANDLE, obligations.limit_for(case), subject=About.AGAIN.of(event.seq))
    facts = facts | {"answer_by": owed.due_nominal.isoformat()}
    await follow_up_call.owe(session, w.ctx, case)
    await w.owe(NoticeKind.REOPENED, facts)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(
    path="/reopenings", given=NotSolved, do=reopen, refuses={409: ("window_over", "move_not_allowed")},
    fits=lambda case: case.reopen_until is not None,
)  # fmt: skip
