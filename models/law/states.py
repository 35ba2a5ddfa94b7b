"""The state machine of a case: states, actions and allowed moves; the one table of API, database and tests.

Sources: 信访工作条例 (2022), art. 22 (register), 23 (accept, tell the petitioner), 31–34 (handle, reply, close).
"""

from dataclasses import dataclass
from enum import StrEnum

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`ended`: nothing more is owed. `unanswered`: open, and staff owe the next step."""

    ended: bool = False
    unanswered: bool = False


PLAIN = Stage()


class State(Rows):
    """`registered` to `closed` is the ordinary way; the others are reviews and the endings beside it."""

    row: Stage
    REGISTERED = "registered", Stage(unanswered=True)
    ACCEPTED = "accepted", Stage(unanswered=True)
    ASSIGNED = "assigned", Stage(unanswered=True)
    REPLIED = "replied", PLAIN
    REVIEW = "review", Stage(unanswered=True)
    REREVIEW = "rereview", Stage(unanswered=True)
    CLOSED = "closed", Stage(ended=True)
    NOT_ACCEPTED = "not_accepted", Stage(ended=True)
    NO_LONGER_ACCEPTED = "no_longer_accepted", Stage(ended=True)
    WITHDRAWN = "withdrawn", Stage(ended=True)


class By(StrEnum):
    """Who makes a move. `TWO`: one member of staff proposes, another decides; only the decision moves the case."""

    STAFF = "staff"
    TWO = "two"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    by: By


class Action(Rows):
    """What moves a case, in the order of the procedure."""

    row: Move
    NOTIFY = "notify", Move(by=By.STAFF)
    FORWARD = "forward", Move(by=By.STAFF)
    TAKE = "take", Move(by=By.STAFF)
    GUIDE = "guide", Move(by=By.TWO)
    ACCEPT = "accept", Move(by=By.STAFF)
    REFUSE = "refuse", Move(by=By.TWO)
    ASSIGN = "assign", Move(by=By.STAFF)
    RETURN = "return", Move(by=By.TWO)
    DESIGNATE = "designate", Move(by=By.TWO)
    EXTEND = "extend", Move(by=By.TWO)
    RECLASS = "reclass", Move(by=By.TWO)
    RETIER = "retier", Move(by=By.TWO)
    REPLY = "reply", Move(by=By.STAFF)
    LOOK = "look", Move(by=By.STAFF)
    CLOSE = "close", Move(by=By.STAFF)
    REVIEW = "review", Move(by=By.RESIDENT)
    REREVIEW = "rereview", Move(by=By.RESIDENT)
    DECIDE = "decide", Move(by=By.STAFF)
    REOPEN = "reopen", Move(by=By.RESIDENT)
    WITHDRAW = "withdraw", Move(by=By.RESIDENT)
    RESUME = "resume", Move(by=By.RESIDENT)


ENDED = frozenset(s for s in State if s.row.ended)
OPEN_STATES = frozenset(State) - ENDED
UNANSWERED = frozenset(s for s in State if s.row.unanswered)
BY_RESIDENT = frozenset(a for a in Action if a.row.by is By.RESIDENT)
BY_TWO = frozenset(a for a in Action if a.row.by is By.TWO)


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
