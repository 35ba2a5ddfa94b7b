"""Duties and rights: what a case owes its resident, and what the resident may do until a day."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is true of a duty or a right.

    `right`: the resident's own; it lapses at its rolled date, and nobody is late with it. `level`: 1 for 复查, 2 for
    复核; of the end of such a right the resident is reminded. `told_before`: the resident was promised it by a date and
    hears before the date slips. `slips`: once it has slipped, the person who answers for the case may name a new day.
    `answer`: it is an answer on the matter itself. `outlives`: owed to another unit, even after the case has ended.
    `in_days`: told to people as a day, so never counted in hours.
    """

    right: bool = False
    level: int | None = None
    told_before: bool = False
    slips: bool = False
    answer: bool = False
    outlives: bool = False
    in_days: bool = False


PLAIN = Owed()


class Duty(Rows):
    """Keys of what a case owes its resident, and of the resident's own rights; lengths are in the profiles."""

    row: Owed
    INTAKE_NOTICE = "intake_notice", Owed(told_before=True, slips=True, in_days=True)
    FORWARD = "forward", Owed(in_days=True)
    HANDLE = "handle", Owed(told_before=True, slips=True, answer=True)
    NEWS = "news", Owed(told_before=True, slips=True)
    CALL_BACK = "call_back", Owed(told_before=True)
    MUSTER = "muster", PLAIN
    IMPROVEMENT = "improvement", Owed(outlives=True)
    REVIEW_REQUEST = "review_request", Owed(right=True, level=1, in_days=True)
    REVIEW_DECISION = "review_decision", Owed(level=1, told_before=True, slips=True, answer=True)
    REREVIEW_REQUEST = "rereview_request", Owed(right=True, level=2, in_days=True)
    REREVIEW_DECISION = "rereview_decision", Owed(level=2, told_before=True, slips=True, answer=True)
    EVALUATION = "evaluation", Owed(right=True, in_days=True)
    REOPEN = "reopen", Owed(right=True, in_days=True)
    WITHDRAW_UNDO = "withdraw_undo", Owed(right=True, in_days=True)


class About(StrEnum):
    """What an obligation is about, beside its case. `ref` is the number of an event, where nothing else is said.

    `matter`: the case as a whole, no `ref`. `event`: an answer, a request or a withdrawal. `forwarded`: owed anew by
    the unit it was sent to. `revoked`: by the unit whose answer was set aside. `again`: because it was opened again.
    `answer`: the day that a person has named for the answer. `named`: for news only. `after`: the obligation that
    slipped (its id). `since`: the news before it (its day). `unit`: the unit that was called (its code).
    `improvement`: a suggestion to another unit (its id).
    """

    MATTER = "matter"
    EVENT = "event"
    FORWARDED = "forwarded"
    REVOKED = "revoked"
    AGAIN = "again"
    ANSWER = "answer"
    NAMED = "named"
    AFTER = "after"
    SINCE = "since"
    UNIT = "unit"
    IMPROVEMENT = "improvement"

    def of(self, ref: object) -> "Subject":
        return Subject(self, str(ref))


class Subject(NamedTuple):
    """What tells an obligation apart from others of its key."""

    about: About
    ref: str


MATTER = Subject(About.MATTER, "")
REMINDED = frozenset(d for d in Duty if d.row.right and d.row.level)
TOLD_BEFORE = frozenset(d for d in Duty if d.row.told_before)
SLIPS = frozenset(d for d in Duty if d.row.slips)
ANSWERS_OWED = tuple(d for d in Duty if d.row.answer)
IN_DAYS = frozenset(d for d in Duty if d.row.in_days)
ENDS_WITH_CASE = frozenset(d for d in Duty if not d.row.right and not d.row.outlives)
"""What staff owe for this resident, and no longer once the case has ended."""
