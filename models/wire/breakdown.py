"""Reports by what cases are counted by, and the board of supervisors: figures with the lists that they lead to."""

from datetime import date

from pydantic import AwareDatetime, Field

from models.law.breakdown import Axis, Figure
from models.law.duties import Duty
from models.law.states import State
from models.wire.base import Items, Named, Wire
from models.wire.reports import Rate


class Ratio(Rate):
    """`cases`, `of_cases`: the query of `/v1/cases` that gives exactly the `n`, and the `of`; null for whoever reads
    the figure and not the cases."""

    cases: str | None
    of_cases: str | None


class BreakdownRow(Wire):
    """One unit, area (township), topic (first level), channel or month. `code` null: no topic, or the sum of all."""

    code: str | None
    name: str
    registered: int
    cases: str | None
    figures: dict[Figure, Ratio]


class Breakdown(Wire):
    """Of the cases registered in the period, as they stand at this moment: what is met counts as well as what has
    ended. Accusations are in none of it."""

    by: Axis
    first: date
    until: date
    rows: list[BreakdownRow]
    total: BreakdownRow


class BoardRow(Wire):
    """`late_cases`, `soon_cases`: the query of `/v1/cases` that gives exactly these."""

    code: str | None
    name: str
    late: int
    soon: int
    late_cases: str
    soon_cases: str


class Board(Wire):
    """Open cases past their date, and due within three days, in the caller's units. No accusations."""

    at: AwareDatetime
    total: BoardRow
    units: list[BoardRow]
    areas: list[BoardRow]


class BoardLine(Wire):
    """A case that is late: who answers for it, what is owed, since when."""

    case_no: str
    version: int
    state: State
    excerpt: str
    unit: Named
    area: Named
    owner: Named | None
    duty: Duty | None = Field(description="what is owed first")
    due_at: AwareDatetime
    reminded_at: AwareDatetime | None = Field(description="when the owner was last reminded, if that was today")
    question: int | None = Field(description="the supervision item that asks the owner, until it is answered")
    acts: list[str] = Field(description="of `remind`, `ask`, `reassign` those that the caller may now")


class BoardPage(Items[BoardLine]):
    pass
