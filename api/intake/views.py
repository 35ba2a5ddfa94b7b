"""What residents see of their cases: in the timeline the notes of staff do not stand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import (
    expected_date,
    journal_queries,
    obligation_queries,
    obligations,
    views,
    words_queries,
)
from api.cases.about import about
from api.cases.masks import mask_name
from api.catalogue import queries as catalogue
from api.context import Context
from models.clock import local_date
from models.law.events import EventKind
from models.law.facts import with_english
from models.law.matters import Kind
from models.law.notices import NoticeKind, NoticeState
from models.law.replies import Rating
from models.law.states import State
from models.tables import (
    Case,
    CaseEvent,
    Obligation,
)
from models.wire import (
    ResidentCase,
    ResidentEvent,
)


async def for_resident(session: AsyncSession, ctx: Context, case: Case) -> ResidentCase:
    """With the timeline in which staff's notes do not stand."""
    events = await journal_queries.timeline_of(session, case.id)
    first = await words_queries.first_words(session, [case])
    english = await catalogue.english(session)
    unsaid = await _unsaid(session, ctx, case)
    events = [e for e in events if EventKind(e.kind).row.resident_sees and e.seq not in unsaid]
    shown = [_resident_event(ctx, case, e, english) for e in events]
    asked = [e.seq for e in events if e.kind == EventKind.QUESTION]
    answered = [e.facts.get("question") for e in events if e.kind == EventKind.ANSWER]
    open_question = next((seq for seq in reversed(asked) if seq not in answered), None)
    told = await journal_queries.told_by(session, [case])
    owed = await obligation_queries.open_obligations(session, case.id)
    promised = _promised(owed, ctx.clock.now())
    expected = await expected_date.expected_on(session, ctx, case, promised["answer_by"])
    more = {"timeline": shown, "open_question": open_question, "expected_on": expected, **promised}
    return resident_row(ctx, case, first, told).model_copy(update=more)


async def _unsaid(session: AsyncSession, ctx: Context, case: Case) -> set[int | None]:
    """Events whose words were taken back, or wait to leave and still can be."""
    now = ctx.clock.now()
    return {
        n.event_seq
        for n in await journal_queries.notices_of(session, case.id)
        if NoticeKind(n.kind).row.words
        and (n.state == NoticeState.TAKEN_BACK or (n.state == NoticeState.DUE and n.due_at > now))
    }


class _Promised(obligations.LastDays):
    """The day of the answer, and the last day of each right that stands."""

    answer_by: date | None


def _promised(owed: Sequence[Obligation], now: datetime) -> _Promised:
    return {"answer_by": obligation_queries.promised(owed, local_date(now)), **obligations.last_days(owed, now)}


def _resident_event(ctx: Context, case: Case, e: CaseEvent, english: Mapping[str, str]) -> ResidentEvent:
    facts = with_english(e.facts, english)
    if case.restricted:
        facts.pop("handler", None)
    kind = EventKind(e.kind)
    body = ctx.keys.text(e.body_sealed, "event") if kind.row.read_again and e.body_sealed is not None else None
    return ResidentEvent(seq=e.seq, kind=kind, at=e.at, facts=facts, text=body)


def resident_row(ctx: Context, case: Case, first: dict[int, bytes], told: dict[int, date]) -> ResidentCase:
    waiting = State(case.state) in (State.REGISTERED, State.ACCEPTED)
    return ResidentCase(
        **dict(about(case, views.excerpt(ctx, case, first))),
        case_no=case.case_no,
        state=State(case.state),
        kind=Kind(case.kind),
        registered_at=case.registered_at,
        told_by=told.get(case.id) if waiting else None,
        unit=case.lead_unit.name,
        unit_en=case.lead_unit.name_en,
        phone=case.lead_unit.phone,
        rated_desk=Rating(case.rating_desk) if case.rating_desk else None,
        rated=Rating(case.rating) if case.rating else None,
        anonymous=case.anonymous,
        on_behalf=case.on_behalf,
        whom=_whom(ctx, case),
        urge_count=case.urge_count,
        urged_at=case.urged_at,
    )


def _whom(ctx: Context, case: Case) -> str | None:
    """For whom somebody else has filed it, masked: one phone may serve several people."""
    sealed = case.person.name_sealed if case.on_behalf and case.person else None
    return mask_name(ctx.keys.text(sealed, "name")) if sealed else None
