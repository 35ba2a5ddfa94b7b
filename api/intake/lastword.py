"""The resident's last word: not solved, the unit above, withdrawn and taken back, the handling itself."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import callback, obligations, queries, record, reviews
from api.cases.owners import owner_of, stand_in
from api.cases.step import goes_to
from api.cases.step import told as told_how
from api.context import Context
from api.errors import Conflict
from api.intake.service import Added, own
from api.supervision import service as supervision
from models.clock import local_date
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action, Ending, State
from models.law.triggers import Trigger
from models.tables import Staff, Unit
from models.wire import Complaint, NotSolved, ResidentRef, ReviewWanted, Undone, Withdrawal
from models.words import wording


async def reopen(session: AsyncSession, ctx: Context, ref: ResidentRef, given: NotSolved) -> Added:
    """未解决: back to the unit that answered, inside the profile's window; the right to a review stays what it was.

    Conflict `window_over` after it (words and a review, if its window is open, are still possible).
    """
    case = await own(session, ctx, ref, given.case_no, given.code)
    now = ctx.clock.now()
    if await queries.last_right(session, case.id, Duty.REOPEN, now) is None:
        raise Conflict("the window for opening it again is over", code="window_over")
    goes_to(case, Action.REOPEN)
    unit = await session.get_one(Unit, case.lead_unit_id)
    handler = await session.get(Staff, case.handler_id) if case.handler_id is not None else None
    owner = (await stand_in(session, handler, now) if handler else None) or await owner_of(session, unit, now)
    state = State.ASSIGNED if handler else State.ACCEPTED
    facts: dict[str, Any] = record.unit_facts(unit)
    event = await record.append(
        session, ctx, case, EventKind.REOPENED, "resident", facts=facts, body=given.text, state=state,
        ending=None, ended_at=None, resolved=False, owner_id=owner.id,
    )  # fmt: skip
    if limit := obligations.limit_for(case):
        owed = await obligations.open_(session, ctx, case, Duty.HANDLE, limit, subject=About.AGAIN.of(event.seq))
        facts["answer_by"] = owed.due_nominal.isoformat()
    await callback.owe(session, ctx, case)
    await record.owe(session, ctx, case, NoticeKind.REOPENED, facts, event.seq, **told_how(case))
    return Added(case_no=case.case_no, event=event.seq)


async def review(session: AsyncSession, ctx: Context, ref: ResidentRef, given: ReviewWanted) -> Added:
    """复查 or 复核, whichever is open. Conflict `right_over` when neither is."""
    case = await own(session, ctx, ref, given.case_no, given.code)
    asked_at = given.asked_at or ctx.clock.now()
    again = await queries.last_right(session, case.id, Duty.REREVIEW_REQUEST, asked_at)
    event = await reviews.ask(session, ctx, case, 2 if again else 1, asked_at, given.text)
    return Added(case_no=case.case_no, event=event.seq)


async def withdraw(session: AsyncSession, ctx: Context, ref: ResidentRef, given: Withdrawal) -> Added:
    """撤回, by the chat that has the case only. Whoever says that they were pressed is heard outside the unit."""
    case = await own(session, ctx, ref, given.case_no, None)
    after = goes_to(case, Action.WITHDRAW)
    now, was = ctx.clock.now(), State(case.state)
    event = await record.append(
        session, ctx, case, EventKind.WITHDRAWN, "resident", facts={"was": was}, body=given.text, state=after,
        ending=Ending.WITHDRAWN, ended_at=now,
    )  # fmt: skip
    await obligations.void(session, case, event.at)
    undo = await obligations.open_(session, ctx, case, Duty.WITHDRAW_UNDO, subject=About.EVENT.of(event.seq))
    facts = {"until_on": undo.due_nominal.isoformat()}
    await record.owe(session, ctx, case, NoticeKind.WITHDRAWN, facts, event.seq, **told_how(case))
    if given.pressed == "yes":
        await supervision.open_item(
            session, ctx, case, Trigger.PRESSED, subject=str(event.seq), note=given.text or wording("noted.pressed")
        )
    return Added(case_no=case.case_no, event=event.seq)


async def resume(session: AsyncSession, ctx: Context, ref: ResidentRef, given: Undone) -> Added:
    """What was withdrawn goes on as it was, by its old dates: the clock has run on. Conflict `undo_over` later."""
    case = await own(session, ctx, ref, given.case_no, None)
    now = ctx.clock.now()
    if case.state != State.WITHDRAWN:
        raise Conflict("the case was not withdrawn", code="move_not_allowed")
    right = await queries.last_right(session, case.id, Duty.WITHDRAW_UNDO, now)
    if right is None:
        raise Conflict("the days for taking it back are over", code="undo_over")
    withdrawn = await queries.event_at(session, case.id, int(right.ref))
    unit = await session.get_one(Unit, case.lead_unit_id)
    person = await session.get(Staff, case.owner_id) if case.owner_id is not None else None
    owner = (await stand_in(session, person, now) if person else None) or await owner_of(session, unit, now)
    facts = record.unit_facts(unit)
    event = await record.append(
        session, ctx, case, EventKind.RESUMED, "resident", facts=facts, state=State(withdrawn.facts["was"]),
        ending=None, ended_at=None, owner_id=owner.id,
    )  # fmt: skip
    right.done_at, right.met_at, right.met_by = now, now, event.seq
    await obligations.restore(session, case, withdrawn.at)
    await record.owe(session, ctx, case, NoticeKind.RESUMED, facts, event.seq, **told_how(case))
    return Added(case_no=case.case_no, event=event.seq)


async def complain(session: AsyncSession, ctx: Context, ref: ResidentRef, given: Complaint) -> Added:
    """Of the handling itself, or of retaliation: to somebody outside the unit. Retaliation goes to the top at once, and
    stands nowhere the unit could read it."""
    case = await own(session, ctx, ref, given.case_no, given.code)
    trigger = Trigger.RETALIATION if given.retaliation else Trigger.COMPLAINT
    subject = f"{local_date(ctx.clock.now()).isoformat()}-{case.version}"
    await supervision.open_item(session, ctx, case, trigger, subject=subject, note=given.text)
    if given.retaliation:
        return Added(case_no=case.case_no, event=case.version)
    event = await record.append(session, ctx, case, EventKind.COMPLAINED, "resident", body=given.text)
    return Added(case_no=case.case_no, event=event.seq)
