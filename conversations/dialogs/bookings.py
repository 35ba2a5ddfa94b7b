"""The resident's own bookings: a list, and the cancellation of one."""

from collections.abc import Mapping

from conversations.dialogs.common import MENU
from conversations.engine.dialog import Dialog
from conversations.engine.engine import ask, look
from conversations.engine.facts import MyAppointments
from conversations.questions.plain import Button, Choice, Review, Say
from conversations.words.dates import ZONE
from models.law.visits import AppointmentState
from models.wire import AppointmentView
from models.wire.deeds import CancelBooking


async def bookings() -> CancelBooking | None:
    """The bookings that stand; one of them can be cancelled."""
    mine = {a.booking_no: a for a in await look(MyAppointments()) if a.state == AppointmentState.BOOKED}
    menu = Button(MENU, "button.menu")
    if not mine:
        await ask("no_booking", Choice("book.none_mine", (menu,)))
        return None
    lines = tuple(Say("book.mine_line", booking_facts(a)) for a in mine.values())
    buttons = tuple(
        Button(no, "button.cancel_on", facts={"day": a.starts_at.astimezone(ZONE).date()}) for no, a in mine.items()
    )
    listed = (Say("lines", {"lines": lines}),)
    chosen = await ask("booking", Choice("book.mine", (*buttons, menu), lines=listed, wide=True))
    if chosen == MENU:
        return None
    shown = (Say("book.mine_line", booking_facts(mine[chosen])),)
    await ask(f"confirm.{chosen}", Review("book.cancel_sure", shown, (), "button.cancel_visit", "again.cancel_visit"))
    return CancelBooking(booking_no=chosen)


def booking_facts(a: AppointmentView) -> dict[str, object]:
    return {
        "booking_no": a.booking_no,
        "starts_at": a.starts_at,
        "venue": a.venue,
        "official": a.official,
        "post": a.post,
        "people": a.people,
        "case_no": a.case_no,
    }


def booked(facts: Mapping[str, object]) -> Say:
    """That a place is taken: number, time, place and whom they see."""
    return Say("notice.appointment_made", facts)


def cancelled(facts: Mapping[str, object]) -> Say:
    return Say("notice.appointment_cancelled", facts)


BOOKINGS = Dialog(bookings)
