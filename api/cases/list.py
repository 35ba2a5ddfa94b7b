"""The list of cases: its filters, for the API and for staff's pages, and the page that they ask for."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import list_queries, search_queries, views
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from models.clock import end_of
from models.law.channels import Channel
from models.law.matters import Kind
from models.law.states import State
from models.tables import Case
from models.wire import CasePage, Code, Line, Sought

FAR = date(9000, 1, 1)
"""Later dates have no next day, or none in UTC."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such moment in UTC") from None


Since = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Filters(BaseModel):
    state: State | None = None
    kind: Kind | None = None
    topic: Code | None = None
    area: Code | None = None
    unit: Code | None = None
    handler: Line | None = None
    channel: Channel | None = None
    due_before: date | None = None
    overdue: bool | None = None
    updated_since: Since | None = None
    urged: bool | None = None
    many_today: bool | None = None
    to_write_up: bool | None = None
    q: Annotated[Sought | None, Field(description="words said or written of the case")] = None
    sort: Annotated[str, Field(max_length=20, description=", ".join(list_queries.SORTS))] = "-registered_at"
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


async def page(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> CasePage:
    """The cases the caller may see. Unprocessable for a cursor that we did not give or an unknown sort."""
    if wanted.sort not in list_queries.SORTS:
        raise Unprocessable(f"one of {', '.join(list_queries.SORTS)}", field="sort")
    conditions = _conditions(ctx, wanted)
    after = _cursor(wanted.cursor, wanted.sort) if wanted.cursor else None
    rows = list(await list_queries.page(session, who, conditions, wanted.sort, after, wanted.limit))
    more, rows = len(rows) > wanted.limit, rows[: wanted.limit]
    items = await views.rows(session, ctx, rows)
    next_cursor = _give_cursor(rows[-1], wanted.sort) if more and rows else None
    return CasePage(items=items, next=next_cursor)


def _conditions(ctx: Context, f: Filters) -> list[Any]:
    out: list[Any] = []
    for column, value in ((Case.state, f.state), (Case.kind, f.kind), (Case.channel, f.channel)):
        if value is not None:
            out.append(column == value)
    for build, code in (
        (list_queries.within_topic, f.topic),
        (list_queries.below, f.area),
        (list_queries.of_unit, f.unit),
        (list_queries.of_handler, f.handler),
    ):
        if code:
            out.append(build(code))
    if f.due_before is not None:
        out.append(Case.due_at < end_of(min(f.due_before, FAR)))
    if f.overdue is not None:
        late = list_queries.is_overdue(ctx.clock.now())
        out.append(late if f.overdue else ~late)
    for wanted, condition in (
        (f.urged, list_queries.is_urged()),
        (f.many_today, Case.many_today.is_(True)),
        (f.to_write_up, list_queries.to_write_up()),
    ):
        if wanted is not None:
            out.append(condition if wanted else ~condition)
    if f.updated_since is not None:
        out.append(Case.updated_at >= f.updated_since)
    if f.q and f.q.strip():
        out.append(search_queries.says(f.q, ctx.db.sqlite))
    return out


def _give_cursor(last: Case, sort: str) -> str:
    at: datetime = getattr(last, sort.lstrip("-"))
    return base64.urlsafe_b64encode(json.dumps([sort, at.isoformat(), last.id]).encode()).decode().rstrip("=")


def _cursor(cursor: str, sort: str) -> tuple[datetime, int]:
    try:
        given, at, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment, number = datetime.fromisoformat(at), int(id)
        if given == sort and moment.tzinfo is not None and 0 <= number < 2**53:
            return moment.astimezone(UTC), number
    except (ValueError, TypeError, OverflowError):
        pass
    raise Unprocessable("not a cursor of this list", field="cursor")
