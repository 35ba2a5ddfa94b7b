"""A person behind the door: why a chat is handed over to staff, and how the talk with them ends."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """`danger`: before all others, and whoever is on duty is alerted."""

    danger: bool = False


PLAIN, DANGER = Cause(), Cause(danger=True)


class Reason(Rows):
    """Why a chat is handed over: they asked, they asked for an official, they were not understood twice, or danger of
    this class was heard."""

    row: Cause
    ASKED = "asked", PLAIN
    OFFICIAL = "official", PLAIN
    MISSED = "missed", PLAIN
    C1 = "C1", DANGER
    C2 = "C2", DANGER
    C3 = "C3", DANGER
    C4 = "C4", DANGER
    C5 = "C5", DANGER


def worse(one: Reason, other: Reason) -> Reason:
    """The one that comes first: danger before everything, of two dangers the lower class."""
    order = sorted((one, other), key=lambda r: (not r.row.danger, r.value if r.row.danger else ""))
    return order[0]


class Parting(StrEnum):
    """How it ended: staff handed back or rang the person, who else went back to the bot, deleted their data, or fell
    silent."""

    HANDED_BACK = "handed_back"
    CALLED = "called"
    LEFT = "left"
    ERASED = "erased"
    SILENT = "silent"


class Voice(StrEnum):
    """Who speaks in a line of the talk."""

    RESIDENT = "resident"
    STAFF = "staff"
    BOT = "bot"


UNCLAIMED = timedelta(minutes=3)
"""Nobody has taken the chat for so long: the bot says so, once, and names the other ways."""
UNANSWERED = timedelta(minutes=5)
"""Whoever has the chat has not answered for so long: the bot says so, and the chat goes back into the queue."""
SILENT = timedelta(minutes=45)
"""The person has said nothing for so long after the last words of staff: the bot goes on with them."""
ACKNOWLEDGED_WITHIN = timedelta(minutes=2)
"""An alert that nobody has acknowledged for so long goes to the next on duty, and after the last to all."""
READABLE = timedelta(hours=1)
"""How long whoever gave a reason may read on."""
