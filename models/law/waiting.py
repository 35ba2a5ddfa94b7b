"""What waits for a person on a case: what has come that somebody has to see or to act on, once for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.law.events import EventKind
from models.law.rows import Rows


class Ends(StrEnum):
    """What ends the waiting. `act`: any act of the person on the case. `answer`: only an answer to the very thing.
    `seen`: it is news, and is over once it was seen."""

    ACT = "act"
    ANSWER = "answer"
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    ends: Ends = Ends.ACT


PLAIN = Waits()


class Wait(Rows):
    """Kinds of what waits."""

    row: Waits
    NEW = "new", PLAIN
    ASSIGNED = "assigned", PLAIN
    FORWARDED = "forwarded", PLAIN
    CALLED = "called", PLAIN
    ANSWER = "answer", PLAIN
    ADDITION = "addition", PLAIN
    URGED = "urged", PLAIN
    NOT_SOLVED = "not_solved", PLAIN
    UNSATISFIED = "unsatisfied", PLAIN
    RESUMED = "resumed", PLAIN
    REVIEW = "review", PLAIN
    LOOKED = "looked", PLAIN
    IMPROVEMENT = "improvement", Waits(ends=Ends.ANSWER)
    SUPERVISED = "supervised", Waits(ends=Ends.ANSWER)
    REMINDED = "reminded", PLAIN
    LED = "led", PLAIN
    WITHDRAWN = "withdrawn", Waits(ends=Ends.SEEN)


OF_EVENT: Mapping[EventKind, Wait] = {
    EventKind.ANSWER: Wait.ANSWER,
    EventKind.ADDITION: Wait.ADDITION,
    EventKind.TALKED: Wait.ADDITION,
    EventKind.URGED: Wait.URGED,
    EventKind.REOPENED: Wait.NOT_SOLVED,
    EventKind.RESUMED: Wait.RESUMED,
    EventKind.REVIEW_ASKED: Wait.REVIEW,
    EventKind.WITHDRAWN: Wait.WITHDRAWN,
}
"""What an event makes wait for whoever answers for the case; of others it depends on what they say."""
BY_ACT = tuple(w for w in Wait if w.row.ends is Ends.ACT)
NOT_ACTS = frozenset({
    EventKind.NOTE, EventKind.SUPERVISED, EventKind.LINKED, EventKind.IMPROVEMENT, EventKind.LOOKED,
    EventKind.LEAD_OFFICIAL, EventKind.DECIDED, EventKind.CODE_REISSUED, EventKind.SLIPPING, EventKind.REMINDED,
})  # fmt: skip
"""What others write beside a case: what waits for its unit goes on waiting."""
