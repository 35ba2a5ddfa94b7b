"""The figures of the reports: of the cases of a row, which are counted, and of which of them they are a part."""

from dataclasses import dataclass
from enum import StrEnum

from models.law.rows import Rows


class Axis(StrEnum):
    """What cases are counted by; `month`: of their registration."""

    UNIT = "unit"
    AREA = "area"
    TOPIC = "topic"
    CHANNEL = "channel"
    MONTH = "month"


class Counted(StrEnum):
    """What of a case is counted, as it stands at this moment.

    `settled`: it has ended, or the answer has reached the resident and nothing more is owed on it. `*_due`: the notice
    of intake, or the answer, was given or should have been by now; `*_in_time`: and always by its day. `ratable`:
    answered. `said`: whether it is solved.
    """

    SETTLED = "settled"
    NOTICE_DUE = "notice_due"
    NOTICE_IN_TIME = "notice_in_time"
    ANSWER_DUE = "answer_due"
    ANSWER_IN_TIME = "answer_in_time"
    SAID = "said"
    SOLVED = "solved"
    RATABLE = "ratable"
    RATED = "rated"
    PLEASED = "pleased"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`n` of `of`; of all cases of the row where it is None."""

    n: Counted
    of: Counted | None = None


class Figure(Rows):
    """The columns, in their order."""

    row: Part
    SETTLED = "settled", Part(n=Counted.SETTLED)
    NOTICED = "noticed_on_time", Part(n=Counted.NOTICE_IN_TIME, of=Counted.NOTICE_DUE)
    ANSWERED = "answered_on_time", Part(n=Counted.ANSWER_IN_TIME, of=Counted.ANSWER_DUE)
    SOLVED = "solved", Part(n=Counted.SOLVED, of=Counted.SAID)
    RATED = "rated", Part(n=Counted.RATED, of=Counted.RATABLE)
    PLEASED = "satisfied", Part(n=Counted.PLEASED, of=Counted.RATED)
    LATE = "late", Part(n=Counted.LATE)
