"""What of a list, or of a report, is asked for: the parameters of the address."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from models.wire import Code


@dataclass(frozen=True, kw_only=True)
class Rows:
    """So many rows, from the one after `after` on; the list itself says what is next."""

    after: Annotated[int, Query(ge=0, le=2**53)] = 0
    limit: Annotated[int, Query(ge=1, le=200)] = 50


@dataclass(frozen=True, kw_only=True)
class Period:
    """What a report is about: the days, and one unit or all."""

    first: Annotated[date | None, Query(alias="from", description="local date; the first of January")] = None
    until: Annotated[date | None, Query(description="local date, it counts too; today")] = None
    unit: Code | None = None
