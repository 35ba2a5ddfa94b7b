"""Called, mustered, taken on by a leader, suggested for all.

The lead unit answers to the resident throughout. 吹哨报到: a township calls departments to the place; each musters
within the profile's hours or days. 改进建议 (R22 art. 39, 40): the unit answers in writing.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, record, service
from api.cases import queries as cases
from api.cases.owners import owner_of
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound, Unprocessable
from api.joint import queries
from api.reports import queries as reports
from api.reports.service import rate
from api.security import Caller, need
from api.supervision import messages
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.replies import Adoption
from models.rights import Relation, Right, Subject
from models.tables import Case, CoUnit, Improvement, Unit
from models.wire import (
    CoUnitView,
    CoUnitWanted,
    ImprovementAnswer,
    ImprovementPage,
    ImprovementView,
    ImprovementWanted,
    JointReport,
    LeadOfficialWanted,
    Mustered,
    Named,
    UnitJoint,
)

TEXT, ANSWER = "improvement-text", "improvement-answer"


def called(unit_id: int) -> Subject:
    """What was asked of that unit, beside the one that has the case."""
    return Subject(units={Relation.CALLED: (unit_id,)})


async def _open_case(session: AsyncSession, who: Caller, case_no: str, right: Right) -> Case:
    case = await service.see(session, who, case_no)
    if case.restricted:
        raise Conflict("nobody is called behind the wall", code="walled")
    need(who, right, case)
    return case


async def call(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: CoUnitWanted) -> CoUnitView:
    """协办, or with `whistle` 吹哨, which a township does and which is to be answered by being there. Someone named has
    it, and is told. Conflict `called_already`, `not_a_township`, `walled`."""
    case = await _open_case(session, who, case_no, Right.CALL_UNIT)
    unit = await cases.unit(session, given.unit)
    if unit is None or unit.discipline or unit.id == case.lead_unit_id:
        raise Unprocessable("no other unit of that code", field="unit")
    if given.whistle and case.lead_unit.level != "township":
        raise Conflict("only a township whistles", code="not_a_township")
    if await queries.call_of(session, case.id, unit.id) is not None:
        raise Conflict("this unit was called", code="called_already")
    now = ctx.clock.now()
    person = await owner_of(session, unit, now)
    kind = EventKind.WHISTLED if given.whistle else EventKind.CO_UNIT
    facts = {**record.unit_facts(unit), "handler": person.name}
    event = await record.append(
        session, ctx, case, kind, who.name, staff_id=who.staff_id, facts=facts, body=given.note
    )  # fmt: skip
    owed = (
        await obligations.open_(session, ctx, case, Duty.MUSTER, subject=About.UNIT.of(unit.code))
        if given.whistle
        else None
    )
    assert who.staff_id is not None, "the routes let only staff in"
    session.add(
        CoUnit(
            case_id=case.id, unit_id=unit.id, whistle=given.whistle, called_by_id=who.staff_id,
            called_unit_id=case.lead_unit_id, called_at=event.at, due_at=owed.alarm_at if owed else None,
        )
    )  # fmt: skip
    told = {"case_no": case.case_no, "called": str(kind), "n": 1}
    await messages.tell(session, ctx, person, NoticeKind.URGENT if given.whistle else NoticeKind.ESCALATION, told)
    await session.flush()
    return (await of_case(session, case))[-1]


async def muster(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int, given: Mustered
) -> CoUnitView:
    """报到: a member of the called unit says what was done. Forbidden `not_yours`; Conflict `mustered_already`."""
    case = await service.see(session, who, case_no)
    found = await queries.call(session, case.id, id)
    if found is None:
        raise NotFound
    if not who.may(Right.MUSTER, called(found.unit_id)):
        raise Forbidden("a member of the called unit musters", code="not_yours")
    if found.mustered_at is not None:
        raise Conflict("the unit has mustered", code="mustered_already")
    unit = await session.get_one(Unit, found.unit_id)
    event = await record.append(
        session, ctx, case, EventKind.MUSTERED, who.name, staff_id=who.staff_id, facts=record.unit_facts(unit),
        body=given.text,
    )  # fmt: skip
    found.mustered_at, found.mustered_by_id = event.at, who.staff_id
    if owed := await cases.open_obligation(session, case.id, Duty.MUSTER, About.UNIT.of(unit.code)):
        owed.done_at, owed.met_at, owed.met_by = event.at, event.at, event.seq
    await session.flush()
    await obligations.refresh_due(session, case)
    return next(c for c in await of_case(session, case) if c.id == id)


async def of_case(session: AsyncSession, case: Case) -> list[CoUnitView]:
    return [
        CoUnitView(
            id=c.id,
            unit=Named(code=u.code, name=u.name),
            whistle=c.whistle,
            called_at=c.called_at,
            due_at=c.due_at,
            mustered_at=c.mustered_at,
            mustered_by=by.name if by else None,
        )
        for c, u, by in await queries.called(session, case.id)
    ]


async def lead_official(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: LeadOfficialWanted
) -> Named:
    """包案领导: a leader takes an old or much disputed matter on. Who is late with it is told to that leader too."""
    case = await _open_case(session, who, case_no, Right.NAME_LEADER)
    official = await queries.official(session, given.official)
    if official is None:
        raise Unprocessable("no such official", field="official")
    facts = {"unit": f"{official.post}{official.name}"}
    await record.append(
        session, ctx, case, EventKind.LEAD_OFFICIAL, who.name, staff_id=who.staff_id, facts=facts, body=given.note,
        lead_official_id=official.id,
    )  # fmt: skip
    return Named(code=official.code, name=official.name)


# --- what is to be mended for all


async def improve(
    session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: ImprovementWanted
) -> ImprovementView:
    case = await _open_case(session, who, case_no, Right.SUGGEST_IMPROVEMENT)
    unit = await cases.unit(session, given.unit)
    if unit is None or unit.discipline:
        raise Unprocessable("no such unit", field="unit")
    assert who.staff_id is not None, "the routes let only staff in"
    now = ctx.clock.now()
    made = Improvement(
        case_id=case.id, unit_id=unit.id, made_by_id=who.staff_id, made_at=now,
        text_sealed=ctx.keys.seal(given.text, TEXT),
    )  # fmt: skip
    session.add(made)
    await session.flush()
    facts = {**record.unit_facts(unit), "improvement": made.id}
    await record.append(
        session, ctx, case, EventKind.IMPROVEMENT, who.name, staff_id=who.staff_id, facts=facts, body=given.text
    )  # fmt: skip
    await obligations.open_(session, ctx, case, Duty.IMPROVEMENT, subject=About.IMPROVEMENT.of(made.id))
    person = await owner_of(session, unit, now)
    told = {"case_no": case.case_no, "improvement": made.id, "n": 1}
    await messages.tell(session, ctx, person, NoticeKind.ESCALATION, told)
    return (await _views(session, ctx, await queries.improvements(session, who, id=made.id)))[0]


async def answer(
    session: AsyncSession, ctx: Context, who: Caller, id: int, given: ImprovementAnswer
) -> ImprovementView:
    """In writing, by a member of the unit. NotFound for those of other units; Conflict `answered_already`."""
    rows = await queries.improvements(session, who, id=id)
    if not rows:
        raise NotFound
    found, _, unit, *_ = rows[0]
    if not who.may(Right.ANSWER_IMPROVEMENT, called(unit.id)):
        raise Forbidden("a member of the unit answers", code="not_yours")
    await session.refresh(found, with_for_update=True)
    if found.answered_at is not None:
        raise Conflict("it is answered", code="answered_already")
    case = await cases.case_by_id(session, found.case_id)
    facts = {**record.unit_facts(unit), "improvement": found.id, "adoption": str(given.adoption)}
    event = await record.append(
        session, ctx, case, EventKind.IMPROVEMENT, who.name, staff_id=who.staff_id, facts=facts, body=given.text
    )  # fmt: skip
    found.answered_at, found.answered_by_id, found.adoption = event.at, who.staff_id, given.adoption
    found.answer_sealed = ctx.keys.seal(given.text, ANSWER)
    if owed := await cases.open_obligation(session, case.id, Duty.IMPROVEMENT, About.IMPROVEMENT.of(found.id)):
        owed.done_at, owed.met_at, owed.met_by = event.at, event.at, event.seq
    await session.flush()
    await obligations.refresh_due(session, case)
    return (await _views(session, ctx, await queries.improvements(session, who, id=id)))[0]


async def listed(
    session: AsyncSession, ctx: Context, who: Caller, *, is_open: bool | None, after: int, limit: int
) -> ImprovementPage:
    rows = await queries.improvements(session, who, is_open=is_open, after=after, limit=limit + 1)
    items = await _views(session, ctx, rows[:limit])
    return ImprovementPage(items=items, next=items[-1].id if len(rows) > limit else None)


async def own_units(session: AsyncSession, who: Caller) -> set[str]:
    """Codes of the units for which the caller answers suggestions."""
    return {u.code for u in await reports.units(session) if who.may(Right.ANSWER_IMPROVEMENT, called(u.id))}


async def improvements_of(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> list[ImprovementView]:
    return await _views(session, ctx, await queries.improvements(session, who, case_id=case.id))


async def _views(session: AsyncSession, ctx: Context, rows: Sequence[queries.Row]) -> list[ImprovementView]:
    found = []
    for i, number, unit, made_by, by in rows:
        owed = await cases.obligation_of(session, i.case_id, Duty.IMPROVEMENT, About.IMPROVEMENT.of(i.id))
        found.append(
            ImprovementView(
                id=i.id,
                case_no=number,
                unit=Named(code=unit.code, name=unit.name),
                text=ctx.keys.text(i.text_sealed, TEXT),
                made_by=made_by.name,
                made_at=i.made_at,
                due_by=owed.due_nominal if owed else None,
                adoption=Adoption(i.adoption) if i.adoption else None,
                answer=ctx.keys.text(i.answer_sealed, ANSWER) if i.answer_sealed is not None else None,
                answered_by=by.name if by else None,
                answered_at=i.answered_at,
            )
        )
    return found


# --- counted


async def report(session: AsyncSession, ctx: Context, wanted: reports.Span) -> JointReport:
    """Of each unit: how often it whistled, how many whistles it was called by, and of those whose time is over or that
    it came to, how many it came to in time; suggestions for improvement, and how many it answered and took up."""
    now = ctx.clock.now()
    whistled: Counter[int] = Counter()
    called: Counter[int] = Counter()
    came: Counter[int] = Counter()
    over: Counter[int] = Counter()
    for by, unit, due, at in await queries.calls(session, wanted):
        whistled[by] += 1
        called[unit] += 1
        over[unit] += at is not None or (due is not None and due <= now)
        came[unit] += at is not None and (due is None or at <= due)
    asked: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    adopted: Counter[int] = Counter()
    for unit, answered_at, adoption in await queries.suggested(session, wanted):
        asked[unit] += 1
        answered[unit] += answered_at is not None
        adopted[unit] += adoption in (Adoption.ADOPTED, Adoption.PARTLY)
    here = whistled.keys() | called.keys() | asked.keys()
    rows = [
        UnitJoint(
            unit=Named(code=u.code, name=u.name),
            whistled=whistled[u.id],
            called=called[u.id],
            in_time=rate(came[u.id], over[u.id]),
            answered=rate(answered[u.id], asked[u.id]),
            adopted=rate(adopted[u.id], asked[u.id]),
        )
        for u in await reports.units(session)
        if u.id in here and wanted.unit_id in (None, u.id)
    ]
    return JointReport(first=wanted.first, until=wanted.until, units=rows)
