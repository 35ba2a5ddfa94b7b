"""A withdrawn case goes on."""

from api.cases import journal_queries, obligation_queries, obligations, record
from api.cases.step import Work
from api.errors import Conflict
from api.intake.service import Added
from api.intake.step import ResidentStep
from api.staff.owners import owner_of, stand_in
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import State
from models.tables import Staff, Unit
from models.wire import Undone


async def undo(w: Work[Undone]) -> Added:
    """A withdrawn case goes on as it was, by its old dates: the clock has run on. 409 `undo_over` after the days for
    it."""
    session, case, now = w.session, w.case, w.now
    if case.state != State.WITHDRAWN:
        raise Conflict("the case was not withdrawn", code="move_not_allowed")
    right = await obligation_queries.last_right(session, case.id, Duty.WITHDRAW_UNDO, now)
    if right is None:
        raise Conflict("the days for taking it back are over", code="undo_over")
    withdrawn = await journal_queries.event_at(session, case.id, int(right.ref))
    unit = await session.get_one(Unit, case.lead_unit_id)
    person = await session.get(Staff, case.owner_id) if case.owner_id is not None else None
    owner = (await stand_in(session, person, now) if person else None) or await owner_of(session, unit, now)
    facts = record.unit_facts(unit)
    event = await w.append(
        EventKind.RESUMED, facts=facts, state=State(withdrawn.facts["was"] or ""), ending=None, ended_at=None,
        owner_id=owner.id,
    )  # fmt: skip
    right.done_at, right.met_at, right.met_by = now, now, event.seq
    await obligations.restore(session, case, withdrawn.at)
    await w.owe(NoticeKind.RESUMED, facts)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(
    path="/withdrawals/undo", given=Undone, do=undo, by_code=False, refuses={409: ("undo_over", "move_not_allowed")},
    fits=lambda case: case.undo_until is not None,
)  # fmt: skip
