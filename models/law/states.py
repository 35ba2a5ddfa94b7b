"""The state machine of a case: states, actions and allowed moves; the one table of API, database and tests.

Sources: 信访工作条例 (2022), art. 22 (register), 23 (accept, tell the petitioner), 31–34 (handle, reply, close).
"""

from enum import StrEnum


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


class Ending(StrEnum):
    """How a case ended, counted for each unit and shown."""

    ANSWERED = "answered"
    GUIDED = "guided"
    MERGED = "merged"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    WITHDRAWN = "withdrawn"
