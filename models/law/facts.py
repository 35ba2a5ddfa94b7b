"""Facts: what a notice tells beside its words, as JSON. Each key is declared here with what it holds.

A key that stands here as a `Day` or a `Moment` is read as one, and no other: nothing is guessed from its name.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, TypedDict, get_type_hints

Day = Annotated[str, date]
"""A local day: `2026-12-07`."""
Moment = Annotated[str, datetime]
"""An aware moment: `2026-12-07T09:00:00+08:00`."""


class Facts(TypedDict, total=False):
    """Of notices to residents; the last block: of those to staff. Which of them a kind has is for its step to say."""

    # who
    unit: str
    phone: str
    handler: str
    boss: str
    contact: str
    contact_phone: str
    # who, in English, where there is such a form
    unit_en: str
    boss_en: str
    contact_en: str
    venue_en: str
    post_en: str
    # when
    told_by: Day
    answer_by: Day
    news_by: Day
    due_by: Day
    until_on: Day
    reopen_on: Day
    review_on: Day
    review_days: int
    days: int
    # how it goes on
    case_class: str
    route: str
    tier: str
    ground: str
    place: str
    own_clock: bool
    decides: str
    by: str
    # how it was answered
    formal: bool
    adoption: str
    outcome: str
    result: str
    cause: str
    resolved: str
    # of reviews and rights
    level: int | None
    right: str
    # the receipt, a code, a visit
    query_code: str
    booking_no: str
    starts_at: Moment
    was_at: Moment
    venue: str
    official: str
    post: str
    people: int
    # of a talk with staff, and of danger
    hours: str
    crisis: str
    # of notices to staff
    called: str
    improvement: int
    proposal: str
    case_no: str
    key: str
    kind: str
    approved: bool
    trigger: str
    n: int
    handed_over: int
    late: int
    warned: int
    waiting: int


OFFICES = ("unit", "boss", "contact", "venue", "post")
"""Facts that name an office or its place. `unit_en` beside `unit`: its English form."""


def with_english(facts: Mapping[str, Any], english: Mapping[str, str]) -> dict[str, Any]:
    """The facts, and beside each name the English form that `english` has of it."""
    names = {key: facts[key] for key in OFFICES if facts.get(key) in english}
    return {**facts, **{f"{key}_en": english[name] for key, name in names.items()}}


_TYPES = {
    key: hint.__metadata__[0]
    for key, hint in get_type_hints(Facts, include_extras=True).items()
    if hasattr(hint, "__metadata__")
}


def read(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as they came over the wire, with days and moments made of the texts. ValueError for one that is none."""
    return {
        key: _TYPES[key].fromisoformat(value) if key in _TYPES and isinstance(value, str) else value
        for key, value in facts.items()
    }
