"""Counts of what became of matters. Each says of how many it is a part; accusations stand apart, and never few."""

from datetime import date

from pydantic import AwareDatetime, Field

from models.law.grounds import Guidance, Refusal
from models.law.states import Ending
from models.wire.base import Named, Wire


class Rate(Wire):
    """`n` of `of`; `percent` to one decimal, null of nothing."""

    n: int
    of: int
    percent: float | None


class UnitEndings(Wire):
    """How the cases of one unit ended, and what else was decided of them. Endings are parts of the cases that ended,
    the others of all cases that lay with the unit at any time of the period."""

    unit: Named
    lay_here: int
    ended: int
    endings: dict[Ending, Rate]
    refusals: dict[Refusal, Rate] = Field(description="by ground; parts of the cases that ended")
    guided: dict[Guidance, Rate]
    extended: Rate = Field(description="decisions to extend the time")
    reclassed: Rate
    retiered: Rate


class EndingsReport(Wire):
    """Accusations are in no unit's row; `accusations` is how many of them ended, null below five."""

    first: date
    until: date
    units: list[UnitEndings]
    accusations: int | None


class Guarantee(Wire):
    """What must hold at this moment (the first two, `late_not_escalated` and `silent` are zero), and the rates of the
    period. Late: past its date, owed still, and the resident has nothing. Silent: that, and neither was the resident
    told of it nor has anybody acknowledged it."""

    at: AwareDatetime
    first: date
    until: date
    open_cases: int
    open_without_owner: int
    open_without_due: int
    late: int
    late_not_escalated: int
    silent: int
    closed: Rate = Field(description="of the cases registered in the period, those that have ended")
    noticed_on_time: Rate = Field(
        description="of the notices of intake given in time or due in the period, those in time"
    )
    answered_on_time: Rate = Field(description="likewise of the answers; what is early counts when it is given")
    resolved: Rate = Field(description="of the ended cases of which it was said whether they were resolved")
    rated: Rate = Field(description="of the cases closed with an answer in the period")
    satisfied: Rate = Field(description="satisfied or fairly, with the handling unit, of those that rated it")
    satisfied_desk: Rate = Field(description="the same of the receiving desk")
    accusations: int | None = Field(description="open accusations; in no other figure; null below five")
