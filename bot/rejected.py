"""What the API refused: which question is asked again, and why; what of it was taken all the same."""

from dataclasses import dataclass, field

from bot.client import ApiRefused
from conversations.questions.plain import Say
from models.wire import CaseReceipt, LeasedNotice


@dataclass(frozen=True)
class Told:
    """What to tell the person: words or a receipt, standing for `notice` if there is one; else the notice.

    `topic`: of what was filed.
    """

    says: tuple[Say, ...] = ()
    notice: LeasedNotice | None = None
    filed: CaseReceipt | None = None
    topic: str | None = None


@dataclass(frozen=True)
class Rejected:
    """The API said no. `at` begins the key of the question to ask again, `reason` says why.

    What was taken all the same: `told`, and the answers `done` that stand for it (the case a place was wanted for).
    """

    code: str
    at: str = "confirm"
    reason: Say = field(default_factory=lambda: Say("refused.again"))
    done: dict[str, str] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


FOCUS = {
    "slot_gone": ("slot", Say("book.slot_gone")),
    "already_booked": ("matter", Say("refused.already_booked")),
    "same_hour": ("slot", Say("refused.same_hour")),
    "monthly_cap": ("day", Say("refused.monthly_cap")),
    "visit_began": ("slot", Say("refused.visit_began")),
    "not_booked": ("booking", Say("refused.not_booked")),
    "right_over": ("confirm", Say("refused.right_over")),
    "window_over": ("confirm", Say("refused.window_over")),
    "move_not_allowed": ("confirm", Say("refused.moved_on")),
    "undo_over": ("confirm", Say("refused.undo_over")),
    "closed": ("confirm", Say("refused.closed")),
    "not_found": ("which", Say("follow.none")),  # moved to another phone, or a new query code, meanwhile
    "no_holders": ("confirm", Say("refused.no_holders")),
    "nothing_to_rate": ("confirm", Say("refused.nothing_to_rate")),
    "media_type": ("story", Say("file.not_taken")),
    "empty": ("story", Say("file.empty")),
    "heavy": ("story", Say("file.heavy")),
    "broken": ("story", Say("file.broken")),
    "locked": ("story", Say("file.locked")),
    "file_lost": ("story", Say("file.empty")),
}
"""Refusals that a person can do something about: where to ask again, and why."""


def rejected(no: ApiRefused) -> Rejected:
    at, reason = FOCUS.get(no.code, ("confirm", Say("refused.again")))
    return Rejected(no.code, at, reason)
