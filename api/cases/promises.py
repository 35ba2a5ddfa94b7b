"""A new day after a date has slipped, or is told to: named by the person who answers for the case, never by a machine.

The date of the law, or of the profile, stays what it was: lateness is counted from it.
"""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import moves, obligations, queries, record, service
from api.context import Context
from api.errors import Conflict, Forbidden, Unprocessable, VersionChanged
from api.security import Caller
from models.clock import local_date
from models.law.duties import SLIPS, About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import UNANSWERED, State
from models.tables import Case
from models.wire import Moved, NewDay


def theirs(who: Caller, case: Case) -> bool:
    """Whether the caller is the named person: who answers for the case now, or handles it. Of a review only the former,
    since whoever handled it is reviewed."""
    reviewed = case.state in (State.REVIEW, State.REREVIEW)
    named = {case.owner_id} if reviewed else {case.owner_id, case.handler_id}
    return who.staff_id is not None and who.staff_id in named


async def slipped(session: AsyncSession, case: Case, today: date) -> bool:
    """Whether the resident waits past a date, or was told that they may have to."""
    owed = await queries.open_obligations(session, case.id)
    return State(case.state) in UNANSWERED and any(
        o.key in SLIPS and o.done_at is None and (o.told_at is not None or o.due_nominal < today) for o in owed
    )


async def promise(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: NewDay) -> Moved:
    """The resident is told the day and why. Forbidden `not_yours`; Conflict `nothing_slipped`; Unprocessable for a day
    that is past, or further off than the longest time without news."""
    case = await service.see(session, who, case_no)
    if not theirs(who, case):
        raise Forbidden("only the person who answers for the case names a day", code="not_yours")
    if case.version != version:
        raise VersionChanged
    today = local_date(ctx.clock.now())
    if not await slipped(session, case, today):
        raise Conflict("no date has slipped", code="nothing_slipped")
    furthest = ctx.profile_of(case.profile).due("news_long", today, ctx.calendar).nominal
    if not today < given.day <= furthest:
        raise Unprocessable(f"a day after today, not later than {furthest.isoformat()}", field="day")
    facts = told_of(case, given)
    event = await record.append(
        session, ctx, case, EventKind.PROMISED, who.name, staff_id=who.staff_id, facts=facts, body=given.reason,
        expected=version,
    )  # fmt: skip
    meets = await obligations.done(session, case, event, Duty.NEWS, named=given.what == "answer")
    subject = (About.ANSWER if given.what == "answer" else About.NAMED).of(event.seq)
    await obligations.open_until(session, ctx, case, Duty.NEWS, given.day, subject)
    await record.owe(session, ctx, case, NoticeKind.PROMISED, facts, event.seq, meets=meets, **moves.told(case))
    return moves.moved(case, State(case.state), event)


def told_of(case: Case, given: NewDay) -> dict[str, Any]:
    """The facts of the notice."""
    return {**record.unit_facts(case.lead_unit), f"{given.what}_by": given.day.isoformat()}
