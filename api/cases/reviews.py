"""复查 and 复核: asked for by the resident, decided by the unit above, never by the one that answered.

R22 art. 35, 36.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import moves, obligations, queries, record, service
from api.cases.owners import owner_of
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable, VersionChanged
from api.security import Caller
from models.clock import end_of, local_date
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.rights import Relation, Right, Subject
from models.tables import Case, CaseEvent, ObligationChange, Review, Unit
from models.wire import Hearing, Moved, ReviewDecision
from models.words import wording

RIGHT = {1: Duty.REVIEW_REQUEST, 2: Duty.REREVIEW_REQUEST}
OWED = {1: Duty.REVIEW_DECISION, 2: Duty.REREVIEW_DECISION}
ASKS = {1: Action.REVIEW, 2: Action.REREVIEW}
SKEW = timedelta(minutes=5)


async def ask(
    session: AsyncSession, ctx: Context, case: Case, level: int, asked_at: datetime, words: str | None
) -> CaseEvent:
    """The resident's request, dated when they said it: what was said inside the window counts, even if it is confirmed
    after it. Conflict `right_over` outside the window, `move_not_allowed` while another review is under way."""
    now = ctx.clock.now()
    if asked_at > now + SKEW:
        raise Unprocessable("this has not been said yet", field="asked_at")
    right = await queries.last_right(session, case.id, RIGHT[level], asked_at)
    newest = await queries.last_right(session, case.id, RIGHT[level], now)
    if newest is not None and (right is None or right.id != newest.id):
        right, asked_at = newest, now  # what was said of an earlier answer is no request about this one
    if right is None:
        raise Conflict("there is no answer whose window is open", code="right_over")
    after = moves.goes_to(case, ASKS[level])
    reviewed, above, outside = await _reviewed(session, case, level)
    desk = above or await queries.receiving_desk(session)
    owner = await owner_of(session, desk, now)
    facts = {**record.unit_facts(above or desk), "level": level}
    if above is None:
        facts["unit"] = outside
    event = await record.append(
        session, ctx, case, EventKind.REVIEW_ASKED, "resident", facts=facts, body=words, state=after,
        ending=None, ended_at=None, owner_id=owner.id,
    )  # fmt: skip
    right.void_at, right.done_at, right.met_at, right.met_by = None, now, now, event.seq
    session.add(
        Review(
            case_id=case.id, level=level, reply_seq=int(right.ref), asked_at=asked_at, asked_seq=event.seq,
            reviewed_unit_id=reviewed.id, unit_id=above.id if above else None,
            outside=None if above else outside,
        )
    )  # fmt: skip
    owed = await obligations.open_(
        session, ctx, case, OWED[level], start=local_date(asked_at), subject=About.EVENT.of(event.seq)
    )
    facts["answer_by"] = owed.due_nominal.isoformat()
    await record.owe(session, ctx, case, NoticeKind.REVIEW_ASKED, facts, event.seq, **moves.told(case))
    return event


async def _reviewed(session: AsyncSession, case: Case, level: int) -> tuple[Unit, Unit | None, str]:
    """Whose answer it is: the unit that has the case, or the one that decided the first review. The unit above that,
    and what to call it where it is not in this system."""
    unit = await session.get_one(Unit, case.lead_unit_id)
    if level == 2:
        first = [(r, reviewed, by) for r, reviewed, by in await queries.reviews_of(session, case.id) if r.level == 1]
        if not first:
            raise Conflict("there was no first review", code="right_over")
        review, reviewed, by = first[-1]
        if by is None:  # decided outside: only that body's own superior is above it
            return reviewed, None, wording("letter.above_of", unit=review.outside)
        unit = by
    above = await session.get(Unit, unit.parent_id) if unit.parent_id is not None else None
    return unit, above, wording("letter.above_of", unit=unit.name)


def theirs(who: Caller, unit_id: int | None, reviewed_id: int) -> bool:
    """Members of the unit above; a clerk records what a body outside has decided. Never the unit that is reviewed."""
    by = () if unit_id is None else (unit_id,)
    units = {Relation.REVIEWING: by, Relation.REVIEWED: {reviewed_id} - {*by}}
    return who.may(Right.REVIEW, Subject(units=units, outside=unit_id is None))


async def given(session: AsyncSession, who: Caller, case_no: str, id: int) -> tuple[Case, Review]:
    """A review that is the caller's. NotFound; Forbidden `not_your_review`."""
    case = await service.see(session, who, case_no)
    review = await queries.review_of(session, case.id, id)
    if review is None:
        raise NotFound
    if not theirs(who, review.unit_id, review.reviewed_unit_id):
        raise Forbidden("the unit above decides, and nobody of the unit that is reviewed", code="not_your_review")
    return case, review


