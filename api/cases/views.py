"""How a case is shown: to staff with masked personal data, to its resident in plain facts."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import (
    answer_queries,
    correcting,
    correcting_queries,
    journal_queries,
    letter,
    obligation_queries,
    review_queries,
    words_queries,
)
from api.cases.masks import mask_name, mask_phone
from api.cases.proposals import views as proposals
from api.cases.words import WALLED, WORDS
from api.chats import queries as chats
from api.context import Context
from api.files import described
from api.files import queries as files
from models.gist import told
from models.law.channels import Channel
from models.law.events import EventKind
from models.law.matters import CaseClass, Cause, Kind, Outcome, Resolved, Route, Tier
from models.law.notices import NoticeKind
from models.law.replies import Adoption, OpinionResult, Rating, ReplyKind
from models.law.states import ENDED, State, actions
from models.tables import (
    Accusation,
    Answer,
    Case,
    CaseEvent,
    CaseWords,
    Notification,
    Obligation,
    ObligationChange,
    Review,
    Unit,
)
from models.wire import (
    AnswerView,
    CaseRow,
    CaseView,
    DateChanged,
    EventView,
    Named,
    NoticeView,
    ObligationView,
    Opinion,
    ReviewView,
    Spoken,
)

EXCERPT = 60


def first_line(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def excerpt(ctx: Context, case: Case, first: dict[int, bytes]) -> str:
    """The beginning of the original, as its resident knows it."""
    return first_line(_words(ctx, case, first))


def opening(ctx: Context, case: Case, first: dict[int, bytes]) -> str:
    """For staff: the first words that say what it is about."""
    return first_line(told(_words(ctx, case, first)))


def _words(ctx: Context, case: Case, first: dict[int, bytes]) -> str:
    body = first.get(case.id)
    return ctx.keys.text(body, WALLED if case.restricted else WORDS) if body is not None else ""


def _row(ctx: Context, case: Case, beginning: str, wordless: bool, written: bytes | None) -> CaseRow:
    due = case.due_at if State(case.state) not in ENDED else None
    return CaseRow(
        case_no=case.case_no,
        state=State(case.state),
        kind=Kind(case.kind),
        case_class=CaseClass(case.case_class) if case.case_class else None,
        topic=Named(code=case.topic.code, name=case.topic.name) if case.topic else None,
        area=Named(code=case.area.code, name=case.area.name),
        unit=Named(code=case.lead_unit.code, name=case.lead_unit.name),
        handler=Named(code=case.handler.login, name=case.handler.name) if case.handler else None,
        channel=Channel(case.channel),
        petition_date=case.petition_date,
        registered_at=case.registered_at,
        updated_at=case.updated_at,
        due_at=due,
        overdue=due is not None and due < ctx.clock.now(),
        petitioner_count=case.petitioner_count,
        anonymous=case.anonymous,
        excerpt=beginning,
        title=ctx.keys.text(case.title_sealed, correcting.TITLE) if case.title_sealed else None,
        rating=Rating(case.rating) if case.rating else None,
        urge_count=case.urge_count,
        urged_at=case.urged_at,
        many_today=case.many_today,
        to_write_up=wordless and written is None,
        written_up=first_line(ctx.keys.text(written, "event")) if written else None,
    )


async def rows(session: AsyncSession, ctx: Context, cases: Sequence[Case]) -> list[CaseRow]:
    first = await words_queries.first_words(session, cases)
    wordless = [c for c in cases if c.id not in first]
    written = await journal_queries.written_up(session, wordless)
    return [_row(ctx, c, opening(ctx, c, first), c in wordless, written.get(c.id)) for c in cases]


def spoken(ctx: Context, case: Case, words: Sequence[CaseWords | Accusation]) -> list[Spoken]:
    purpose = WALLED if case.restricted else WORDS
    return [
        Spoken(
            seq=w.seq,
            text=ctx.keys.text(w.body_sealed, purpose) if w.body_sealed is not None else None,
            file=w.attachment.token if w.attachment else None,
            media_type=w.attachment.media_type if w.attachment else None,
            size=w.attachment.size if w.attachment else None,
            shown=described.shown_as(w.attachment) if w.attachment else None,
            preview=bool(w.attachment and described.previewed(w.attachment)),
            broke_off=bool(w.attachment and w.attachment.broke_off),
            name=described.called(ctx, w.attachment) if w.attachment else None,
            sha256=w.digest,
            at=w.said_at,
        )
        for w in words
    ]


async def full(session: AsyncSession, ctx: Context, case: Case) -> CaseView:
    words = spoken(ctx, case, await words_queries.words_of(session, case))
    beginning = next((first_line(told(w.text)) for w in words if w.text), "")
    wordless = all(w.file for w in words)
    written = await journal_queries.written_up(session, [case]) if wordless else {}
    person = case.person
    name = ctx.keys.text(person.name_sealed, "name") if person and person.name_sealed else None
    phone = ctx.keys.text(person.phone_sealed, "phone") if person and person.phone_sealed else None
    chat = await chats.chat_now(session, case.channel_id)
    return CaseView(
        **_row(ctx, case, beginning, wordless, written.get(case.id)).model_dump(),
        version=case.version,
        elsewhere=case.elsewhere,
        place=ctx.keys.text(case.place_sealed, "place") if case.place_sealed else None,
        on_behalf=case.on_behalf,
        attended_count=case.attended_count,
        form_answers=case.answers,
        name=mask_name(name) if name else None,
        phone=mask_phone(phone) if phone else None,
        consent=case.consent,
        words=words,
        obligations=await _obligations(session, case),
        summary=ctx.keys.text(case.summary_sealed, correcting.SUMMARY) if case.summary_sealed else None,
        proposals=await proposals.of_case(session, ctx, case),
        reviews=[_review(*r) for r in await review_queries.reviews_of(session, case.id)],
        rating_desk=Rating(case.rating_desk) if case.rating_desk else None,
        answers=[_answer(ctx, a, who) for a, who in await answer_queries.answers_of(session, case.id)],
        notices=[notice(n) for n in await journal_queries.notices_of(session, case.id)],
        actions=[str(a) for a in actions(State(case.state), case.guided is not None)],
        route=Route(case.route) if case.route else None,
        tier=Tier(case.tier) if case.tier else None,
        cause=Cause(case.cause) if case.cause else None,
        resolved=await _resolved(session, case),
        unreachable_since=chat[1] if chat else None,
    )


def _answer(ctx: Context, a: Answer, contact: str | None) -> AnswerView:
    form = ctx.keys.text(a.form_sealed, letter.FORM) if a.form_sealed is not None else None
    return AnswerView(
        seq=a.seq,
        kind=ReplyKind(a.kind),
        at=a.at,
        thin=a.thin,
        passed=a.passed,
        looked_at=a.looked_at,
        result=OpinionResult(a.result) if a.result else None,
        adoption=Adoption(a.adoption) if a.adoption else None,
        outcome=Outcome(a.outcome) if a.outcome else None,
        contact=contact,
        opinion=Opinion.model_validate_json(form) if form is not None else None,
    )


async def _resolved(session: AsyncSession, case: Case) -> Resolved | None:
    """The column holds whether it is wholly solved; what staff said at the last closing tells partly from not."""
    if case.resolved is None:
        return None
    if case.resolved:
        return Resolved.YES
    last = await journal_queries.last_event(session, case.id, EventKind.CLOSED, EventKind.REOPENED)
    return Resolved(last.facts.get("resolved", Resolved.NO)) if last else Resolved.NO


def _review(r: Review, reviewed: Unit, above: Unit | None) -> ReviewView:
    return ReviewView(
        id=r.id,
        level=r.level,
        reply_seq=r.reply_seq,
        asked_at=r.asked_at,
        reviewed=Named(code=reviewed.code, name=reviewed.name),
        unit=Named(code=above.code, name=above.name) if above else None,
        outside=r.outside,
        hearing_from=r.hearing_from,
        hearing_until=r.hearing_until,
        decided_at=r.decided_at,
        result=r.result,
    )


async def _obligations(session: AsyncSession, case: Case) -> list[ObligationView]:
    return [_obligation(*row) for row in await obligation_queries.obligations_of(session, case.id)]


def _obligation(o: Obligation, changes: Sequence[ObligationChange]) -> ObligationView:
    return ObligationView(
        key=o.key,
        opened_at=o.opened_at,
        due_nominal=o.due_nominal,
        due_at=o.due_at,
        provisional=o.provisional,
        right=o.right_,
        done_at=o.done_at,
        met_at=o.met_at,
        late=o.late_at is not None,
        void=o.void_at is not None,
        limit=o.limit_key,
        counted_from=o.counted_from,
        changes=[
            DateChanged(
                at=c.at,
                actor=c.actor,
                reason=c.reason,
                old_nominal=c.old_nominal,
                new_nominal=c.new_nominal,
                old_at=c.old_at,
                new_at=c.new_at,
            )
            for c in changes
        ],
    )


async def timeline(session: AsyncSession, ctx: Context, case: Case) -> list[EventView]:
    """All that happened, oldest first, with what was corrected."""
    events = await journal_queries.timeline_of(session, case.id)
    changed = any(e.kind == EventKind.CORRECTED for e in events)
    rows = await correcting_queries.corrections_of(session, case.id) if changed else []
    found = correcting.shown(ctx, rows)
    came = await files.of_many(session, [(case.id, e.seq) for e in events if e.facts.get("files")])
    out = []
    for e in events:
        beside = {"changes": found.get(e.seq, []), "files": described.added(ctx, came.get((case.id, e.seq), ()))}
        out.append(event(ctx, e).model_copy(update=beside))
    return out


def event(ctx: Context, e: CaseEvent) -> EventView:
    body = ctx.keys.text(e.body_sealed, "event") if e.body_sealed is not None else None
    return EventView(
        seq=e.seq, kind=EventKind(e.kind), at=e.at, actor=e.actor, facts=e.facts, text=body, digest=e.digest
    )


def notice(n: Notification) -> NoticeView:
    return NoticeView(
        id=n.id,
        kind=NoticeKind(n.kind),
        state=n.state,
        channel=Channel(n.channel),
        created_at=n.created_at,
        delivered_at=n.delivered_at,
        reason=n.reason,
    )
