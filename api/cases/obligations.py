"""What a case owes: opened and done by events, met when the resident was told, void when it is no longer owed.

The dates of the clockwork are set here, once, so that the worker only has to look for what has come due.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligation_queries
from api.cases.matter import Matter
from api.context import Context
from models.clock import ZONE, end_of, local_date
from models.deadlines import Due, Profile
from models.law.duties import ENDS_WITH_CASE, MATTER, REMINDED, TOLD_BEFORE, About, Duty, Subject
from models.law.matters import CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.tables import Case, CaseEvent, Notification, Obligation, ObligationChange
from models.words import wording

MORNING = time(9)


async def open_(
    at: Matter, duty: Duty, limit: str | None = None, *, start: date | None = None, subject: Subject = MATTER
) -> Obligation:
    """Opens `duty` from `start` (a local date; today) for as long as the case's profile says for `limit` (its key).

    Limits in hours run from this moment. An open one of the same key and subject is given back as it is.
    """
    if held := await obligation_queries.open_obligation(at.session, at.case.id, duty, subject):
        return held
    return await _write(at, made(at, duty, limit, start=start), subject)


def made(at: Matter, duty: Duty, limit: str | None = None, *, start: date | None = None) -> Obligation:
    """What `open_` opens, of the case as a whole, not yet written."""
    now = at.ctx.clock.now()
    key = limit or str(duty)
    profile = at.ctx.profile_of(at.case.profile)
    if profile.limits[key].unit == "hours":
        ends = profile.due_time(key, now)
        return _dated(at, duty, Due(local_date(ends), local_date(ends), False), ends)
    opened = _dated(at, duty, profile.due(key, start or local_date(now), at.ctx.calendar))
    opened.limit_key, opened.counted_from = key, start or local_date(now)
    return opened


async def open_until(at: Matter, duty: Duty, day: date, subject: Subject = MATTER) -> Obligation:
    """Opens `duty` due on a day that a person has set."""
    return await _write(at, _dated(at, duty, Due(day, day, not at.ctx.calendar.confirmed(day))), subject)


async def _write(at: Matter, made: Obligation, subject: Subject) -> Obligation:
    made.about, made.ref = subject
    await obligation_queries.hold(at.session, made)
    await refresh_due(at.session, at.case)
    return made


def _dated(at: Matter, duty: Duty, due: Due, ends: datetime | None = None) -> Obligation:
    """To the end of the days, unless the very moment when it `ends` is given."""
    made = Obligation(
        case_id=at.case.id,
        key=duty,
        right_=duty.row.right,
        opened_at=at.ctx.clock.now(),
        due_nominal=due.nominal,
        due_at=ends or end_of(due.at),
        alarm_at=ends or end_of(due.nominal),
        provisional=due.provisional,
    )
    made.about, made.ref = MATTER
    set_alarms(made, at.ctx.profile_of(at.case.profile))
    return made


def set_alarms(o: Obligation, profile: Profile) -> None:
    """When its owner is warned and its resident told, from `opened_at` and the ends; both lie before the alarm.

    A right: its resident is reminded twice before it ends. Days are the profile's. What comes due within hours or
    days has its times drawn together: the profile's part of the time, and three quarters of it.
    """
    days = profile.values
    if o.right_ and o.key not in REMINDED:
        return
    if o.right_:
        ends = local_date(o.due_at) - timedelta(days=1)
        o.warn_at = _morning(ends - timedelta(days=days["review_warn"]), o.opened_at)
        o.tell_at = _morning(ends - timedelta(days=days["review_warn_last"]), o.opened_at)
        return
    span = o.alarm_at - o.opened_at
    warned = o.due_nominal - timedelta(days=profile.warn_days((o.due_nominal - local_date(o.opened_at)).days))
    o.warn_at = _morning(warned, o.opened_at) or o.opened_at + span * (100 - days["warn_percent"]) / 100
    if o.key in TOLD_BEFORE:
        told = o.due_nominal - timedelta(days=days["tell_days"])
        o.tell_at = _morning(told, o.opened_at) or o.opened_at + span * 3 / 4


def _morning(day: date, after: datetime) -> datetime | None:
    """Nine o'clock of that day, if that is later than `after`."""
    at = datetime.combine(day, MORNING, ZONE)
    return at if at > after else None


async def answer_by(at: Matter, limit: str, by: str) -> Obligation:
    """The answer on the matter is owed by its limit from today. What was owed already keeps its day unless this one is
    sooner: the change is kept with the name of who made it (`by`)."""
    held = await obligation_queries.open_obligation(at.session, at.case.id, Duty.HANDLE)
    if held is None:
        return await open_(at, Duty.HANDLE, limit)
    sooner = made(at, Duty.HANDLE, limit)
    if held.done_at is None and sooner.alarm_at < held.alarm_at:
        ends = sooner.alarm_at if sooner.limit_key is None else None
        due = Due(sooner.due_nominal, local_date(sooner.due_at - timedelta(seconds=1)), sooner.provisional)
        await redate(at, held, due, Redated(by, wording("noted.accepted"), ends))
        held.limit_key, held.counted_from = sooner.limit_key, sooner.counted_from
    return held


class Redated(NamedTuple):
    """Who gave a duty another day, and why; `ends`: at a moment of the day."""

    by: str
    reason: str
    ends: datetime | None = None


