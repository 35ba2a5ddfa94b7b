"""Facts: what travels as JSON beside the words of events, notices, tasks and proposals. Each key is declared here.

A key of `Facts` that stands here as a `Day` or a `Moment` is read as one, and no other: nothing is guessed from its
name. What was stored before a key was declared is read as it is.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, TypedDict, get_type_hints

Day = Annotated[str, date]
"""A local day: `2026-12-07`."""
Moment = Annotated[str, datetime]
"""An aware moment: `2026-12-07T09:00:00+08:00`."""


class Facts(TypedDict, total=False):
    """Of events, and of notices to residents; the last blocks: of events alone, and of notices to staff. Which of them
    a kind has is for its step to say."""

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
    # in whose name it was done: how it was asked for, when, by the resident or another, and who took it down
    taken_how: str
    taken_on: Day
    taken_from: str
    taken_by: str
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
    supervision: int
    proposal: int | str  # of an event its id, of a notice to staff its kind
    # of events alone
    answers: dict[str, str]
    petition_date: Day
    was: str | None
    slower: bool
    appointment: str
    count: int
    parts: int
    fields: list[str]
    sms: bool  # agreed to at registration
    files: list[str]  # SHA-256 of those that came with it
    sent: int
    what: str
    lines: int
    question: int
    returns: int
    reply: int
    passed: bool
    owner: str
    policy: str
    channel: str
    anonymous: bool
    rating: str
    rating_desk: str
    link: str
    undone: bool
    other: str
    earlier: bool
    since: Moment
    first_on: Day
    last_on: Day
    old_on: Day
    new_on: Day
    # of notices to staff
    called: str
    improvement: int
    case_no: str
    key: str
    kind: str
    approved: bool
    trigger: str
    answered: str
    n: int
    handed_over: int
    late: int
    warned: int
    waiting: int
    account: str
    act: str


class TaskFacts(TypedDict, total=False):
    """Of tasks: the kind of notice that did not arrive, and its id; the class of danger; the case that is meant."""

    notice: str
    notification: int
    crisis: str
    case_no: str
    count: int


class ProposalFacts(TypedDict, total=False):
    """Of proposals: what is asked for, without the words that explain it."""

    ground: str
    place: str
    objection: str
    route: str
    other: str
    document: str
    no_new_facts: bool
    unit: str
    handler: str
    by: str
    days: int
    case_class: str
    tier: str


class Attempt(TypedDict):
    """A clerk's attempt to tell a person; `whom` is sealed."""

    how: str
    result: str
    whom: str | None
    at: str
    by: str


class Attempts(TypedDict):
    tried: list[Attempt]


Office = Literal["unit", "boss", "contact", "venue", "post"]
OfficeInEnglish = Literal["unit_en", "boss_en", "contact_en", "venue_en", "post_en"]
OFFICES: tuple[Office, ...] = ("unit", "boss", "contact", "venue", "post")
"""Facts that name an office or its place. `unit_en` beside `unit`: its English form."""


_NAMES: tuple[tuple[Office, OfficeInEnglish], ...] = (
    ("unit", "unit_en"), ("boss", "boss_en"), ("contact", "contact_en"), ("venue", "venue_en"), ("post", "post_en"),
)  # fmt: skip


def with_english(facts: Facts, english: Mapping[str, str]) -> Facts:
    """The facts, and beside each name the English form that `english` has of it."""
    out = facts.copy()
    for key, key_en in _NAMES:
        if (name := english.get(facts.get(key, ""))) is not None:
            out[key_en] = name
    return out


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
