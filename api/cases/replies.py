"""What staff write to the resident on the matter: how it stands, or the answer; and closing after it."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import drafts, moves, obligations, queries, record, service, views
from api.cases.drafts import Draft
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable, VersionChanged
from api.security import Caller
from api.supervision import service as supervision
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import Resolved
from models.law.notices import SETTLED, NoticeKind, NoticeState
from models.law.people import Role
from models.law.replies import ANSWERS
from models.law.states import Action, Ending, State
from models.law.triggers import Trigger
from models.tables import Answer, Case, CaseEvent
from models.wire import Close, Look, Moved, Reply

MAY_WRITE = (Role.CLERK, Role.HANDLER, Role.DISCIPLINE)
MAY_LOOK = (Role.SUPERVISOR, Role.DISCIPLINE)


async def reply(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Reply) -> Moved:
    """Reaches the resident word for word. Only an answer moves the case and meets what is owed (art. 32, 33); one that
    only says "received" or how it stands meets the notice of art. 23 and the promise of news.

    Conflict `opinion_needed`: what is handled as a petition ends with an opinion letter, unless it is handled simply.
    """
    if not given.kind.row.answers:
        return await _news(session, ctx, who, case_no, version, given)
    case, after = await moves.move(session, who, case_no, Action.REPLY, version)
    drawn = await drafts.draft(session, ctx, case, given)
    facts = {k: v for k, v in drawn.facts.items() if k != "review_days"}
    event = await record.append(
        session, ctx, case, EventKind.REPLY, who.name, staff_id=who.staff_id, facts=facts, body=drawn.text,
        expected=version, state=after,
    )  # fmt: skip
    answer = await _keep(session, ctx, case, event, given, drawn)
    met = [Duty.INTAKE_NOTICE, Duty.NEWS] if answer.thin else [Duty.INTAKE_NOTICE, Duty.NEWS, Duty.HANDLE]
    meets = await obligations.done(session, case, event, *met, named=not answer.thin)
    await record.owe(session, ctx, case, drawn.notice, drawn.facts, event.seq, meets=meets, **moves.told(case))
    if answer.thin:
        await supervision.open_item(session, ctx, case, Trigger.THIN_REPLY, subject=str(event.seq))
    return moves.moved(case, after, event)


async def _news(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Reply) -> Moved:
    case = await service.see(session, who, case_no)
    service.permit(who, case, MAY_WRITE)
    if case.version != version:
        raise VersionChanged
    drawn = await drafts.draft(session, ctx, case, given)
    event = await record.append(
        session, ctx, case, EventKind.PROGRESS, who.name, staff_id=who.staff_id, facts=drawn.facts, body=drawn.text,
        expected=version,
    )  # fmt: skip
    await _keep(session, ctx, case, event, given, drawn)
    meets = await obligations.done(session, case, event, Duty.INTAKE_NOTICE, Duty.NEWS)
    await record.owe(session, ctx, case, drawn.notice, drawn.facts, event.seq, meets=meets, **moves.told(case))
    return moves.moved(case, State(case.state), event)


async def _keep(
    session: AsyncSession, ctx: Context, case: Case, event: CaseEvent, given: Reply, drawn: Draft
) -> Answer:
    """Thin: shorter than the profile says, or word for word what another case got; of a letter its own words count."""
    bare, form = drawn.bare, given.opinion.model_dump_json() if given.opinion else None
    alike = ctx.keys.mark(bare, "alike", 1)
    least = ctx.profile_of(case.profile).values["thin_reply"]
    thin = given.kind.row.answers and (len(bare) < least or await queries.answered_alike(session, case, alike))
    made = Answer(
        case_id=case.id, seq=event.seq, kind=given.kind, length=len(bare), alike=alike, thin=thin, at=event.at,
        result=given.opinion.result if given.opinion else None, adoption=given.adoption, outcome=given.outcome,
        contact_id=drawn.contact.id if drawn.contact else None,
        form_sealed=ctx.keys.seal(form, views.FORM) if form is not None else None,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def unlooked(session: AsyncSession, case: Case) -> bool:
    """Whether the last answer is one that a supervisor has to look at first."""
    last = await queries.last_answer(session, case.id)
    return last is not None and last.thin and not last.passed


async def look(session: AsyncSession, ctx: Context, who: Caller, case_no: str, seq: int, given: Look) -> Moved:
    """A supervisor, never whoever wrote it, looks at a thin answer of event `seq`.

    Passed, it meets what was owed on the day it was given, as if it had not been thin. Else the answer is owed
    still, and the case goes back to whoever answers. Conflict `looked_already`, `not_thin`; Forbidden `two_persons`.
    """
    case = await service.see(session, who, case_no)
    service.permit(who, case, MAY_LOOK)
    answer = await queries.answer_at(session, case.id, seq)
    if answer is None or answer.kind not in ANSWERS:
        raise NotFound
    if not answer.thin:
        raise Conflict("there is nothing to look at", code="not_thin")
    if answer.passed is not None:
        raise Conflict("somebody has looked at it", code="looked_already")
    written = await queries.event_at(session, case.id, seq)
    if written.staff_id is not None and written.staff_id == who.staff_id:
        raise Forbidden("whoever wrote a reply does not look at it", code="two_persons")
    answer.looked_at, answer.looked_by_id, answer.passed = ctx.clock.now(), who.staff_id, given.passed
    last = await queries.last_answer(session, case.id)
    after = State(case.state)
    if after is State.REPLIED and last is answer and not given.passed:
        after = State.ASSIGNED if case.handler_id is not None else State.ACCEPTED
    event = await record.append(
        session, ctx, case, EventKind.LOOKED, who.name, staff_id=who.staff_id,
        facts={"reply": seq, "passed": given.passed}, body=given.note, state=after,
    )  # fmt: skip
    if given.passed:
        await _counts(session, ctx, case, written)
    await supervision.looked(session, ctx, who, case, seq, given.note)
    return moves.moved(case, after, event)


async def _counts(session: AsyncSession, ctx: Context, case: Case, written: CaseEvent) -> None:
    """The answer meets its duty after all: at once if the resident has it, else when they get it."""
    meets = await obligations.done(session, case, written, Duty.HANDLE, Duty.NEWS, named=True)
    notice = next(
        n
        for n in await queries.notices_of(session, case.id)
        if n.event_seq == written.seq and n.kind == NoticeKind.REPLY
    )
    notice.meets = sorted({*notice.meets, *meets})
    if notice.state in SETTLED:
        await obligations.settle(session, ctx, notice, notice.delivered_at or written.at)


async def close(session: AsyncSession, ctx: Context, who: Caller, case_no: str, version: int, given: Close) -> Moved:
    """办结. Never without a reply that was delivered, or proved undeliverable by the recorded attempts.

    What was answered closes with its cause and with whether it is solved; what was guided to another route has neither.
    """

    async def answered(case: Case) -> None:
        kind = NoticeKind.GUIDED if case.state == State.REGISTERED else NoticeKind.REPLY
        if case.state == State.REGISTERED and case.guided is None:
            raise Conflict("close is not possible before the case was answered", code="move_not_allowed")
        sent = [n for n in await queries.notices_of(session, case.id) if n.kind == kind]
        if not sent or NoticeState(sent[-1].state) not in SETTLED:
            raise Conflict("the reply has not been delivered yet", code="reply_not_delivered")
        if await unlooked(session, case):
            raise Conflict("a supervisor has to look at the reply first", code="reply_to_look_at")
        if case.state == State.REPLIED and any(
            o.done_at is None for o in await queries.open_obligations(session, case.id, Duty.HANDLE)
        ):
            raise Conflict("the answer was revoked, and a new one is owed", code="answer_owed")

    case, after = await moves.move(session, who, case_no, Action.CLOSE, version, answered)
    ending = Ending.GUIDED if case.state == State.REGISTERED else Ending.ANSWERED
    if case.merged_into_id is not None:
        ending = Ending.MERGED
    for name in ("cause", "resolved"):
        if ending is not Ending.GUIDED and getattr(given, name) is None:
            raise Unprocessable("needed where the matter was answered", field=name)
    said = {k: str(v) for k in ("cause", "resolved") if (v := getattr(given, k)) is not None}
    found = {"cause": given.cause, "resolved": given.resolved is Resolved.YES} if said else {}
    facts = record.unit_facts(case.lead_unit) | said
    rights = views.last_days(await queries.open_obligations(session, case.id), ctx.clock.now())
    told = {"reopen_on": rights["reopen_until"], "review_on": rights["review_until"]}
    event = await record.append(
        session, ctx, case, EventKind.CLOSED, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        expected=version, state=after, ending=ending, ended_at=ctx.clock.now(), **found,
    )  # fmt: skip
    await obligations.void(session, case, event.at, [Duty.MUSTER])
    facts = facts | {k: day.isoformat() for k, day in told.items() if day} | {"level": rights["review_level"]}
    await record.owe(session, ctx, case, NoticeKind.CLOSED, facts, event.seq, **moves.told(case))
    return moves.moved(case, after, event)
