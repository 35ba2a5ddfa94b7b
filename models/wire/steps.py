"""What staff send to act on a case: the body of each step."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.law.matters import CaseClass, Kind, Route, Tier
from models.wire.base import AddedFiles, Code, Line, Phone, Wire, Withheld, Written, wrong_field


class Notify(Withheld):
    """What was received, by which route and procedure it goes on (art. 23)."""

    text: Written


class Forward(Wire):
    """To another unit of this system."""

    unit: Code
    note: Written | None = None


class Take(Wire):
    note: Written | None = None


class Accept(Wire):
    """What it is, and, where it is known by now, of which topic and area, and to whom it goes."""

    case_class: CaseClass | None = Field(None, description="needed, unless the case has one")
    route: Route | None = Field(None, description="法定途径; art. 31")
    tier: Tier | None = None
    topic: Code | None = Field(None, description="sets or corrects it")
    area: Code | None = Field(None, description="corrects it")
    unit: Code | None = Field(None, description="assigned to this unit at once; with `handler`")
    handler: Line | None = Field(None, description="login of a named person of that unit")
    note: Written | None = None

    @model_validator(mode="after")
    def both(self) -> "Accept":
        if (self.unit is None) != (self.handler is None):
            raise ValueError("unit and handler go together")
        return self


class Correct(Wire):
    """What staff set or correct of a case; what is None stays as it is. The resident's own words never change."""

    topic: Code | None = None
    area: Code | None = None
    elsewhere: bool | None = None
    place: Line | None = None
    kind: Kind | None = None
    case_class: CaseClass | None = Field(None, description="of a case that has none; a change of one is proposed")
    petitioner_count: int | None = Field(None, ge=1, le=100_000)
    name: Line | None = None
    phone: Phone | None = None
    address: Line | None = None
    title: Line | None = Field(None, description="what it is about, in a line, for staff")
    summary: Written | None = Field(None, description="what it is about, for staff; beside the original")
    note: Written | None = None


class Assign(Wire):
    unit: Code
    handler: Line = Field(description="login of a named person of that unit")
    note: Written | None = None


class Note(Wire):
    text: Written


class FilesAdded(Wire):
    """Files for the case, which its resident does not get; of each POST /v1/files gave the name."""

    files: Annotated[AddedFiles, Field(min_length=1)]
    note: Written | None = None


class WriteUp(Wire):
    """What is said in a recording or seen in a picture; it stands beside the original."""

    text: Written


class CodeWanted(Wire):
    """A lost query code: which document was checked, and why a new one is given."""

    checked: Line
    reason: Line


class Ask(Withheld):
    text: Written


class Look(Wire):
    """A supervisor's word on a reply that was very short or the same as others. `passed`: it is an answer."""

    passed: bool
    note: Written | None = None

    @model_validator(mode="after")
    def says_why(self) -> "Look":
        if not self.passed and self.note is None:
            raise wrong_field("say what is missing", "note")
        return self


class ReviewDecision(Wire):
    """The written decision of the unit above."""

    result: Literal["upheld", "changed", "revoked"]
    text: Written


class Hearing(Wire):
    """听证, from its first to its last day."""

    first: date
    last: date
    note: Written | None = None

    @model_validator(mode="after")
    def in_order(self) -> "Hearing":
        if self.last < self.first or (self.last - self.first).days > 365:
            raise wrong_field("last is not before first, and within a year", "last", given=self.last)
        return self
