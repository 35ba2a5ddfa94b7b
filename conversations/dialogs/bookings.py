"""The resident's own bookings: a list; one of them is moved or cancelled."""

from collections.abc import Mapping

from conversations.dialogs.common import MENU
from conversations.dialogs.place import Offer, place
from conversations.engine.dialog import Dialog
from conversations.engine.engine import ask, look
from conversations.engine.facts import MyAppointments
from conversations.questions.plain import Button, Choice, Say
from conversations.questions.review import Review
from conversations.words.dates import ZONE
from models.law.visits import AppointmentState
from models.wire import AppointmentView
from models.wire.deeds import CancelBooking, MoveBooking
from models.words.names import Name

MOVE = "move-"
"""Begins the code of moving the booking whose number follows."""


async def bookings() -> CancelBooking | MoveBooking | None:
    """The bookings that stand; one of them can be moved or cancelled."""
    mine = {a.booking_no: a for a in await look(MyAppointments()) if a.state == AppointmentState.BOOKED}
    menu = Button(MENU, "button.menu")
    if not mine:
        await ask("no_booking", Choice("book.none_mine", (menu,)))
        return None
    lines = tuple(Say("book.mine_line", booking_facts(a)) for a in mine.values())
    buttons = tuple(button for a in mine.values() for button in _ways(a))
    listed = (Say("lines", {"lines": lines}),)
    chosen = await ask("booking", Choice("book.mine", (*buttons, menu), lines=listed))
    if chosen == MENU:
        return None
    if chosen.startswith(MOVE):
        return await _moving(mine[chosen.removeprefix(MOVE)])
    shown = (Say("book.mine_line", booking_facts(mine[chosen])),)
    await ask(f"confirm.{chosen}", Review("book.cancel_sure", shown, (), "button.cancel_visit", "again.cancel_visit"))
    return CancelBooking(booking_no=chosen)


def _ways(a: AppointmentView) -> tuple[Button, Button]:
    day = {"day": a.starts_at.astimezone(ZONE).date()}
    return (
        Button(f"{MOVE}{a.booking_no}", "button.move_on", facts=day),
        Button(a.booking_no, "button.cancel_on", facts=day),
    )


async def _moving(a: AppointmentView) -> MoveBooking | None:
    """Another place of the same official's. Until it is confirmed the booking stands as it is."""
    no = a.booking_no
    keys = {"day": f"booking.day.{no}", "slot": f"booking.slot.{no}"}
    got = await place(Offer(MENU, "button.keep_visit", "book.no_other", (a.official, a.post), a.starts_at, **keys))
    if isinstance(got, str):
        return None
    day, slot = got
    facts = {
        **booking_facts(a),
        "was_at": a.starts_at,
        "starts_at": slot.starts_at,
        "venue": Name(day.venue, day.venue_en),
    }
    edits = ((keys["day"], "edit.day"), (keys["slot"], "edit.slot"))
    review = Review("book.move_sure", (Say("book.move_line", facts),), edits, "button.move_visit", "again.move_visit")
    await ask(f"confirm.move.{no}.{slot.id}", review)
    return MoveBooking(booking_no=no, slot=slot.id)


def booking_facts(a: AppointmentView) -> dict[str, object]:
    return {
        "booking_no": a.booking_no,
        "starts_at": a.starts_at,
        "venue": Name(a.venue, a.venue_en),
        "official": a.official,
        "post": Name(a.post, a.post_en),
        "people": a.people,
        "case_no": a.case_no,
    }


def booked(facts: Mapping[str, object]) -> Say:
    """That a place is taken: number, time, place and whom they see."""
    return Say("notice.appointment_made", facts)


def moved(facts: Mapping[str, object]) -> Say:
    return Say("notice.appointment_moved", facts)


def cancelled(facts: Mapping[str, object]) -> Say:
    return Say("notice.appointment_cancelled", facts)


BOOKINGS = Dialog(bookings)
