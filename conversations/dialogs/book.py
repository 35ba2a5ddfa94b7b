"""Books an appointment on a leader's visit day, for a registered case or for a new concern that is told first."""

from conversations.dialogs.bookings import bookings
from conversations.dialogs.common import MENU, digest
from conversations.dialogs.concern import SECTIONS, Concern, form, review_lines
from conversations.dialogs.place import Offer, day_facts, place
from conversations.engine.dialog import Answers, Dialog
from conversations.engine.engine import ask, look
from conversations.engine.facts import MyAppointments, MyCases
from conversations.questions.matter import case_buttons
from conversations.questions.number import Number
from conversations.questions.plain import Button, Choice, Say
from conversations.questions.review import Review
from models.law.states import OPEN_STATES
from models.law.visits import MAX_PARTY, AppointmentState
from models.numbers import valid_case_no
from models.wire import SlotView, VisitDayView
from models.wire.deeds import Booking, CancelBooking, MoveBooking

NEW = "new"
FILE = "file"
"""Only file the concern, without a visit."""
MOST_CASES = 8
REGISTERED = Offer(MENU, "button.menu", "book.no_day")
NEW_CONCERN = Offer(FILE, "button.only_file", "book.no_day_new")


async def book() -> Booking | CancelBooking | MoveBooking | None:
    """A resident books a place; a new concern becomes a case even when no place is got."""
    mine = [a for a in await look(MyAppointments()) if a.state == AppointmentState.BOOKED]
    if mine and await ask("what", Choice("book.what", _WHAT, wide=True)) == "mine":
        return await bookings()
    matter = await _matter({a.case_no for a in mine})
    told = await form() if matter == NEW else None
    party = await ask("party", Number("book.party", most=MAX_PARTY, over="again.party", seats=True))
    got = await place(NEW_CONCERN if told else REGISTERED)
    if got == MENU:
        return None
    case_no = None if told else matter
    draft = told.draft if told else None
    if isinstance(got, str):
        booking = Booking(slot=None, people=party.n, case_no=None, draft=draft)
        return await _confirmed(booking, told, "book.review_no_slot", ())
    day, slot = got
    booking = Booking(slot=slot.id, people=party.n, case_no=case_no, draft=draft)
    return await _confirmed(booking, told, "book.review", (_visit_line(day, slot, party.n, case_no),))


_WHAT = (Button("book", "button.book_new"), Button("mine", "button.my_bookings"))


async def _matter(booked: set[str]) -> str:
    """The number of an open case without a booking (one matter, one booking), or NEW."""
    cases = [c for c in await look(MyCases()) if c.state in OPEN_STATES and c.case_no not in booked]
    cases = sorted(cases, key=lambda c: c.registered_at, reverse=True)[:MOST_CASES]
    buttons = (*case_buttons(cases), Button(NEW, "button.new_matter"))
    return await ask("matter", Choice("book.matter", buttons, wide=True, valid=valid_case_no))


def _visit_line(day: VisitDayView, slot: SlotView, party: int, case_no: str | None) -> Say:
    facts = {**day_facts(day), "starts_at": slot.starts_at, "people": party, "case_no": case_no}
    return Say("book.visit_of_case" if case_no else "book.visit", facts)


async def _confirmed(booking: Booking, told: Concern | None, word: str, lines: tuple[Say, ...]) -> Booking:
    edits: tuple[tuple[str, str], ...] = (("day", "edit.visit"),)
    if booking.slot:
        edits = (("day", "edit.day"), ("slot", "edit.slot"), ("party", "edit.party"))
    if told:
        about, changes = review_lines(told)
        lines, edits = (*lines, *about), (*edits, *changes)
    else:
        edits = (*edits, ("matter", "edit.matter"))
    send, again = ("confirm_visit", "booking") if booking.slot else ("confirm", "confirm")
    await ask(f"confirm.{digest(booking)}", Review(word, lines, edits, f"button.{send}", f"again.{again}"))
    return booking


def _steps(answers: Answers) -> tuple[str, ...]:
    if answers.get("what") == "mine" or "matter" not in answers:
        return ()
    return ("matter", *(SECTIONS if answers["matter"] == NEW else ()), "party", "day", "slot", "confirm")


BOOK = Dialog(book, steps=_steps)
