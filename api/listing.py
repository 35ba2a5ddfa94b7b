"""What of a list, or of a report, is asked for: the parameters of the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from fastapi import Query

from api.errors import Unprocessable
from models.wire import Code

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One page of a list: so many rows, from where the page before ended."""

    cursor: Annotated[str | None, Query(max_length=200, description="`next` of the page before")] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50

    @property
    def after(self) -> int:
        """The id after which the page begins. Unprocessable for a cursor that we did not give."""
        given = self.cursor or "0"
        if not (given.isdecimal() and given.isascii() and len(given) < 16):
            raise Unprocessable("not a cursor of this list", field="cursor")
        return int(given)

    def page(self, rows: Sequence[T], id: Callable[[T], int]) -> tuple[Sequence[T], str | None]:
        """Of rows of which one more was asked for than wanted: those of the page, and the cursor of the next."""
        kept = rows[: self.limit]
        return kept, str(id(kept[-1])) if len(rows) > self.limit else None


@dataclass(frozen=True, kw_only=True)
class Period:
    """What a report is about: the days, and one unit or all."""

    first: Annotated[date | None, Query(alias="from", description="local date; the first of January")] = None
    until: Annotated[date | None, Query(description="local date, it counts too; today")] = None
    unit: Code | None = None
