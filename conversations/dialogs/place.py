"""A place on a visit day: the day, the hour, and the hold that keeps it from here on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversations.engine.engine import Again, ask, hold, look
from conversations.engine.facts import FreeSlots, PublishedDays, SlotHeld
from conversations.hearing.values import clocks, days
from conversations.hearing.values.officials import receiving
from conversations.questions.plain import Button, Choice, NotUnderstood, Reply, Say
from conversations.words.dates import ZONE
from models.wire import SlotView, VisitDayView
from models.words.names import Name

MODES = ("fixed_site", "invited_visit", "case_visit", "on_site_office")
LONGEST = 60
"""Characters of words that name a day or a time."""
A_VALUE = 12
"""Characters that name one and say nothing besides."""


@dataclass(frozen=True)
class Offer:
    """What places are offered: `without` is the code and `word` the button of the way on without one, `none` is said
    where there is nothing. A booking that moves stays with its official (`of`), and not `at` its own hour."""

    without: str
    word: str
    none: str
    of: tuple[str, str] | None = None
    at: datetime | None = None
    day: str = "day"
    slot: str = "slot"
    """Keys of the two questions."""


async def place(offer: Offer) -> tuple[VisitDayView, SlotView] | str:
    """A published day and a place on it that is held from here on; or the code of the way on without one."""
    published = {d.id: d for d in await look(PublishedDays()) if offer.of in (None, (d.official, d.post))}
    without = Button(offer.without, offer.word)
    free = [d for d in published.values() if d.free > 0]
    offered = tuple(Button(d.id, "button.on_day", facts={"day": d.date}) for d in free)
    lines = (Say("lines", {"lines": tuple(_day_line(d) for d in free)}),) if free else ()
    question = Choice(
        "book.day" if free else offer.none,
        (*offered, without),
        lines=lines,
        valid=published.__contains__,
        hears=_day_heard(free, without),
    )
    chosen = await ask(offer.day, question)
    if chosen == offer.without:
        return chosen
    slots = {s.id: s for s in await look(FreeSlots(chosen)) if s.starts_at != offer.at}
    open_ = tuple(Button(s.id, "button.at", facts={"at": _clock(s)}) for s in slots.values() if s.free > 0)
    word = "book.slot" if open_ else "book.slots_full"
    key = f"{offer.slot}.{chosen}"
    other_day = Button(f"edit:{offer.day}", "button.other_day")
    # Our own hold may be what fills the slot: whether it stands is for `hold` to say, not for the list.
    question = Choice(
        word,
        (*open_, other_day, without),
        facts=day_facts(published[chosen]),
        valid=slots.__contains__,
        hears=_slot_heard(slots, without, other_day),
    )
    slot = await ask(key, question)
    if slot == offer.without:
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
        today = datetime.fromisoformat(reply.at).astimezone(ZONE).date()
        on = days.meant(text, (d.date for d in free), today)
        named = [d for d in free if d.date in on] or receiving(free, text)
        if free and not named and len(text) <= A_VALUE and days.names_a_day(text, today):
            raise NotUnderstood("again.day", aside=False)
        return min(named, key=lambda d: d.date).id if named and len(text) <= LONGEST else None

    return heard


def _slot_heard(slots: dict[str, SlotView], without: Button, other_day: Button) -> Callable[[Reply], str | None]:
    def heard(reply: Reply) -> str | None:
        text = reply.text or ""
        if days.no_visit(text) or days.another_day(text):
            return without.code if days.no_visit(text) else other_day.code
        free = {_clock(s): s.id for s in slots.values() if s.free > 0}
        at = clocks.meant(text, free)
        if free and not at and len(text) <= A_VALUE and clocks.names_a_time(text):
            raise NotUnderstood("again.slot", aside=False)
        return free[at[0]] if at and len(text) <= LONGEST else None

    return heard


def _clock(slot: SlotView) -> Any:
    return slot.starts_at.astimezone(ZONE).time()


def day_facts(day: VisitDayView) -> dict[str, object]:
    form: Any = Say(f"mode.{day.mode}") if day.mode in MODES else day.mode
    return {
        "day": day.date,
        "official": day.official,
        "post": Name(day.post, day.post_en),
        "portfolio": Name(day.portfolio, day.portfolio_en),
        "venue": Name(day.venue, day.venue_en),
        "form": form,
        "free": day.free,
    }


def _day_line(day: VisitDayView) -> Say:
    return Say("book.day_line", day_facts(day))
