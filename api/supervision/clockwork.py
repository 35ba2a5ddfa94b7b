"""The steps of the clockwork that follow a date: the owner is warned, the resident told, a superior too, and again.

Each looks at the rows and marks what it has done in the same transaction. After a week's stop nothing was skipped and
nothing is told twice: what was missed is done once, in its order.
"""

from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, record
from api.cases import queries as cases
from api.cases.matter import Matter
from api.cases.record import Journal
from api.context import Context
from api.supervision import due_queries, messages, service
from api.supervision.escalation import lowest
from models.clock import local_date
from models.deadlines import Profile
from models.law.duties import TOLD_BEFORE, About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.law.triggers import Trigger
from models.tables import Case, Obligation, Staff
from models.words import wording

log = structlog.get_logger("api.clockwork")
SOON = 2
"""Days: news that comes so soon followed what was due within hours; it is not counted as the first."""
TRIGGERS = {Duty.MUSTER: Trigger.NOT_MUSTERED}
"""Those that are not simply past their limit."""


async def unaccepted(session: AsyncSession, ctx: Context, limit: int) -> int:
    """Neither accepted, guided nor refused when its notice fell due: the days for the answer count from that date. Our
    policy; R22 art. 34 counts from acceptance, and not accepting must be no way round the answer."""
    found = await due_queries.unaccepted(session, ctx.clock.now(), limit)
    for case in found:
        notices = await due_queries.notices_owed(session, case.id)
        start = notices[0].due_nominal if notices else local_date(case.due_at or case.registered_at)
        key = obligations.limit_of(
            CaseClass(case.case_class) if case.case_class else None,
            Route(case.route) if case.route else None,
            Tier(case.tier) if case.tier else None,
        )
        journal = Journal(session, ctx, case)
        owed = await obligations.open_(journal, Duty.HANDLE, key, start=start)
        facts: Facts = {"policy": "not_accepted_in_time", "answer_by": owed.due_nominal.isoformat()}
        await journal.append(EventKind.NOTE, facts=facts, body=wording("noted.unaccepted"))
    return len(found)


async def warn(session: AsyncSession, ctx: Context, limit: int) -> int:
    """The owner finds it in the next digest; what is due the same day is told at once."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "warn", now, limit)
    for o in found:
        o.warned_at = now
        if service.same_day(o):
            case = await cases.case_by_id(session, o.case_id)
            await _urgent(session, ctx, case)
    return len(found)


async def _urgent(session: AsyncSession, ctx: Context, case: Case) -> None:
    owner = await session.get(Staff, case.owner_id) if case.owner_id is not None else None
    if owner is not None:
        await messages.tell(session, ctx, owner, messages.urgent({"case_no": case.case_no}))


async def tell(session: AsyncSession, ctx: Context, limit: int) -> int:
    """Before a date slips the resident hears who has it, who was told of it, and when they hear next."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "tell", now, limit)
    for o in found:
        await _slipping(session, ctx, o, now)
    if belated := sum(o.alarm_at <= now for o in found):
        log.warning("told after the date", told=len(found), after_the_date=belated)
    return len(found)


async def _slipping(session: AsyncSession, ctx: Context, o: Obligation, now: datetime) -> None:
    case = await cases.case_by_id(session, o.case_id)
    o.told_at = now
    coming = await due_queries.news(session, case.id)
    day = coming.due_nominal if coming and coming.id != o.id else next_news(ctx, case, o)
    facts: Facts = {
        **record.unit_facts(case.lead_unit),
        "due_by": o.due_nominal.isoformat(),
        "news_by": day.isoformat(),
    }
    boss = await lowest(session, case, now)
    if boss is not None:
        inside: Facts = {"case_no": case.case_no, "key": o.key, "due_by": o.due_nominal.isoformat(), "n": 1}
        await messages.tell(session, ctx, boss.person, messages.Message(inside, push=False))
    facts["boss"] = boss.place if boss else case.lead_unit.name
    journal = Journal(session, ctx, case)
    event = await journal.append(EventKind.SLIPPING, facts=facts)
    await record.owe(journal, NoticeKind.SLIPPING, facts, event.seq)


def next_news(ctx: Context, case: Case, o: Obligation) -> date:
    """The day by which the resident hears again when `o` slips: from its own date, or from the day they are told if
    that is later. A day after what is due within hours; then as long as the profile says."""
    start = max(o.due_nominal, local_date(o.told_at or ctx.clock.now()))
    if service.same_day(o):
        return start + timedelta(days=1)
    profile = ctx.profile_of(case.profile)
    had = o.key == Duty.NEWS and (o.due_nominal - local_date(o.opened_at)).days > SOON
    key = _again(profile, case, start) if had else "news"
    if profile.limits[key].unit == "hours":
        return start + timedelta(days=1)
    return profile.due(key, start, ctx.calendar).nominal


def _again(profile: Profile, case: Case, start: date) -> str:
    """Which limit holds for the news after the first: in an old matter nobody is helped by the same message monthly."""
    ageing = profile.limits["ageing"]
    old = (start - local_date(case.registered_at)).days > (ageing.n if ageing.unit != "hours" else ageing.n // 24)
    return "news_long" if old else "news_again"


async def late(session: AsyncSession, ctx: Context, limit: int) -> int:
    """Its date has passed and the resident has no answer: one step up it goes, and news is owed by the day told."""
    now = ctx.clock.now()
    found = await due_queries.due(session, "late", now, limit)
    for o in found:
        case = await cases.case_by_id(session, o.case_id)
        o.late_at = now
        done = o.done_at is not None
        trigger = Trigger.NOT_FED_BACK if done else TRIGGERS.get(Duty(o.key), Trigger.PAST_LIMIT)
        await session.flush()
        await service.open_item(Journal(session, ctx, case), trigger, subject=str(o.id), obligation=o)
        if o.key in TOLD_BEFORE and not done and await due_queries.news(session, case.id) is None:
            day = next_news(ctx, case, o)
            await obligations.open_until(Matter(session, ctx, case), Duty.NEWS, day, subject=About.AFTER.of(o.id))
    return len(found)


async def go_on_telling(session: AsyncSession, ctx: Context, limit: int) -> int:
    """The answer is late, news was given, and none is to come: the next is owed, until there is the answer."""
    found = await due_queries.unheard(session, limit)
    for case_id, heard in found:
        if not await due_queries.take(session, case_id) or await due_queries.news(session, case_id) is not None:
            continue
        case = await cases.case_by_id(session, case_id)
        profile = ctx.profile_of(case.profile)
        start = max(local_date(heard), local_date(ctx.clock.now()) - timedelta(days=1))
        day = profile.due(_again(profile, case, start), start, ctx.calendar).nominal
        await obligations.open_until(
            Matter(session, ctx, case), Duty.NEWS, day, subject=About.SINCE.of(start.isoformat())
        )
    return len(found)


async def climb(session: AsyncSession, ctx: Context, limit: int) -> int:
    """Nobody acknowledged: the next person up has it. At the top it stays and is looked at again a day later; what was
    answered meanwhile climbs no further."""
    now = ctx.clock.now()
    found = await due_queries.to_climb(session, now, limit)
    for step, item, o in found:
        settled = o is not None and (o.met_at is not None or o.void_at is not None)
        if item.closed_at is not None or settled:
            step.climb_at = None
            continue
        case = await cases.case_by_id(session, item.case_id)
        if await service.step_up(Matter(session, ctx, case), item, o) is None:
            step.climb_at = now + timedelta(days=1)
        else:
            step.climbed_at = now
    return len(found)
