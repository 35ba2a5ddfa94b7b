"""States, actors and allowed moves of a case: the one table the API, the database and the tests read.

Sources: 信访工作条例 (2022), art. 22 (register), 23 (accept, tell the petitioner), 31–34 (handle, reply, close).
"""

from enum import StrEnum


class Kind(StrEnum):
    """What the resident says it is, in plain words. The legal class is set by staff (see `CaseClass`)."""

    DIFFICULTY = "difficulty"
    SUGGESTION = "suggestion"
    INQUIRY = "inquiry"
    ACCUSATION = "accusation"
    THANKS = "thanks"
    UNSURE = "unsure"


class CaseClass(StrEnum):
    """The legal class (信访诉求分类), set by staff on acceptance. Art. 28–31."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    APPEAL = "appeal"
    INQUIRY = "inquiry"
    THANKS = "thanks"
    OTHER = "other"


class Channel(StrEnum):
    """The form a matter came in by (信访形式)."""

    WEB = "web"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"


CHAT_CHANNELS = frozenset({Channel.WEB, Channel.TELEGRAM, Channel.CONSOLE})
"""Channels on which the bot can speak; the others are told by a person."""


class Role(StrEnum):
    CLERK = "clerk"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    DISCIPLINE = "discipline"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a service token may do."""

    INTAKE = "intake"
    DELIVER = "deliver"


class State(StrEnum):
    REGISTERED = "registered"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    CLOSED = "closed"


OPEN_STATES = frozenset(State) - {State.CLOSED}


class Action(StrEnum):
    """What staff do that can move a case."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    REPLY = "reply"
    CLOSE = "close"


MOVES: dict[tuple[State, Action], State] = {
    (State.REGISTERED, Action.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Action.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Action.ASSIGN): State.ASSIGNED,
    (State.ACCEPTED, Action.REPLY): State.REPLIED,
    (State.ASSIGNED, Action.REPLY): State.REPLIED,
    (State.REPLIED, Action.REPLY): State.REPLIED,
    (State.REPLIED, Action.ASSIGN): State.ASSIGNED,
    (State.REPLIED, Action.CLOSE): State.CLOSED,
}
"""Every allowed move. What is not here is refused by the API (409) and by a trigger in the database."""

STATE_CHANGES = frozenset((before, after) for (before, _), after in MOVES.items() if before != after)


def actions(state: State) -> tuple[Action, ...]:
    """The actions allowed in `state`, in the order of the procedure."""
    return tuple(a for a in Action if (state, a) in MOVES)


class EventKind(StrEnum):
    """Entries of the timeline."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"
    ADDITION = "addition"
    REPLY = "reply"
    CLOSED = "closed"
    RATED = "rated"
    WALLED = "walled"
    URGED = "urged"
    MOVED = "moved"
    CODE_REISSUED = "code_reissued"
    ANONYMITY = "anonymity"
    WRITTEN_UP = "written_up"


RESIDENT_SEES = frozenset(EventKind) - {EventKind.NOTE, EventKind.WALLED}
"""Timeline entries shown to the resident."""


class NoticeKind(StrEnum):
    """Messages owed to the resident; each is a ledger row in the event's own transaction."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    QUESTION = "question"
    REPLY = "reply"
    CLOSED = "closed"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    MOVED = "moved"


class NoticeState(StrEnum):
    """`sent` waits for the proof that it was seen; `manual` waits for a clerk's record (phone, counter, post)."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    MANUAL = "manual"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"


SETTLED = frozenset({NoticeState.DELIVERED, NoticeState.UNDELIVERABLE})


class TaskKind(StrEnum):
    """Work for the receiving desk that is not a move of a case."""

    CALL_RESIDENT = "call_resident"
    UNDELIVERED = "undelivered"
    CRISIS = "crisis"
    ERASURE = "erasure"
    MANY_CASES = "many_cases"


class Rating(StrEnum):
    """满意 / 基本满意 / 不满意."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    UNSATISFIED = "unsatisfied"


class AppointmentState(StrEnum):
    """`over`: the visit has been; its matter may be booked again."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    OVER = "over"


CASES_A_DAY = 10
"""Of one chat and local day; more are registered all the same and marked for a clerk."""

MAX_PARTY = 5
"""Representatives of one visit: at most five persons. Art. 20."""
