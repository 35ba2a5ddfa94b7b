"""What waits for the caller, each thing once: kinds, counts, and the rows of each."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from models.law.triggers import Trigger
from models.law.waiting import Wait
from models.wire.base import Named, Wire


class WaitingView(Wire):
    """One thing that waits on a case."""

    id: int
    kind: Wait
    ref: str = Field(description="of what is answered by itself: its id; of a call: the unit's; else empty")
    case_no: str
    excerpt: str = Field(description="the first words of the matter, or of the suggestion")
    unit: Named
    at: AwareDatetime = Field(description="when it came last")
    times: int = Field(description="how often it came since it waits")
    due_at: AwareDatetime | None = Field(description="by when the case's next step is owed")
    new: bool = Field(description="not seen before")
    trigger: Trigger | None = Field(None, description="of what a superior has found, or asks")
    note: str | None = Field(None, description="what they found, or ask, word for word")
    mine: bool = Field(description="false: it waits for the unit, until somebody of it has it")


class WaitingPage(Wire):
    items: list[WaitingView]
    next: str | None = Field(description="`cursor` of the next page")


class WaitingSeen(Wire):
    """The things up to this one were seen."""

    until: Annotated[int, Field(ge=1, le=2**53)]


class TodayCounts(Wire):
    """How much waits for the caller, of each sort; none is counted further than 99."""

    waiting: int = Field(description="things on cases, for the caller or for a unit of theirs")
    new: int = Field(description="of these: not seen")
    to_decide: int = Field(description="proposals of others that the caller may decide")
    to_acknowledge: int = Field(description="steps of supervision")
    late: int = Field(description="cases the caller answers for, past their date")
    soon: int = Field(description="cases the caller answers for, due within three days")
    messages: int = Field(description="messages not read")
    tasks: int = Field(description="open tasks of the desk")
    newest: int = Field(description="grows with whatever comes: has it changed, there is something new")

    @property
    def all(self) -> int:
        """What the navigation says."""
        return self.waiting + self.to_decide + self.to_acknowledge + self.late
