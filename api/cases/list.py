"""The list of cases: its filters, for the API and for staff's pages, and the page that they ask for."""

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field
from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import counted_queries, list_queries, search_queries, views
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from models.clock import end_of
from models.law.breakdown import Counted
from models.law.channels import Channel
from models.law.matters import CaseClass, Kind, Route
from models.law.replies import Rating
from models.law.states import Ending, State
from models.tables import Case
from models.wire import CasePage, Code, Line, Sought

FAR = date(9000, 1, 1)
"""Later dates have no next day, or none in UTC."""
EARLY = date(1000, 1, 1)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such moment in UTC") from None


Since = Annotated[AwareDatetime, AfterValidator(_in_utc)]


T = TypeVar("T")
Several = Annotated[list[T], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]
"""One value or more, of which each will do."""


class Filters(BaseModel):
    state: Annotated[Several[State], Field(max_length=30)] = []
    kind: Annotated[Several[Kind], Field(max_length=30)] = []
    topic: Annotated[Several[Code], Field(max_length=30)] = []
    area: Annotated[Several[Code], Field(max_length=30)] = []
    unit: Annotated[Several[Code], Field(max_length=30)] = []
    handler: Annotated[Several[Line], Field(max_length=30)] = []
    owner: Annotated[Several[Line], Field(max_length=30)] = []
    channel: Annotated[Several[Channel], Field(max_length=30)] = []
    case_class: Annotated[Several[CaseClass], Field(max_length=30)] = []
    route: Annotated[Several[Route], Field(max_length=30)] = []
    rating: Annotated[Several[Rating], Field(max_length=30)] = []
    ending: Annotated[Several[Ending], Field(max_length=30)] = []
    registered_from: Annotated[date | None, Field(description="local date")] = None
    registered_until: Annotated[date | None, Field(description="local date, it counts too")] = None
    ended_from: date | None = None
    ended_until: date | None = None
    due_before: date | None = None
    overdue: bool | None = None
    updated_since: Since | None = None
    urged: bool | None = None
    many_today: bool | None = None
    to_write_up: bool | None = None
    q: Annotated[Sought | None, Field(description="words said or written of the case")] = None
    soon: Annotated[bool | None, Field(description="open, and due within three days")] = None
    watched: Annotated[bool | None, Field(description="in a unit that the caller supervises, no accusation")] = None
    area_only: Annotated[Several[Code], Field(max_length=30, description="without the areas below")] = []
    no_topic: bool | None = None
    counted: Annotated[Counted | None, Field(description="what a figure of the reports counts")] = None
    sort: Annotated[str, Field(max_length=20, description=", ".join(list_queries.SORTS))] = "-registered_at"
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


async def page(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> CasePage:
    """The cases the caller may see. Unprocessable for a cursor that we did not give or an unknown sort."""
    rows, after = await cases(session, ctx, who, wanted)
    return CasePage(items=await views.rows(session, ctx, rows), next=after)


async def cases(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> tuple[Sequence[Case], str | None]:
    """The rows of the page, and the cursor of the next."""
    if wanted.sort not in list_queries.SORTS:
        raise Unprocessable(f"one of {', '.join(list_queries.SORTS)}", field="sort")
    conditions = [*_conditions(ctx, who, wanted), *await _said(session, ctx, wanted)]
    after = _cursor(wanted.cursor, wanted.sort) if wanted.cursor else None
    rows = list(await list_queries.page(session, who, conditions, wanted.sort, after, wanted.limit))
    more, rows = len(rows) > wanted.limit, rows[: wanted.limit]
    return rows, _give_cursor(rows[-1], wanted.sort) if more and rows else None


def _conditions(ctx: Context, who: Caller, f: Filters) -> list[Any]:
    out: list[Any] = [*_valued(f), *_within(Case.registered_at, f.registered_from, f.registered_until)]
    out += _within(Case.ended_at, f.ended_from, f.ended_until)
    if f.due_before is not None:
        out.append(Case.due_at < end_of(min(f.due_before, FAR)))
    if f.overdue is not None:
        late = list_queries.is_overdue(ctx.clock.now())
        out.append(late if f.overdue else ~late)
    for wanted, condition in (
        (f.urged, list_queries.is_urged()),
        (f.many_today, Case.many_today.is_(True)),
        (f.to_write_up, list_queries.to_write_up()),
        (f.soon, list_queries.is_soon(ctx.clock.now())),
        (f.watched, list_queries.watched(who)),
        (f.no_topic, Case.topic_id.is_(None)),
    ):
        if wanted is not None:
            out.append(condition if wanted else ~condition)
    if f.counted is not None:
        out.append(counted_queries.counted(f.counted, ctx.clock.now()))
    if f.updated_since is not None:
        out.append(Case.updated_at >= f.updated_since)
    return out


async def _said(session: AsyncSession, ctx: Context, f: Filters) -> list[Any]:
    return [await search_queries.quickest(session, f.q, ctx.db.sqlite)] if f.q and f.q.strip() else []


def _valued(f: Filters) -> Iterator[Any]:
    for column, values in (
        (Case.state, f.state), (Case.kind, f.kind), (Case.channel, f.channel), (Case.case_class, f.case_class),
        (Case.route, f.route), (Case.rating, f.rating), (Case.ending, f.ending),
    ):  # fmt: skip
        if values:
            yield column.in_([str(value) for value in values])
    for build, codes in (
        (list_queries.within_topic, f.topic),
        (list_queries.below, f.area),
        (list_queries.at_area, f.area_only),
        (list_queries.of_unit, f.unit),
        (list_queries.of_handler, f.handler),
        (list_queries.of_owner, f.owner),
    ):
        if codes:
            yield or_(*(build(code) for code in codes))


def _within(moment: Any, first: date | None, last: date | None) -> Iterator[Any]:
    if first is not None:
        yield moment >= end_of(min(max(first, EARLY), FAR) - timedelta(days=1))
    if last is not None:
        yield moment < end_of(min(max(last, EARLY), FAR))


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
