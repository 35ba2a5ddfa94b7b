"""A visit day gets another date or other hours: its slots are cut anew, and every booking keeps a place."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Conflict, Unprocessable
from api.visits import cut_queries
from api.visits.cutting import Cut, Hours, Seat, hours_of, moved_to, seated
from models.tables import Slot, VisitDay
from models.wire import VisitDayChange

FIELDS = tuple(field.name for field in fields(Hours))


async def hours(session: AsyncSession, days: Sequence[VisitDay]) -> dict[int, Hours]:
    """As they were asked for, by the day's id."""
    found = sorted(await cut_queries.slots_of(session, [d.id for d in days]), key=lambda s: s.visit_day_id)
    return {day: hours_of([_cut(s) for s in slots]) for day, slots in groupby(found, lambda s: s.visit_day_id)}


async def recut(session: AsyncSession, ctx: Context, day: VisitDay, given: VisitDayChange) -> list[str] | None:
    """Numbers of the bookings that begin at another time than before; None when date and hours are as they were.

    Conflict `visit_began` once the day's first slot has begun, `too_few_places` when not everybody who is booked would
    have one; Unprocessable `past_day`, `no_slot`.
    """
    await cut_queries.lock_day(session, day.id)
    await session.refresh(day, ["date"])
    before = [_cut(slot) for slot in await cut_queries.slots_of(session, [day.id])]
    wanted = _wanted(day, before, given)
    if wanted is None:
        return None
    now = ctx.clock.now()
    if before and min(before).starts_at <= now:
        raise Conflict("the day has begun", code="visit_began")
    if not wanted:
        raise Unprocessable("not one slot lies between", code="no_slot", field="end")
    if wanted[0].starts_at <= now:
        raise Unprocessable("a day to come", code="past_day", field="date")
    slots = await cut_queries.locked_slots(session, day.id)
    await cut_queries.drop_lapsed(session, [slot.id for slot in slots], now)
    seats = [Seat(*row) for row in await cut_queries.seats(session, day.id)]
    places = seated(seats, wanted)
    if places is None:
        raise Conflict(f"{len(seats)} are booked", code="too_few_places")
    day.date = given.date or day.date
    there = await _laid(session, day, slots, wanted, Counter(places.values()))
    moved = [seat for seat in seats if places[seat.number] != seat.starts_at]
    for seat in moved:
        stands = await cut_queries.seat(session, seat.number, there[places[seat.number]], seat.starts_at)
        assert stands, "whoever cancels it waits for the day"
    return [seat.number for seat in moved]


def _wanted(day: VisitDay, before: Sequence[Cut], given: VisitDayChange) -> list[Cut] | None:
    """The slots in order of time; None when they are those that there are. A day that only moves keeps its breaks."""
    date, was = given.date or day.date, hours_of(before)
    asked = replace(was, **{name: value for name in FIELDS if (value := getattr(given, name)) is not None})
    if asked != was:
        return list(asked.on(date))
    return None if date == day.date else moved_to(before, date)


async def _laid(
    session: AsyncSession, day: VisitDay, slots: Sequence[Slot], wanted: Sequence[Cut], booked: Counter[datetime]
) -> dict[datetime, int]:
    """The slots are as wanted; those that are not have no places any more, and stay for what was booked and cancelled
    there. Ids by begin. A place that is held in a slot that goes, or that is full now, is held no longer."""
    held = await cut_queries.holds_on(session, [slot.id for slot in slots])
    cuts, kept = {cut.starts_at: cut for cut in wanted}, {slot.starts_at: slot for slot in slots}
    lost = [
        slot.id for at, slot in kept.items()
        if held.get(slot.id) and (at not in cuts or booked[at] + held[slot.id] > cuts[at].capacity)
    ]  # fmt: skip
    await cut_queries.drop_holds(session, lost)
    for at, slot in kept.items():
        cut = cuts.get(at)
        slot.capacity = cut.capacity if cut else 0
        slot.ends_at = cut.ends_at if cut else slot.ends_at
        slot.taken = booked[at] + (0 if slot.id in lost else held.get(slot.id, 0))
    new = [slot_of(day, cut, booked[cut.starts_at]) for cut in wanted if cut.starts_at not in kept]
    session.add_all(new)
    await session.flush()
    return {slot.starts_at: slot.id for slot in (*slots, *new)}


def _cut(slot: Slot) -> Cut:
    return Cut(slot.starts_at, slot.ends_at, slot.capacity)


def slot_of(day: VisitDay, cut: Cut, taken: int = 0) -> Slot:
    """A new one."""
    return Slot(
        token=token(), visit_day_id=day.id, starts_at=cut.starts_at, ends_at=cut.ends_at, capacity=cut.capacity,
        taken=taken,
    )  # fmt: skip


def token() -> str:
    """Names a day or a slot to the outside."""
    return secrets.token_urlsafe(9).replace("_", "x").replace("-", "y")
