"""What the pages need, gathered through the same services and checks as the API's routes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, letter, obligations, review_queries, reviews, views
from api.cases import queries as cases
from api.cases.list import Filters, page
from api.cases.proposals import service as proposals
from api.cases.step import offers as offers_of
from api.catalogue import queries as catalogue
from api.chats import queries as chats
from api.console import queries
from api.console.case_forms import ALL
from api.console.notices import Told, hearer, told
from api.console.pages import left
from api.context import Context
from api.errors import Unprocessable
from api.joint import queries as joint_queries
from api.joint import service as joint
from api.joint import views as joint_views
from api.links import service as links
from api.responsibility import service as responsibility
from api.security import Caller
from api.staff import queries as staff
from models.law.replies import ReplyKind
from models.rights import Relation, Right, roles
from models.tables import Case
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

PAGE = 30
INDENT = "　"
Option = tuple[str, str]
Group = tuple[str, list[Option]]


# --- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    row: CaseRow
    left: Mapping[str, Any] | None


@dataclass(frozen=True)
class Listing:
    lines: list[Listed]
    next: str | None
    counts: queries.Counts
    tasks: int


FORM = tuple(name for name in Filters.model_fields if name not in ("updated_since", "limit"))
"""The filters that the list's form, or a link in it, can name."""
NARROW = tuple(name for name in FORM if name not in ("state", "overdue", "q", "sort", "cursor"))
"""Those of them that are folded away below the others."""


def filters(given: Mapping[str, str]) -> Filters:
    """The filters of the list's form, where an empty field means any. Unprocessable names the field that is wrong."""
    read = {name: value for name in FORM if (value := given.get(name, "").strip())}
    try:
        return Filters.model_validate({**read, "limit": PAGE})
    except ValidationError as why:
        raise Unprocessable(field=str(why.errors()[0]["loc"][0])) from None


async def listing(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> Listing:
    found = await page(session, ctx, who, wanted)
    now = ctx.clock.now()
    lines = [Listed(row, left(row.due_at, now)) for row in found.items]
    counts = await queries.open_counts(session, who, now)
    return Listing(lines, found.next, counts, await queries.open_tasks(session, who))


async def choices(session: AsyncSession, ctx: Context) -> dict[str, Any]:
    """What the selects of the list and of the registration offer."""
    areas = await catalogue.areas_below(session, ctx.settings.county)
    return {
        "topics": topic_groups(await catalogue.topics(session)),
        "areas": [(a.code, INDENT * ((len(a.code) - 9) // 3) + a.name) for a, _ in areas],
        "units": [(u.code, u.name) for u in await catalogue.units(session) if u.active],
        "handlers": [(s.login, s.name) for s in await staff.with_roles(session, None)],
    }


def topic_groups(rows: Any) -> list[Group]:
    """Topics for a select: a group for each of the first level, the third level indented."""
    groups: list[Group] = []
    for topic, _ in rows:
        if topic.code.endswith("0000"):
            groups.append((topic.name, [(topic.code, topic.name)]))
        elif groups:
            groups[-1][1].append((topic.code, ("" if topic.code.endswith("00") else INDENT) + topic.name))
    return groups


# --- one case --------------------------------------------------------------------------------------------------------


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
    notices = [told(ctx, whom, n, bodies.get(n.event_seq or 0)) for n in found]
    offers = await offered(session, ctx, who, case) - {p.kind for p in view.proposals if p.decided_at is None}
    to_decide = frozenset(await proposals.to_decide(session, ctx, who, case))
    offers |= {"rule"} if to_decide else set()
    held = [r for r, *_ in await review_queries.reviews_of(session, case.id)]
    called = await joint_views.called(session, case)
    own = await joint.own_units(session, who) if called else set()
    officials = await joint_queries.officials(session)
    linked = await links.of_case(session, ctx, case)
    likely = await links.likely(session, ctx, who, case_no) if "link" in offers else []
    passes_on = bool({"forward", "assign"} & offers) and not case.restricted
    return Sheet(
        view=view,
        restricted=case.restricted,
        events=[views.event(ctx, e) for e in timeline],
        answered=answered("zh_Hans", view.form_answers),
        left=left(view.due_at, ctx.clock.now()),
        notices=notices,
        offers=offers,
        people=await people(session, who, case) if "assign" in offers else [],
        called=called,
        to_muster=next((c for c in called if c.mustered_at is None and c.unit.code in own), None),
        officials=[(o.code, f"{o.post} {o.name}") for o in officials] if "lead" in offers else [],
        official=next((f"{o.post} {o.name}" for o in officials if o.id == case.lead_official_id), None),
        improvements=await joint.improvements_of(session, ctx, who, case),
        links=linked,
        likely=[c for c in likely if c.case_no not in {k.other for k in linked}],
        suggestion=await responsibility.suggest(session, case) if passes_on else None,
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
        passed_on=case.forwarder_id is not None,
    )


def reply_kinds(case: Case) -> list[Option]:
    """(code, name) of the kinds of reply that fit the case; none is chosen for anybody."""
    unfit = {ReplyKind.ANSWER} if letter.needs_letter(case) else set()
    if not obligations.reviewable(case):
        unfit.add(ReplyKind.OPINION)
    return [(k, name) for k, name in labels("reply_kind").items() if k not in unfit]


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


async def people(session: AsyncSession, who: Caller, case: Case) -> list[Group]:
    """To whom the caller may assign the case: `unit|login`, grouped by unit."""
    reach = who.reach(Right.ASSIGN_TO)
    within = None if Relation.WALL in reach else reach.inside
    return await everyone(session, within, walled=case.restricted)


async def everyone(session: AsyncSession, within: frozenset[int] | None, *, walled: bool = False) -> list[Group]:
    """Who can have a case, of all units or of these: `unit|login`, grouped by unit."""
    groups: dict[str, Group] = {}
    for unit, person in await queries.members(session, roles(Right.HANDLE, walled), walled, within):
        groups.setdefault(unit.code, (unit.name, []))[1].append((f"{unit.code}|{person.login}", person.name))
    return list(groups.values())