async def redate(at: Matter, owed: Obligation, due: Due, why: Redated) -> None:
    """The duty has another day: the change is kept, its alarms are set for it anew."""
    ends = why.ends or end_of(due.at)
    at.session.add(
        ObligationChange(
            obligation_id=owed.id, at=at.ctx.clock.now(), actor=why.by, reason=why.reason,
            old_nominal=owed.due_nominal, new_nominal=due.nominal, old_at=owed.due_at, new_at=ends,
        )
    )  # fmt: skip
    owed.due_nominal, owed.due_at, owed.provisional = due.nominal, ends, due.provisional
    owed.alarm_at = why.ends or end_of(due.nominal)
    owed.warned_at = owed.told_at = None
    set_alarms(owed, at.ctx.profile_of(at.case.profile))
    await at.session.flush()
    await refresh_due(at.session, at.case)


async def done(session: AsyncSession, case: Case, event: CaseEvent, *duties: Duty, named: bool = False) -> list[str]:
    """Staff have done them with `event`; they are met when its notice reaches the resident (`Notification.meets`).

    `named`: also the news by which a person has said that there is an answer. The keys that were open, for the notice.
    """
    found = [o for d in duties for o in await obligation_queries.open_obligations(session, case.id, d)]
    found = [o for o in found if named or o.about != About.ANSWER]
    for o in found:
        if o.done_at is None:
            o.done_at, o.met_by = event.at, event.seq
    await refresh_due(session, case)
    return sorted({o.key for o in found})


async def settle(session: AsyncSession, ctx: Context, notice: Notification, now: datetime) -> None:
    """The notice was delivered, or proved undeliverable: what it meets is met, and the rights it gives begin."""
    if notice.case_id is None or not (notice.meets or NoticeKind(notice.kind).row.gives):
        return
    case = await session.get_one(Case, notice.case_id)
    for key in notice.meets:
        for o in await obligation_queries.open_obligations(session, case.id, key):
            if o.done_at is not None and (o.met_by or 0) <= (notice.event_seq or o.met_by or 0):
                o.met_at = now  # what was done later has a notice of its own
    await _rights(session, ctx, case, notice, now)
    await refresh_due(session, case)


async def _rights(session: AsyncSession, ctx: Context, case: Case, notice: Notification, now: datetime) -> None:
    """Counted from the day on which the resident has received it (R22 art. 35, 36), once for each answer."""
    subject = About.EVENT.of(notice.event_seq)
    gives = NoticeKind(notice.kind).row.gives
    if not gives or await obligation_queries.had_right(session, case.id, subject):
        return
    final = notice.facts.get("level") == 2 or not reviewable(case)
    for duty in gives:
        if not (duty.row.level and final):
            await open_(Matter(session, ctx, case), duty, start=local_date(now), subject=subject)


def reviewable(case: Case) -> bool:
    """Only what was handled as a petition of R22 art. 31(6): other routes, and accusations (art. 30), have remedies of
    their own."""
    petition = case.route in (None, Route.PETITION) and not case.restricted
    return petition and case.case_class in (None, CaseClass.APPEAL, CaseClass.OTHER)


async def used(session: AsyncSession, case: Case, event: CaseEvent, right: Duty) -> None:
    """The resident has used a right of theirs."""
    for o in await obligation_queries.open_obligations(session, case.id, right):
        o.done_at, o.met_at, o.met_by = event.at, event.at, event.seq


async def void(session: AsyncSession, case: Case, now: datetime, duties: Iterable[Duty] | None = None) -> None:
    """They are no longer owed: all that staff owe for this resident, or these."""
    wanted = set(duties) if duties is not None else ENDS_WITH_CASE
    for o in await obligation_queries.open_obligations(session, case.id):
        if o.key in wanted:
            o.void_at = now
    await refresh_due(session, case)


async def restore(session: AsyncSession, case: Case, voided_at: datetime) -> None:
    """What was void since that moment is owed again, by its old date: the clock ran on."""
    await obligation_queries.unvoid(session, case.id, voided_at)
    await refresh_due(session, case)


async def refresh_due(session: AsyncSession, case: Case) -> None:
    """`case.due_at` is the next alarm of what staff still have to do; None when that is nothing: a day that is met is
    shown to nobody."""
    alarm = await obligation_queries.next_alarm(session, case.id)
    if alarm != case.due_at:
        case.due_at = alarm


def limit_of(case_class: CaseClass | None, route: Route | None, tier: Tier | None) -> str:
    """The key of the limit within which the matter is to be answered. Every route has one: nothing that is accepted is
    without a day, whoever decides on it.

    The 60 days hold for matters of R22 art. 31(6) only; a tier that is faster than the ordinary one has its own.
    """
    if route is not None and route.row.limit is not None:
        return route.row.limit
    if case_class is CaseClass.SUGGESTION:
        return "suggestion"
    if case_class in (CaseClass.INQUIRY, CaseClass.THANKS):
        return "inquiry"
    return (tier or Tier.NORMAL).row.limit


def limit_for(case: Case) -> str:
    """`limit_of` the case as it is classed now."""
    return limit_of(
        CaseClass(case.case_class) if case.case_class else None,
        Route(case.route) if case.route else None,
        Tier(case.tier) if case.tier else None,
    )


class LastDays(TypedDict):
    """Of each right that the resident has; `review_level`: whose review is meant, 1 or 2."""

    reopen_until: date | None
    review_until: date | None
    review_level: int | None
    undo_until: date | None


def last_days(owed: Sequence[Obligation], now: datetime) -> LastDays:
    ends = {o.key: local_date(o.due_at) - timedelta(days=1) for o in owed if o.right_ and o.due_at > now}
    again = ends.get(Duty.REREVIEW_REQUEST)
    until = again or ends.get(Duty.REVIEW_REQUEST)
    return {
        "reopen_until": ends.get(Duty.REOPEN),
        "review_until": until,
        "review_level": None if until is None else 2 if again else 1,
        "undo_until": ends.get(Duty.WITHDRAW_UNDO),
    }
