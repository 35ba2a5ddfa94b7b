"""What the page of a case shows, gathered through the same services and checks as the API's routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import beginnings, journal_queries, letter, obligations, review_queries, reviews, views
from api.cases import queries as cases
from api.cases.proposals import service as proposals
from api.cases.step import offers as offers_of
from api.cases.steps import take_back
from api.catalogue import queries as catalogue
from api.chats import queries as chats
from api.console import queries
from api.console.added import as_sent
from api.console.case_forms import ALL
from api.console.notices import Told, hearer, told
from api.console.pages import left
from api.console.service import Group, Option, areas_and_topics
from api.console.session import Signed
from api.context import Context
from api.joint import queries as joint_queries
from api.joint import service as joint
from api.joint import views as joint_views
from api.links import service as links
from api.responsibility import service as responsibility
from api.security import Caller
from models.clock import local_date
from models.law.events import EventKind
from models.law.notices import NoticeState
from models.law.replies import ReplyKind
from models.rights import Relation, Right, roles
from models.tables import Case, CaseEvent, Notification
from models.wire import (
    CaseRow,
    CaseView,
    CoUnitView,
    EventView,
    ImprovementView,
    Linked,
    Suggestion,
)
from models.words import answered, labels, wording


@dataclass(frozen=True)
class Held:
    """An event whose words leave in so many seconds; `form`: where they are written."""

    seq: int
    kind: str
    form: str
    seconds: int


@dataclass(frozen=True)
class Sheet:
    """All that the page of a case shows."""

    view: CaseView
    restricted: bool
    events: list[EventView]
    left: Mapping[str, Any] | None
    notices: list[Told]
    offers: frozenset[str]
    people: list[Group]
    reply: Told | None
    chat: bool = field(default=False)
    units: list[tuple[str, str]] = field(default_factory=list)
    passed_on: bool = field(default=False)
    reply_kinds: list[tuple[str, str]] = field(default_factory=list)
    needs_letter: bool = field(default=False)
    helpers: list[Group] = field(default_factory=list)
    suggestion: Suggestion | None = None
    called: list[CoUnitView] = field(default_factory=list)
    to_muster: CoUnitView | None = None
    officials: list[tuple[str, str]] = field(default_factory=list)
    official: str | None = None
    answered: list[str] = field(default_factory=list)
    improvements: list[ImprovementView] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    likely: list[CaseRow] = field(default_factory=list)
    everyone: list[Group] = field(default_factory=list)
    unit_names: Mapping[str, str] = field(default_factory=dict)
    """Of the codes in proposals."""
    to_decide: frozenset[int] = frozenset()
    """Proposals that the caller decides."""
    templates: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, title and words of those that a reply may begin with."""
    topics: list[Group] = field(default_factory=list)
    areas: list[Option] = field(default_factory=list)
    likely_who: str = ""
    """Of `people`: whom the responsibility list, or the place, says."""
    held: Held | None = None
    """What the caller has just sent and can take back."""
    mine: frozenset[int] = frozenset()
    """Reviews that the caller decides, or of which they record what was decided outside."""


