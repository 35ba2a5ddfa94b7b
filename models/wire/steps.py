"""What staff send to act on a case: the body of each step."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from models.law.matters import CaseClass, Route, Tier
from models.wire.base import Code, Line, Wire, Written, wrong_field


class Notify(Wire):
    """What was received, by which route and procedure it goes on (art. 23)."""

    text: Written


class Forward(Wire):
    """To another unit of this system."""

    unit: Code
    note: Written | None = None


class Take(Wire):
    note: Written | None = None


class Accept(Wire):
    case_class: CaseClass | None = None
    route: Route | None = Field(None, description="法定途径; art. 31")
    tier: Tier | None = None
    note: Written | None = None


class Assign(Wire):
    unit: Code
    handler: Line = Field(description="login of a named person of that unit")
    note: Written | None = None


class Note(Wire):
    text: Written


class WriteUp(Wire):
    """What is said in a recording or seen in a picture; it stands beside the original."""

    text: Written


class CodeWanted(Wire):
    """A lost query code: which document was checked, and why a new one is given."""

    checked: Line
    reason: Line


class Ask(Wire):
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
