"""The period and the unit that a report, or its file, is asked for in the address of a page."""

from datetime import date

from api.console.session import Signed
from api.errors import Unprocessable
from api.listing import Period


def period(at: Signed) -> Period:
    """An empty field says nothing. Unprocessable names the day that is none."""
    given = at.request.query_params
    first, until = day_of(given.get("from"), "from"), day_of(given.get("until"), "until")
    return Period(first=first, until=until, unit=given.get("unit") or None)


def day_of(value: str | None, field: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Unprocessable(field=field) from None
