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
    """The form a matter came in by (信访形式); `staff`: the inbox of the staff's pages."""

    WEB = "web"
    TELEGRAM = "telegram"
    CONSOLE = "console"
    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"
    STAFF = "staff"


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
    """`registered` to `closed` is the ordinary way; the others are reviews and the endings beside it."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    REVIEW = "review"
    REREVIEW = "rereview"
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.NO_LONGER_ACCEPTED, State.WITHDRAWN})
OPEN_STATES = frozenset(State) - ENDED
UNANSWERED = frozenset({State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.REVIEW, State.REREVIEW})
"""Open, and staff owe the next step."""


class Action(StrEnum):
    """What moves a case, in the order of the procedure. `BY_RESIDENT` are the resident's own."""

    NOTIFY = "notify"
    FORWARD = "forward"
    TAKE = "take"
    GUIDE = "guide"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASSIGN = "assign"
    RETURN = "return"
    DESIGNATE = "designate"
    EXTEND = "extend"
    RECLASS = "reclass"
    RETIER = "retier"
    REPLY = "reply"
    LOOK = "look"
    CLOSE = "close"
    REVIEW = "review"
    REREVIEW = "rereview"
    DECIDE = "decide"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    RESUME = "resume"


BY_RESIDENT = frozenset({Action.REVIEW, Action.REREVIEW, Action.REOPEN, Action.WITHDRAW, Action.RESUME})
BY_TWO = frozenset(
    {Action.GUIDE, Action.REFUSE, Action.RETURN, Action.DESIGNATE, Action.EXTEND, Action.RECLASS, Action.RETIER}
)
"""One member of staff proposes, another decides; only the decision moves the case."""

_R, _A, _S, _P = State.REGISTERED, State.ACCEPTED, State.ASSIGNED, State.REPLIED

MOVES: dict[tuple[State, Action], tuple[State, ...]] = {
    # art. 23: what was received, by which route and procedure
    (_R, Action.NOTIFY): (_R,),
    # art. 22: to another unit; the first receiver stays answerable until that unit has taken it
    (_R, Action.FORWARD): (_R,),
    (_R, Action.TAKE): (_R,),
    (_A, Action.TAKE): (_A,),
    (_S, Action.TAKE): (_S,),
    # art. 20, 22, 23, 31: another legal route, another unit; it stays registered and owes its notice
    (_R, Action.GUIDE): (_R,),
    (_R, Action.ACCEPT): (_A,),
    # art. 19, 36: never by one person, never by a machine
    (_R, Action.REFUSE): (State.NOT_ACCEPTED, State.NO_LONGER_ACCEPTED),
    (_A, Action.ASSIGN): (_S,),
    (_S, Action.ASSIGN): (_S,),
    (_P, Action.ASSIGN): (_S,),
    # art. 23: the unit objects; the forwarder agrees; until then it answers
    (_R, Action.RETURN): (_R,),
    (_A, Action.RETURN): (_R,),
    (_S, Action.RETURN): (_R,),
    # art. 24: the common superior or the joint meeting names the unit and the person
    (_R, Action.DESIGNATE): (_R,),
    (_A, Action.DESIGNATE): (_S,),
    (_S, Action.DESIGNATE): (_S,),
    # art. 34
    (_A, Action.EXTEND): (_A,),
    (_S, Action.EXTEND): (_S,),
    # the earlier date stands
    (_A, Action.RECLASS): (_A,),
    (_S, Action.RECLASS): (_S,),
    (_A, Action.RETIER): (_A,),
    (_S, Action.RETIER): (_S,),
    # art. 32, 33
    (_A, Action.REPLY): (_P,),
    (_S, Action.REPLY): (_P,),
    (_P, Action.REPLY): (_P,),
    # a thin answer: it counts, or the unit answers again
    (_P, Action.LOOK): (_P, _S, _A),
    (_P, Action.CLOSE): (State.CLOSED,),
    # only what was guided to another route, and was told so
    (_R, Action.CLOSE): (State.CLOSED,),
    # art. 35, 36: within 30 days of receiving the reply
    (_P, Action.REVIEW): (State.REVIEW,),
    (State.CLOSED, Action.REVIEW): (State.REVIEW,),
    (_P, Action.REREVIEW): (State.REREVIEW,),
    (State.CLOSED, Action.REREVIEW): (State.REREVIEW,),
    (State.REVIEW, Action.DECIDE): (_P,),
    (State.REREVIEW, Action.DECIDE): (_P,),
    # not solved: back to the unit that answered
    (_P, Action.REOPEN): (_S, _A),
    (State.CLOSED, Action.REOPEN): (_S, _A),
    # the resident's own act, and taken back within the profile's days
    (_R, Action.WITHDRAW): (State.WITHDRAWN,),
    (_A, Action.WITHDRAW): (State.WITHDRAWN,),
    (_S, Action.WITHDRAW): (State.WITHDRAWN,),
    (_P, Action.WITHDRAW): (State.WITHDRAWN,),
    (State.WITHDRAWN, Action.RESUME): (_R, _A, _S, _P),
}
"""Every allowed move and where it leads. What is not here is refused by the API (409) and by a trigger in the
database. Where there are several ends, the first is the ordinary one."""