async def _undecided(session: AsyncSession, who: Caller, case_no: str, id: int) -> tuple[Case, Review]:
    case, review = await given(session, who, case_no, id)
    if review.decided_at is not None:
        raise Conflict("it is decided", code="decided_already")
    return case, review


async def decide(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int, version: int, given: ReviewDecision
) -> Moved:
    """The written decision reaches the resident word for word; after the first, 复核 may be asked for.

    `revoked`: the unit owes an answer anew, and the case does not close before it. After 复核 the matter is final
    (art. 36): it is not opened again, and new facts are a new case.
    """
    case, review = await _undecided(session, who, case_no, id)
    if case.version != version:
        raise VersionChanged
    after = moves.goes_to(case, Action.DECIDE)
    facts = await told_of(session, case, review.id, given.result)
    lead = await session.get_one(Unit, case.lead_unit_id)
    owner_id = case.handler_id or (await owner_of(session, lead, ctx.clock.now())).id
    event = await record.append(
        session, ctx, case, EventKind.REVIEW_DECIDED, who.name, staff_id=who.staff_id, facts=facts, body=given.text,
        expected=version, state=after, owner_id=owner_id,
    )  # fmt: skip
    review.decided_at, review.decided_seq, review.result = event.at, event.seq, given.result
    meets = await obligations.done(session, case, event, OWED[review.level], Duty.NEWS, named=True)
    told = dict(facts)
    if given.result == "revoked" and (limit := obligations.limit_for(case)):
        owed = await obligations.open_(session, ctx, case, Duty.HANDLE, limit, subject=About.REVOKED.of(event.seq))
        told["answer_by"] = owed.due_nominal.isoformat()
    elif review.level == 2:
        await obligations.void(session, case, event.at, [Duty.REOPEN])
    await record.owe(session, ctx, case, NoticeKind.REVIEW_DECIDED, told, event.seq, meets=meets, **moves.told(case))
    return moves.moved(case, State(after), event)


async def told_of(session: AsyncSession, case: Case, id: int, result: str) -> dict[str, Any]:
    """The facts of a decision: who decides, at which level, how. NotFound for no review of this case."""
    review = await queries.review_of(session, case.id, id)
    if review is None:
        raise NotFound
    unit = await session.get(Unit, review.unit_id) if review.unit_id is not None else None
    facts = {
        "unit": unit.name if unit else review.outside or wording("letter.above"),
        "phone": (unit.phone if unit else None) or "",
    }
    return {**facts, "level": review.level, "result": result}


async def hear(session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int, given: Hearing) -> Moved:
    """听证. Its days are not counted for 复核 (art. 36); for 复查 the law knows no such rule, and the date stays."""
    case, review = await _undecided(session, who, case_no, id)
    if review.hearing_from is not None:
        raise Conflict("a hearing is set", code="hearing_set")
    if given.first < local_date(review.asked_at):
        raise Unprocessable("before it was asked for", field="first")
    review.hearing_from, review.hearing_until = given.first, given.last
    days = {"first_on": given.first.isoformat(), "last_on": given.last.isoformat()}
    event = await record.append(
        session, ctx, case, EventKind.HEARING, who.name, staff_id=who.staff_id, facts=days, body=given.note
    )
    if review.level == 2:
        await _not_counted(session, ctx, who, case, review, (given.last - given.first).days + 1)
    return moves.moved(case, State(case.state), event)


async def _not_counted(session: AsyncSession, ctx: Context, who: Caller, case: Case, review: Review, days: int) -> None:
    owed = await queries.open_obligation(session, case.id, OWED[2], About.EVENT.of(review.asked_seq))
    if owed is None or owed.counted_from is None:
        return
    profile = ctx.profile_of(case.profile)
    due = profile.due(OWED[2], owed.counted_from + timedelta(days=days), ctx.calendar)
    session.add(
        ObligationChange(
            obligation_id=owed.id, at=ctx.clock.now(), actor=who.name, reason=wording("noted.hearing", days=days),
            old_nominal=owed.due_nominal, new_nominal=due.nominal, old_at=owed.due_at, new_at=end_of(due.at),
        )
    )  # fmt: skip
    owed.counted_from += timedelta(days=days)
    owed.due_nominal, owed.due_at, owed.provisional = due.nominal, end_of(due.at), due.provisional
    owed.alarm_at = end_of(due.nominal)
    obligations.set_alarms(owed, profile)
    await session.flush()
    await obligations.refresh_due(session, case)
