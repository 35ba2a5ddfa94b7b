"""What waits for the caller: counted, listed, seen and put aside."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import views as cases
from api.cases import words_queries
from api.cases.proposals import queries as proposal_rows
from api.cases.proposals import service as proposals
from api.cases.proposals.approvers import DECIDES
from api.context import Context
from api.errors import Conflict, NotFound
from api.joint import queries as joint
from api.joint.views import TEXT
from api.listing import Rows
from api.security import Caller
from api.supervision.views import WORDS
from api.today import queries
from models.law.triggers import Trigger
from models.law.waiting import Ends, Wait
from models.tables import Case, Waiting
from models.wire import Named, TodayCounts, WaitingPage, WaitingView


async def counts(session: AsyncSession, ctx: Context, who: Caller) -> TodayCounts:
    return (await counts_on(session, ctx, who, ""))[0]


async def counts_on(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> tuple[TodayCounts, bool]:
    """Also whether the caller has not seen yet what waits on that case."""
    found = await queries.counts(session, who, ctx.clock.now(), case_no)
    new_here = found.pop("new_here")
    if found["to_decide"]:
        found["to_decide"] = await _to_decide(session, ctx, who)
    return TodayCounts(**found), new_here > 0


async def _to_decide(session: AsyncSession, ctx: Context, who: Caller) -> int:
    if not any(who.may(right) for right in DECIDES.values()):
        return 0
    asked = proposal_rows.Proposals(waiting="me", limit=queries.MOST)
    return len(await proposals.kept(session, ctx, who, asked))


async def page(session: AsyncSession, ctx: Context, who: Caller, asked: Rows) -> WaitingPage:
    """The oldest first, so that what has waited longest stands above."""
    found = await queries.waiting(session, who, asked.after, asked.limit)
    shown, after = asked.page(found, lambda row: row[0].id)
    first = await words_queries.first_words(session, [c for _, c in shown])
    suggested = await _suggested(session, ctx, [w for w, _ in shown])
    asked_by = await _asked(session, ctx, [w for w, _ in shown])
    items = [
        _view(w, c, who, suggested.get(w.id) or cases.opening(ctx, c, first)).model_copy(update=asked_by.get(w.id))
        for w, c in shown
    ]
    return WaitingPage(items=items, next=after)


async def _suggested(session: AsyncSession, ctx: Context, shown: Sequence[Waiting]) -> dict[int, str]:
    """What is suggested stands for the matter: the unit need not see the case."""
    at = {int(w.ref): w.id for w in shown if w.kind == Wait.IMPROVEMENT and w.ref.isdecimal()}
    found = await joint.suggestions(session, at)
    return {at[i.id]: cases.first_line(ctx.keys.text(i.text_sealed, TEXT)) for i in found}


async def _asked(session: AsyncSession, ctx: Context, shown: Sequence[Waiting]) -> dict[int, dict[str, object]]:
    """What a superior has found, or wants to know: as it is to be answered."""
    at = {int(w.ref): w.id for w in shown if w.kind == Wait.SUPERVISED and w.ref.isdecimal()}
    found = await queries.supervised(session, at)
    return {
        at[id]: {"trigger": Trigger(item.trigger), "note": ctx.keys.text(item.note_sealed or b"", WORDS)}
        for id, item in found.items()
    }


def _view(w: Waiting, case: Case, who: Caller, words: str) -> WaitingView:
    return WaitingView(
        id=w.id,
        kind=Wait(w.kind),
        ref=w.ref,
        case_no=case.case_no,
        excerpt=words,
        unit=Named(code=case.lead_unit.code, name=case.lead_unit.name),
        at=w.at,
        times=w.n,
        due_at=case.due_at if w.kind != Wait.IMPROVEMENT else None,
        new=w.seen_at is None,
        mine=w.staff_id == who.staff_id,
    )


async def put_aside(session: AsyncSession, ctx: Context, who: Caller, id: int) -> None:
    """The person has dealt with it. Conflict `answer_needed` where only an answer ends it."""
    found = await queries.one(session, who, id)
    if found is None:
        raise NotFound
    if Wait(found.kind).row.ends is Ends.ANSWER:
        raise Conflict("it takes an answer", code="answer_needed")
    now = ctx.clock.now()
    found.seen_at, found.done_at, found.done_by_id = found.seen_at or now, now, who.staff_id
