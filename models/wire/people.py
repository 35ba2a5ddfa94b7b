"""What staff find, and what they read of a person."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from models.wire.base import Wire
from models.wire.cases import CaseRow, TaskView
from models.wire.visits import AppointmentView


class By(StrEnum):
    """By what a case was found."""

    NUMBER = "number"
    WORDS = "words"
    LATER = "later"
    PLACE = "place"


class FoundCase(Wire):
    by: By = Field(description="`words`: of the original; `later`: of replies, notes and what was added")
    case: CaseRow


class FoundPerson(Wire):
    """Somebody who brought cases; by the newest of them they are looked up."""

    case_no: str
    name: str | None = Field(description="masked")
    phone: str | None = Field(description="masked")
    cases: int = Field(description="how many of theirs were found")
    open: int = Field(description="how many of those have not ended")
    last_at: AwareDatetime


class FoundVisit(Wire):
    visit: AppointmentView
    name: str | None = Field(description="masked: whose case it is")


class Found(Wire):
    """Ten of each at the most; `more`: which groups have others."""

    cases: list[FoundCase]
    people: list[FoundPerson]
    visits: list[FoundVisit]
    more: list[str]


class PersonView(Wire):
    """Whoever brought a case, with all that they brought and the caller sees. Nothing is said about the person."""

    name: str | None = Field(description="masked")
    phone: str | None = Field(description="masked")
    cases: list[CaseRow]
    visits: list[AppointmentView]
    calls: list[TaskView]
    more: bool = Field(description="there are older cases than those listed")
