"""The calendar: a year's holiday notice in, a year of the calendar out. All dates are local."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from models.wire.base import Line, Wire

Day = Annotated[date, Field(description="local date")]


class Arrangement(Wire):
    """One holiday as the notice puts it: off from `first` to `last`, and which weekend days are worked instead."""

    name: Annotated[Line, Field(max_length=50)]
    first: Day
    last: Day
    make_up: list[Day] = Field([], max_length=10)


class HolidayNotice(Wire):
    """The State Council's yearly notice (国务院办公厅关于…年部分节假日安排的通知), whole."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Annotated[Line, Field(description="title and number of the notice")]
    arrangements: list[Arrangement] = Field(min_length=1, max_length=20)


class CalendarYear(Wire):
    """`confirmed`: an official notice is known. Otherwise weekends and the fixed holidays are guessed, and what is
    counted through such a year is provisional."""

    year: int
    confirmed: bool
    source: str
    imported_at: AwareDatetime | None = None
    imported_by: str | None = None
    arrangements: list[Arrangement]


class CalendarImported(Wire):
    """`recounted`: open dates that were counted again; `moved`: of them, those that are another day now."""

    year: int
    holidays: int
    make_up: int
    recounted: int
    moved: int
