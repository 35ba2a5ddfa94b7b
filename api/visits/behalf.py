"""The desk books, moves and cancels visits in a resident's name, for people with a chat or without."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, person_queries
from api.cases.record import Journal
from api.context import Context
from api.intake.behalf import Hand
from api.notifications import at_once
from api.visits import service
from models.law.events import EventKind
from models.tables import Appointment, Case
from models.wire import AppointmentView, Place, Visit


async def book(hand: Hand, given: Visit) -> AppointmentView:
    """As `service.book` for a chat; whoever has none is counted by their phone."""
    case = await hand.case(given.case_no)
    if case.resident_id is None:
        resident = await _resident(hand.session, hand.ctx, case)
        await journal_queries.set_case(hand.session, case.id, resident_id=resident)
    booked = await service.reserve(hand.session, hand.ctx, case, given)
    return await _told(hand, booked, "made")


async def move(hand: Hand, number: str, given: Place) -> AppointmentView:
    await hand.case((await service.found(hand.session, number)).case.case_no)
    booked, changed = await service.relocate(hand.session, hand.ctx, number, given)
    return await _told(hand, booked, "moved", changed)


async def cancel(hand: Hand, number: str) -> AppointmentView:
    await hand.case((await service.found(hand.session, number)).case.case_no)
    booked, changed = await service.release(hand.session, hand.ctx, number)
    return await _told(hand, booked, "cancelled", changed)


async def _resident(session: AsyncSession, ctx: Context, case: Case) -> int:
    """Whoever has this phone and no chat; somebody new where there is none."""
    known = await person_queries.without_chat(session, case)
    return known if known is not None else await person_queries.new_resident(session, ctx.clock.now())


async def _told(hand: Hand, booked: Appointment, what: str, changed: bool = True) -> AppointmentView:
    """A line of the timeline says who asked for it; the resident is told in their chat, at once, or by a call."""
    if not changed:
        return service.view(hand.ctx, booked)
    session, ctx, case = hand.session, hand.ctx, await hand.case(booked.case.case_no)
    since = await at_once.since(session, ctx, case)
    at, seq = Journal.by(hand.who, session, ctx, case), None
    if what == "moved":
        seq = await service.told_moved(at, booked, hand.facts)
    else:
        await at.append(EventKind.NOTE, facts={"booking_no": booked.booking_no, "appointment": what, **hand.facts})
    await service.owe(session, ctx, booked, service.TELLS[what], seq)
    await hand.keep(case, f"visit {what}")
    await since.told(hand.who, hand.taken)
    return service.view(ctx, booked)
