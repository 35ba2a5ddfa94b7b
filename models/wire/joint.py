"""What several units do on one matter."""

from datetime import date

from pydantic import AwareDatetime, Field

from models.law.replies import Adoption
from models.wire.base import Code, Items, Named, Wire, Written
from models.wire.reports import Rate


class CoUnitWanted(Wire):
    """`whistle`: 吹哨, the unit has to be there in time; else it helps (协办)."""

    unit: Code
    whistle: bool = False
    note: Written | None = Field(None, description="for staff: what is asked of the unit")


class Mustered(Wire):
    text: Written = Field(description="for staff: who came, what was done")


class CoUnitView(Wire):
    id: int
    unit: Named
    whistle: bool
    called_at: AwareDatetime
    due_at: AwareDatetime | None = Field(description="of a whistle")
    mustered_at: AwareDatetime | None
    mustered_by: str | None


class LeadOfficialWanted(Wire):
    official: Code
    note: Written | None = None


class ImprovementWanted(Wire):
    unit: Code
    text: Written = Field(description="what is to be mended, and why")


class ImprovementAnswer(Wire):
    adoption: Adoption
    text: Written


class ImprovementView(Wire):
    id: int
    case_no: str
    unit: Named
    text: str
    made_by: str
    made_at: AwareDatetime
    due_by: date | None
    adoption: Adoption | None
    answer: str | None
    answered_by: str | None
    answered_at: AwareDatetime | None


class ImprovementPage(Items[ImprovementView]):
    pass


class UnitJoint(Wire):
    """`in_time`: of the whistles that it came to, or whose time is over."""

    unit: Named
    whistled: int
    called: int
    in_time: Rate
    answered: Rate = Field(description="suggestions for improvement that it answered")
    adopted: Rate = Field(description="wholly or partly")


class JointReport(Wire):
    first: date
    until: date
    units: list[UnitJoint]
