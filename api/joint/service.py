"""Called, mustered, taken on by a leader, suggested for all.

The lead unit answers to the resident throughout. 吹哨报到: a township calls departments to the place; each musters
within the profile's hours or days. 改进建议 (R22 art. 39, 40): the unit answers in writing.
"""

from collections import Counter

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligation_queries, obligations, record, waiting
from api.cases import queries as cases
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Forbidden, NotFound
from api.joint import queries, views
from api.reports import queries as reports
from api.reports.service import rate
from api.security import Caller
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.waiting import Wait
from models.rights import Relation, Right, Subject
from models.tables import Case
from models.wire import ImprovementAnswer, ImprovementPage, ImprovementView, JointReport, Named, UnitJoint


def asked(unit_id: int) -> Subject:
    """What was asked of that unit, beside the one that has the case."""
    return Subject(units={Relation.CALLED: (unit_id,)})


async def answer(
    session: AsyncSession, ctx: Context, who: Caller, id: int, given: ImprovementAnswer
) -> ImprovementView:
    """In writing, by a member of the unit. NotFound for those of other units; Conflict `answered_already`."""
    rows = await queries.improvements(session, who, id=id)
    if not rows:
        raise NotFound
    found, _, unit, *_ = rows[0]
    if not who.may(Right.ANSWER_IMPROVEMENT, asked(unit.id)):
        raise Forbidden("a member of the unit answers", code="not_yours")
    await session.refresh(found, with_for_update=True)
    if found.answered_at is not None:
        raise Conflict("it is answered", code="answered_already")
    case = await cases.case_by_id(session, found.case_id)
    facts: Facts = {**record.unit_facts(unit), "improvement": found.id, "adoption": str(given.adoption)}
    event = await Journal.by(who, session, ctx, case).append(EventKind.IMPROVEMENT, facts=facts, body=given.text)
    found.answered_at, found.answered_by_id, found.adoption = event.at, who.staff_id, given.adoption
    found.answer_sealed = ctx.keys.seal(given.text, views.ANSWER)
    over = waiting.Thing(kind=Wait.IMPROVEMENT, seq=event.seq, by_id=who.staff_id, ref=str(found.id))
    await waiting.answered(Journal.by(who, session, ctx, case), over)
    if owed := await obligation_queries.open_obligation(
        session, case.id, Duty.IMPROVEMENT, About.IMPROVEMENT.of(found.id)
    ):
        owed.done_at, owed.met_at, owed.met_by = event.at, event.at, event.seq
    await session.flush()
    await obligations.refresh_due(session, case)
    return (await views.improvements(session, ctx, await queries.improvements(session, who, id=id)))[0]


async def listed(session: AsyncSession, ctx: Context, who: Caller, asked: queries.Improvements) -> ImprovementPage:
    rows = await queries.improvements(session, who, asked)
    shown, after = asked.page(rows, lambda row: row[0].id)
    return ImprovementPage(items=await views.improvements(session, ctx, shown), next=after)


async def own_units(session: AsyncSession, who: Caller) -> set[str]:
    """Codes of the units for which the caller answers suggestions."""
    return {u.code for u in await catalogue.units(session) if who.may(Right.ANSWER_IMPROVEMENT, asked(u.id))}


async def improvements_of(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> list[ImprovementView]:
    return await views.improvements(session, ctx, await queries.improvements(session, who, case_id=case.id))


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
    for unit, made, told, up in await queries.suggested(session, wanted):
        asked[unit], answered[unit], adopted[unit] = made, told, up
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
        for u in await catalogue.units(session)
        if u.id in here and (wanted.units is None or u.id in wanted.units)
    ]
    return JointReport(first=wanted.first, until=wanted.until, units=rows)
