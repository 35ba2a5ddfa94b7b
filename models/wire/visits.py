"""Visit days."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from models.law.matters import Kind
from models.law.visits import AppointmentState
from models.wire.base import CaseNo, Code, Line, ResidentRef, Text, Wire
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


class VisitDayWords(Wire):
    """What is said of a day."""

    title: Annotated[Line, Field(max_length=200)]
    official: Code
    venue: Annotated[Line, Field(max_length=200)]
    venue_en: Annotated[Text, Field(max_length=200)] = ""
    companions: Annotated[list[Line], Field(max_length=20)] = []
    published: bool = True


_Date = date
_Minutes = Annotated[int, Field(ge=5, le=480)]
_Capacity = Annotated[int, Field(ge=1, le=100)]


class VisitDayChange(VisitDayWords):
    """Date and hours: null, as they were. With others the day is cut into slots anew, and whoever is booked keeps a
    place: at their time where it is still there, otherwise as near to it as there is room."""

    date: _Date | None = None
    start: time | None = Field(None, description="local time")
    end: time | None = Field(None, description="local time")
    minutes: _Minutes | None = None
    capacity: _Capacity | None = None


class VisitDayWanted(VisitDayWords):
    """A day with its slots: from `start` until `end`, so many minutes each, for so many (`capacity`) at once."""

    date: date
    area: Code
    mode: Literal["fixed_site", "invited_visit", "case_visit", "on_site_office"] = "fixed_site"
    start: time = Field(description="local time")
    end: time = Field(description="local time")
    minutes: _Minutes = 30
    capacity: _Capacity = 1


class VisitDayKept(VisitDayWords):
    """As those who keep the days see it. `booked`: bookings that stand."""

    id: str
    date: date
    start: time = Field(description="local time; likewise `end`")
    end: time
    minutes: int
    capacity: int
    official_name: str
    area: str
    booked: int


class VisitDayCancelled(Wire):
    told: int = Field(description="bookings that were cancelled, each with a notice")


class CancelReason(Wire):
    reason: Annotated[Line, Field(max_length=200)]


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
    moved_from: AwareDatetime | None = Field(None, description="when it was to be before it was moved last")


class VisitDayOwn(VisitDayView):
    """A day on which the caller receives."""

    visitors: list[VisitEntry] = Field(description="who comes, in order of time")


class CancelWanted(Wire):
    resident: ResidentRef | None = None
    reason: Line | None = None