STATE_CHANGES = frozenset((before, after) for (before, _), ends in MOVES.items() for after in ends if before != after)


def actions(state: State, guided: bool = False) -> tuple[Action, ...]:
    """The actions allowed in `state`, in the order of the procedure; `guided`: it was sent to another route."""
    allowed = tuple(a for a in Action if (state, a) in MOVES)
    return allowed if guided or state is not State.REGISTERED else tuple(a for a in allowed if a is not Action.CLOSE)


class EventKind(StrEnum):
    """Entries of the timeline."""

    RECEIVED = "received"
    NOTIFIED = "notified"
    FORWARDED = "forwarded"
    TAKEN = "taken"
    GUIDED = "guided"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    RETURNED = "returned"
    DESIGNATED = "designated"
    EXTENDED = "extended"
    RECLASSED = "reclassed"
    RETIERED = "retiered"
    CO_UNIT = "co_unit"
    WHISTLED = "whistled"
    MUSTERED = "mustered"
    LEAD_OFFICIAL = "lead_official"
    LINKED = "linked"
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"
    ADDITION = "addition"
    PROGRESS = "progress"
    PROMISED = "promised"
    REPLY = "reply"
    LOOKED = "looked"
    CLOSED = "closed"
    RATED = "rated"
    CALLED_BACK = "called_back"
    REOPENED = "reopened"
    REVIEW_ASKED = "review_asked"
    HEARING = "hearing"
    REVIEW_DECIDED = "review_decided"
    RIGHT_ENDED = "right_ended"
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"
    COMPLAINED = "complained"
    RETALIATION = "retaliation"
    SLIPPING = "slipping"
    SUPERVISED = "supervised"
    IMPROVEMENT = "improvement"
    WALLED = "walled"
    URGED = "urged"
    MOVED = "moved"
    CODE_REISSUED = "code_reissued"
    ANONYMITY = "anonymity"
    WRITTEN_UP = "written_up"
    RECOUNTED = "recounted"


STAFF_ONLY = frozenset(
    {
        EventKind.NOTE,
        EventKind.WALLED,
        EventKind.PROPOSED,
        EventKind.DECIDED,
        EventKind.LOOKED,
        EventKind.LINKED,
        EventKind.RECOUNTED,
        EventKind.IMPROVEMENT,
    }
)
RESIDENT_SEES = frozenset(EventKind) - STAFF_ONLY
"""Timeline entries shown to the resident."""


class NoticeKind(StrEnum):
    """Messages owed; each is a ledger row in the event's own transaction. `STAFF_NOTICES` go to staff."""

    RECEIVED = "received"
    NOTIFIED = "notified"
    FORWARDED = "forwarded"
    GUIDED = "guided"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    EXTENDED = "extended"
    QUESTION = "question"
    PROGRESS = "progress"
    PROMISED = "promised"
    REPLY = "reply"
    CLOSED = "closed"
    REOPENED = "reopened"
    REVIEW_ASKED = "review_asked"
    REVIEW_DECIDED = "review_decided"
    RIGHT_ENDING = "right_ending"
    RIGHT_ENDED = "right_ended"
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"
    SLIPPING = "slipping"
    RECOUNTED = "recounted"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    MOVED = "moved"
    CODE_REISSUED = "code_reissued"
    ESCALATION = "escalation"
    DIGEST = "digest"
    URGENT = "urgent"


STAFF_NOTICES = frozenset({NoticeKind.ESCALATION, NoticeKind.DIGEST, NoticeKind.URGENT})
SAY_WHEN = frozenset(
    {
        NoticeKind.ACCEPTED,
        NoticeKind.ASSIGNED,
        NoticeKind.QUESTION,
        NoticeKind.PROGRESS,
        NoticeKind.NOTIFIED,
        NoticeKind.FORWARDED,
        NoticeKind.REOPENED,
        NoticeKind.RESUMED,
    }
)
"""Notices that say by when the answer comes, where a date for it runs."""
WITH_WORDS = frozenset(
    {
        NoticeKind.REPLY,
        NoticeKind.QUESTION,
        NoticeKind.PROGRESS,
        NoticeKind.NOTIFIED,
        NoticeKind.GUIDED,
        NoticeKind.NOT_ACCEPTED,
        NoticeKind.NO_LONGER_ACCEPTED,
        NoticeKind.EXTENDED,
        NoticeKind.PROMISED,
        NoticeKind.REVIEW_DECIDED,
        NoticeKind.APPOINTMENT_CANCELLED,
    }
)
"""Notices that carry the words staff wrote, shown word for word."""


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
    CALL_BACK = "call_back"


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
