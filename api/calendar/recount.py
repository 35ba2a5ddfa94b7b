"""Open dates counted again after the calendar has changed. Which day then holds is `models.deadlines.keep_promise`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.calendar import queries
from api.cases import obligations, record
from api.cases.queries import case_by_id
from api.cases.record import Journal
from api.context import Context
from models.calendar import Calendar, guessed_days
from models.clock import end_of, local_date
from models.deadlines import Due, Profile, keep_promise, moved_off
from models.law.duties import REMINDED
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.tables import Obligation, ObligationChange

REASON = 200


@dataclass(frozen=True)
class Change:
    """Of the calendar: as it was and as it is; who brought it about, and the notice that is the reason."""

    was: Calendar
    now: Calendar
    actor: str
    reason: str


async def recount(session: AsyncSession, ctx: Context, o: Obligation, profile: Profile, change: Change) -> bool | None:
    """Whether its day has moved; None if nothing at all has changed. What has changed is logged beside it."""
    held = Due(o.due_nominal, local_date(o.due_at) - timedelta(days=1), o.provisional)
    counted = _counted(o, held, profile, change.was, change.now)
    kept = keep_promise(held, counted, right=o.right_, today=local_date(ctx.clock.now()))
    if kept == held:
        return None
    moved = (kept.nominal, kept.at) != (held.nominal, held.at)
    case = await case_by_id(session, o.case_id) if moved else None
    if case is not None:
        await _told(Journal(session, ctx, case, change.actor), o, held, kept)
    new_at = end_of(kept.at) if kept.at != held.at else o.due_at
    session.add(
        ObligationChange(
            obligation_id=o.id,
            at=ctx.clock.now(),
            actor=change.actor,
            reason=change.reason[:REASON],
            old_nominal=held.nominal,
            new_nominal=kept.nominal,
            old_at=o.due_at,
            new_at=new_at,
        )
    )
    o.due_nominal, o.due_at, o.provisional = kept.nominal, new_at, kept.provisional
    if case is not None:
        if kept.nominal != held.nominal:
            o.alarm_at = end_of(kept.nominal)
        obligations.set_alarms(o, profile)
        await session.flush()
        await obligations.refresh_due(session, case)
    return moved


def _counted(o: Obligation, held: Due, profile: Profile, was: Calendar, now: Calendar) -> Due:
    """Counted anew by its limit; where a person has set another day since, that one stands and only leaves holidays."""
    limit = profile.limits.get(o.limit_key or "")
    start = o.counted_from or local_date(o.opened_at)
    if limit is not None and limit.unit != "hours":
        before, after = (profile.due(o.limit_key or "", start, calendar) for calendar in (was, now))
        if held.nominal in (before.nominal, after.nominal):
            return after
    moves = o.right_ or (limit is not None and limit.unit == "natural")
    at = moved_off(held.nominal, now, profile.roll) if moves else held.at
    return Due(held.nominal, at, o.provisional and not _confirmed(start, at, now))


def _confirmed(start: date, end: date, calendar: Calendar) -> bool:
    return all(calendar.confirmed(start + timedelta(days=i)) for i in range((end - start).days + 1))


async def _told(at: Journal, o: Obligation, held: Due, kept: Due) -> None:
    """On the timeline of staff; to the resident in a chat when a right of theirs lasts longer than they know."""
    old, new = (held.at, kept.at) if o.right_ else (held.nominal, kept.nominal)
    facts: Facts = {"key": o.key, "old_on": old.isoformat(), "new_on": new.isoformat()}
    event = await at.append(EventKind.RECOUNTED, facts=facts)
    if o.right_ and o.key in REMINDED and new > old and at.case.channel_id is not None:
        until: Facts = {"until_on": new.isoformat()}
        await record.owe(at, NoticeKind.RECOUNTED, until, event.seq)


def known_until(ctx: Context) -> datetime:
    """The end of the last year in a row, from last year on, whose notice is known."""
    year = local_date(ctx.clock.now()).year - 1
    while ctx.calendar.confirmed(date(year + 1, 12, 31)):
        year += 1
    return end_of(date(year, 12, 31))


async def settle_provisional(session: AsyncSession, ctx: Context, limit: int) -> int:
    """A step of the clockwork: what was counted through a year whose notice is known by now. An import has done this
    already; here come those that another process opened just then, and those of a notice that came with an upgrade."""
    settled = 0
    for o, profile in await queries.provisional_until(session, known_until(ctx), limit):
        was = Calendar(guessed_days(o.due_nominal.year))
        change = Change(was, ctx.calendar, "clockwork", "the year's notice is known now")
        done = await recount(session, ctx, o, ctx.profile_of(profile), change)
        settled += done is not None
    return settled
