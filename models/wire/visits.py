"""Visit days."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from models.law.matters import Kind
from models.law.visits import AppointmentState
from models.wire.base import CaseNo, Code, Line, ResidentRef, Wire
from models.wire.behalf import TakenDown
from models.wire.ledger import LeasedNotice


class VisitDayView(Wire):
    id: str
    date: date
    title: str
    level: str
    mode: str
    venue: str
    venue_en: str = Field("", description="in English, where there is such a form; likewise below")
    area: str
    official: str
    post: str
    post_en: str = ""
    portfolio: str
    portfolio_en: str = ""
    companions: list[str]
    free: int = Field(description="places left over all slots")


class SlotView(Wire):
    id: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    free: int


class HoldWanted(Wire):
    slot: Code


class Held(Wire):
    slot: str
    until: AwareDatetime


class Place(Wire):
    """A place on a visit day."""

    slot: Code
    hold: Line | None = Field(None, description="the session whose hold becomes this place")


class Visit(Place):
    """A place for a matter, and how many come."""

    case_no: CaseNo
    people: Annotated[int, Field(ge=1, le=5)]


class AppointmentCreate(Visit):
    resident: ResidentRef


class MoveWanted(Place):
    """Another place of the same official's, for the same booking."""

    resident: ResidentRef


class VisitOnBehalf(Visit):
    """Booked in the resident's name."""

    taken: TakenDown


class MoveOnBehalf(Place):
    """Moved in the resident's name, to another place of the same official's."""

    taken: TakenDown


class CancelOnBehalf(Wire):
    """Cancelled in the resident's name."""

    taken: TakenDown


class AppointmentView(Wire):
    booking_no: str
    state: AppointmentState
    case_no: str
    people: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    venue: str
    venue_en: str = ""
    official: str
    post: str
    post_en: str = ""
    moved_from: AwareDatetime | None = Field(None, description="when it was to be before it was moved last")
    notice: LeasedNotice | None = None


class VisitEntry(Wire):
    """A booking as staff see it; all but the time is null where the case is not theirs to see: the place is taken."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    booking_no: str | None = None
    people: int | None = None
    case_no: str | None = None
    kind: Kind | None = None
    excerpt: str | None = None
    moved_from: AwareDatetime | None = Field(None, description="when it was to be before the resident moved it")


class CancelWanted(Wire):
    resident: ResidentRef | None = None
    reason: Line | None = None
