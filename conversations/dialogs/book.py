"""Books an appointment on a leader's visit day, for a registered case or for a new concern that is told first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.dialogs.bookings import bookings
from conversations.dialogs.common import MENU, digest
from conversations.dialogs.concern import SECTIONS, Concern, form, review_lines
from conversations.engine.dialog import Answers, Dialog
from conversations.engine.engine import Again, ask, hold, look
from conversations.engine.facts import FreeSlots, MyAppointments, MyCases, PublishedDays, SlotHeld
from conversations.hearing.values import clocks, days
from conversations.hearing.values.officials import receiving
from conversations.questions.matter import case_buttons
from conversations.questions.number import Number
from conversations.questions.plain import Button, Choice, Reply, Review, Say
from conversations.words.dates import ZONE
from models.law.states import OPEN_STATES
from models.law.visits import MAX_PARTY, AppointmentState
from models.numbers import valid_case_no
from models.wire import SlotView, VisitDayView
from models.wire.deeds import Booking, CancelBooking

NEW = "new"
FILE = "file"
"""Only file the concern, without a visit."""
OTHER_DAY = Button("edit:day", "button.other_day")
MODES = ("fixed_site", "invited_visit", "case_visit", "on_site_office")
MOST_CASES = 8
LONGEST = 60
"""Characters of words that name a day or a time."""


async def book() -> Booking | CancelBooking | None:
    """A resident books a place; a new concern becomes a case even when no place is got."""
    mine = [a for a in await look(MyAppointments()) if a.state == AppointmentState.BOOKED]
    if mine and await ask("what", Choice("book.what", _WHAT, wide=True)) == "mine":
        return await bookings()
    matter = await _matter({a.case_no for a in mine})
    told = await form() if matter == NEW else None
    party = await ask("party", Number("book.party", most=MAX_PARTY, over="again.party", seats=True))
    place = await _place(told)
    if place == MENU:
        return None
    case_no = None if told else matter
    draft = told.draft if told else None
    if isinstance(place, str):
        booking = Booking(slot=None, people=party.n, case_no=None, draft=draft)
        return await _confirmed(booking, told, "book.review_no_slot", ())
    day, slot = place
    booking = Booking(slot=slot.id, people=party.n, case_no=case_no, draft=draft)
    return await _confirmed(booking, told, "book.review", (_visit_line(day, slot, party.n, case_no),))


_WHAT = (Button("book", "button.book_new"), Button("mine", "button.my_bookings"))


async def _matter(booked: set[str]) -> str:
    """The number of an open case without a booking (one matter, one booking), or NEW."""
    cases = [c for c in await look(MyCases()) if c.state in OPEN_STATES and c.case_no not in booked]
    cases = sorted(cases, key=lambda c: c.registered_at, reverse=True)[:MOST_CASES]
    buttons = (*case_buttons(cases), Button(NEW, "button.new_matter"))
    return await ask("matter", Choice("book.matter", buttons, wide=True, valid=valid_case_no))


async def _place(told: Concern | None) -> tuple[VisitDayView, SlotView] | str:
    """A published day and a place on it that is held from here on; or FILE, or MENU."""
    published = {d.id: d for d in await look(PublishedDays())}
    without = Button(FILE, "button.only_file") if told else Button(MENU, "button.menu")
    free = [d for d in published.values() if d.free > 0]
    offered = tuple(Button(d.id, "button.on_day", facts={"day": d.date}) for d in free)
    lines = (Say("lines", {"lines": tuple(_day_line(d) for d in free)}),) if free else ()
    none = "book.no_day_new" if told else "book.no_day"
    question = Choice(
        "book.day" if free else none,
        (*offered, without),
        lines=lines,
        valid=published.__contains__,
        hears=_day_heard(free, without),
    )
    chosen = await ask("day", question)
    if chosen in (FILE, MENU):
        return chosen
    slots = {s.id: s for s in await look(FreeSlots(chosen))}
    open_ = tuple(Button(s.id, "button.at", facts={"at": _clock(s)}) for s in slots.values() if s.free > 0)
    word = "book.slot" if open_ else "book.slots_full"
    key = f"slot.{chosen}"
    # Our own hold may be what fills the slot: whether it stands is for `hold` to say, not for the list.
    question = Choice(
        word,
        (*open_, OTHER_DAY, without),
        facts=_day_facts(published[chosen]),
        valid=slots.__contains__,
        hears=_slot_heard(slots, without),
    )
    slot = await ask(key, question)
    if slot in (FILE, MENU):
        return slot
    if not await hold(SlotHeld(slot)):
        raise Again(key, "book.slot_gone")
    return published[chosen], slots[slot]


def _day_heard(free: list[VisitDayView], without: Button) -> Callable[[Reply], str | None]:
    """The day that is named by its date, or by who receives people then; the first, if there are several."""

    def heard(reply: Reply) -> str | None:
        text = reply.text or ""
        if days.no_visit(text):
            return without.code
        on = days.meant(text, (d.date for d in free), datetime.fromisoformat(reply.at).astimezone(ZONE).date())
        named = [d for d in free if d.date in on] or receiving(free, text)
        return min(named, key=lambda d: d.date).id if named and len(text) <= LONGEST else None

    return heard


def _slot_heard(slots: dict[str, SlotView], without: Button) -> Callable[[Reply], str | None]:
    def heard(reply: Reply) -> str | None:
        text = reply.text or ""
        if days.no_visit(text) or days.another_day(text):
            return without.code if days.no_visit(text) else OTHER_DAY.code
        free = {_clock(s): s.id for s in slots.values() if s.free > 0}
        at = clocks.meant(text, free)
        return free[at[0]] if at and len(text) <= LONGEST else None

    return heard


def _clock(slot: SlotView) -> Any:
    return slot.starts_at.astimezone(ZONE).time()


def _day_facts(day: VisitDayView) -> dict[str, object]:
    form: Any = Say(f"mode.{day.mode}") if day.mode in MODES else day.mode
    return {
        "day": day.date,
        "official": day.official,
        "post": day.post,
        "portfolio": day.portfolio,
        "venue": day.venue,
        "form": form,
        "free": day.free,
    }


def _day_line(day: VisitDayView) -> Say:
    return Say("book.day_line", _day_facts(day))


def _visit_line(day: VisitDayView, slot: SlotView, party: int, case_no: str | None) -> Say:
    facts = {**_day_facts(day), "starts_at": slot.starts_at, "people": party, "case_no": case_no}
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