async def sheet(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> Sheet:
    """NotFound when there is no such case or the caller must not know of it."""
    case = await cases.see(session, who, case_no)
    view = await views.full(session, ctx, case)
    timeline = await journal_queries.timeline_of(session, case.id)
    bodies = {e.seq: e.body_sealed for e in timeline}
    chat = await chats.chat_now(session, case.channel_id)
    locale = chat[0] if chat else None
    found = await journal_queries.notices_of(session, case.id)
    whom = await hearer(session, case, locale)
    events = await views.timeline(session, ctx, case)
    files = {e.seq: as_sent(e.files) for e in events if e.files}
    notices = [told(ctx, whom, n, bodies.get(n.event_seq or 0), files.get(n.event_seq or 0, ())) for n in found]
    offers = await offered(session, ctx, who, case) - {p.kind for p in view.proposals if p.decided_at is None}
    to_decide = frozenset(await proposals.to_decide(session, ctx, who, case))
    offers |= {"rule"} if to_decide else set()
    held = [r for r, *_ in await review_queries.reviews_of(session, case.id)]
    called = await joint_views.called(session, case)
    own = await joint.own_units(session, who) if called else set()
    leads = "lead" in offers
    officials = await joint_queries.officials(session) if leads or case.lead_official_id else []
    linked = await links.of_case(session, ctx, case)
    likely = await links.likely(session, ctx, who, case_no) if "link" in offers else []
    passes_on = bool({"forward", "assign"} & offers) and not case.restricted
    likely_unit = await responsibility.suggest(session, case) if passes_on else None
    whom_else = await people(session, who, case) if {"assign", "accept"} & offers else []
    places = await areas_and_topics(session, ctx) if {"accept", "correct"} & offers else ([], [])
    return Sheet(
        view=view,
        restricted=case.restricted,
        events=events,
        answered=answered("zh_Hans", view.form_answers),
        left=left(view.due_at, ctx.clock.now()),
        notices=notices,
        offers=offers,
        people=whom_else,
        likely_who=first_of(whom_else, likely_unit.unit.code) if likely_unit else "",
        topics=places[0],
        areas=places[1],
        held=held_back(ctx, who, found, timeline),
        called=called,
        to_muster=next((c for c in called if c.mustered_at is None and c.unit.code in own), None),
        officials=[(o.code, f"{o.post} {o.name}") for o in officials] if leads else [],
        official=next((f"{o.post} {o.name}" for o in officials if o.id == case.lead_official_id), None),
        improvements=await joint.improvements_of(session, ctx, who, case),
        links=linked,
        likely=[c for c in likely if c.case_no not in {k.other for k in linked}],
        suggestion=likely_unit,
        everyone=await everyone(session, None) if "designate" in offers else [],
        unit_names={u.code: u.name for u in await catalogue.units(session)} if view.proposals else {},
        to_decide=to_decide,
        reply=next((t for t in reversed(notices) if t.view.kind.row.replies), None),
        chat=locale is not None,
        units=await units_beside(session, case) if {"forward", "refuse", "call", "improve"} & offers else [],
        reply_kinds=reply_kinds(case) if "reply" in offers else [],
        needs_letter=letter.needs_letter(case),
        mine=frozenset(r.id for r in held if reviews.theirs(who, r.unit_id, r.reviewed_unit_id)),
        helpers=await helpers(session, case) if "reply" in offers else [],
        templates=await templates(session, case, local_date(ctx.clock.now())) if "reply" in offers else [],
        passed_on=case.forwarder_id is not None,
    )


def held_back(ctx: Context, who: Caller, notices: Sequence[Notification], timeline: Sequence[CaseEvent]) -> Held | None:
    """What the caller has sent last and what has not left."""
    now, written = ctx.clock.now(), {e.seq: e for e in timeline}
    for n in reversed(notices):
        e = written.get(n.event_seq or 0)
        waits = n.state in (NoticeState.DUE, NoticeState.MANUAL) and n.due_at > now
        if waits and e is not None and e.kind in take_back.FORMS and e.staff_id == who.staff_id:
            return Held(e.seq, e.kind, take_back.FORMS[EventKind(e.kind)], int((n.due_at - now).total_seconds()))
    return None


def first_of(groups: list[Group], unit: str) -> str:
    """Whom of a unit a case goes to, if nobody says otherwise; "" where nobody of it can have one."""
    return next((who for _, inner in groups for who, _ in inner if who.startswith(f"{unit}|")), "")


def reply_kinds(case: Case) -> list[Option]:
    """(code, name) of the kinds of reply that fit the case; none is chosen for anybody."""
    unfit = {ReplyKind.ANSWER} if letter.needs_letter(case) else set()
    if not obligations.reviewable(case):
        unfit.add(ReplyKind.OPINION)
    return [(k, name) for k, name in labels("reply_kind").items() if k not in unfit]


async def templates(session: AsyncSession, case: Case, today: date) -> list[tuple[str, str, str]]:
    found = await catalogue.reply_templates(session, case.topic.code if case.topic else "", case.state)
    return [(t.code, t.title, beginnings.begun(t.text, case, today)) for t in found]


async def helpers(session: AsyncSession, case: Case) -> list[Group]:
    """Who else helps at the place of the matter: `outcome|id`, grouped by what they do."""
    groups: dict[str, Group] = {}
    for c, _ in await catalogue.contacts(session, case.area.code):
        name = labels("outcome")[c.outcome]
        groups.setdefault(c.outcome, (name, []))[1].append(
            (f"{c.outcome}|{c.id}", wording("page.contact", name=c.name, phone=c.phone))
        )
    return list(groups.values())


async def units_beside(session: AsyncSession, case: Case) -> list[tuple[str, str]]:
    """(code, name) of the units that the case could be forwarded to."""
    found = await catalogue.units(session)
    return [(u.code, u.name) for u in found if u.active and not u.discipline and u.id != case.lead_unit_id]


async def offered(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> frozenset[str]:
    """The forms the caller gets: of the steps that the state allows and the right permits, and of what stands beside
    them."""
    given = await offers_of(ALL, session, ctx, who, case)
    rights = {"reveal": Right.REVEAL, "original": Right.OPEN_ORIGINAL, "record": Right.RECORD_DELIVERY}
    return frozenset(given | {name for name, right in rights.items() if who.may(right, case)})


@dataclass(frozen=True)
class Likely:
    """Who answers for a topic in an area, and the person of `people` that it goes to."""

    suggestion: Suggestion | None
    who: str


async def likely(at: Signed, case_no: str, wanted: tuple[str, str]) -> Likely:
    """`wanted`: codes of a topic and an area, or blank. NotFound as for the case."""
    async with at.ctx.db.read() as session:
        case = await cases.see(session, at.who, case_no)
        topic, area = await catalogue.topic(session, wanted[0]), await catalogue.area(session, wanted[1])
        if case.restricted:
            return Likely(None, "")
        placed = responsibility.Placed(topic.id if topic else None, area.id if area else case.area_id, case.elsewhere)
        found = await responsibility.suggested(session, placed)
        return Likely(found, first_of(await people(session, at.who, case), found.unit.code))


async def people(session: AsyncSession, who: Caller, case: Case) -> list[Group]:
    """To whom the caller may assign the case: `unit|login`, grouped by unit."""
    reach = who.reach(Right.ASSIGN_TO)
    within = None if Relation.WALL in reach else reach.inside
    return await everyone(session, within, walled=case.restricted)


async def everyone(session: AsyncSession, within: frozenset[int] | None, *, walled: bool = False) -> list[Group]:
    """Who can have a case, of all units or of these: `unit|login`, grouped by unit."""
    groups: dict[str, Group] = {}
    for unit, person in await queries.members(session, roles(Right.HANDLE, walled), walled, within):
        groups.setdefault(unit.code, (unit.name, []))[1].append(
            (f"{unit.code}|{person.login}", f"{person.name} · {unit.name}")
        )
    return list(groups.values())
