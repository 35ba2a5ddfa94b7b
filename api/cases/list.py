"""The list of cases: its filters, for the API and for staff's pages, and the page that they ask for."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import counted_queries, list_queries, place_queries, search_queries, views
from api.cases.queues import View
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller, need
from models.clock import end_of
from models.law.breakdown import Counted
from models.law.channels import Channel
from models.law.grounds import Guidance, ProposalKind, Refusal
from models.law.matters import CaseClass, Kind, Route
from models.law.replies import Rating
from models.law.states import Ending, State
from models.tables import Case
from models.wire import CasePage, CaseRow, Code, Line, Sought

FAR = date(9000, 1, 1)
"""Later dates have no next day, or none in UTC."""
EARLY = date(1000, 1, 1)
NEWEST = "-registered_at"


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
    view: Annotated[View | None, Field(description="a queue of the caller's, which has an order of its own")] = None
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
    decided: Annotated[
        Several[ProposalKind | Refusal], Field(max_length=30, description="approved: the kind, or a refusal's ground")
    ] = []
    guided: Annotated[Several[Guidance], Field(max_length=30)] = []
    during_from: Annotated[
        date | None, Field(description="when decided or guided; with neither: there at any time")
    ] = None
    during_until: date | None = None
    sort: Annotated[str | None, Field(max_length=20, description=", ".join(list_queries.SORTS))] = None
    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def order(self) -> str:
        """As asked, else as the queue has it, else the newest first. Unprocessable for one that is unknown."""
        wanted = self.sort or (self.view.row.sort if self.view else NEWEST)
        if wanted not in list_queries.SORTS:
            raise Unprocessable(f"one of {', '.join(list_queries.SORTS)}", field="sort")
        return wanted

    @property
    def after(self) -> list_queries.Place | None:
        """Unprocessable for a cursor that we did not give."""
        return _place(self.cursor, self.order) if self.cursor else None


@dataclass(frozen=True)
class Page:
    """The cases of a page as they are shown, each with its place in the list: a cursor behind it."""

    items: Sequence[CaseRow]
    places: Sequence[str]
    next: str | None


async def page(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> CasePage:
    """The cases the caller may see. Unprocessable for a cursor that we did not give or an unknown sort, Forbidden for a
    queue that is not the caller's."""
    found = await placed(session, ctx, who, wanted)
    return CasePage(items=list(found.items), next=found.next)


async def placed(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> Page:
    """The same, with the place of each case."""
    rows, after = await cases(session, ctx, who, wanted)
    places = [_place_of(case, wanted.order) for case in rows]
    return Page(await views.rows(session, ctx, rows), places, after)


async def cases(session: AsyncSession, ctx: Context, who: Caller, wanted: Filters) -> tuple[Sequence[Case], str | None]:
    """The rows of the page, and the cursor of the next."""
    conditions = await _all(session, ctx, who, wanted)
    rows = list(await list_queries.page(session, who, conditions, wanted.order, wanted.after, wanted.limit))
    more, rows = len(rows) > wanted.limit, rows[: wanted.limit]
    return rows, _place_of(rows[-1], wanted.order) if more and rows else None


async def following(
    session: AsyncSession, ctx: Context, who: Caller, wanted: Filters, but: str
) -> tuple[str, str] | None:
    """Number and place of the case that stands behind the place `wanted.cursor` now; never the one numbered `but`."""
    after = wanted.after
    if after is None:
        return None
    conditions = await _all(session, ctx, who, wanted)
    found = await list_queries.following(session, who, conditions, wanted.order, after, but)
    return (found[0], _cursor(wanted.order, found[1])) if found is not None else None


async def _all(session: AsyncSession, ctx: Context, who: Caller, f: Filters) -> list[Any]:
    return [*_conditions(ctx, who, f), *await _placed(session, f), *await _said(session, ctx, f)]


async def _placed(session: AsyncSession, f: Filters) -> list[Any]:
    out: list[Any] = []
    for column, find, codes in (
        (Case.topic_id, place_queries.topics, f.topic),
        (Case.area_id, place_queries.areas, f.area),
        (Case.area_id, place_queries.area, f.area_only),
        (Case.lead_unit_id, place_queries.units, f.unit),
        (Case.handler_id, place_queries.people, f.handler),
        (Case.owner_id, place_queries.people, f.owner),
    ):
        if codes:
            out.append(column.in_(sorted({id for code in codes for id in await find(session, code)})))
    return out


def _conditions(ctx: Context, who: Caller, f: Filters) -> list[Any]:
    out: list[Any] = [*_valued(f), *_within(Case.registered_at, f.registered_from, f.registered_until)]
    if f.view is not None:
        need(who, f.view.row.right)
        out.append(f.view.row.holds(who, ctx.clock.now()))
    out += _within(Case.ended_at, f.ended_from, f.ended_until)
    out += _within(Case.registered_at, None, f.ended_until)  # where those begin that can have ended by then
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
    out += _during(f)
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


def _during(f: Filters) -> Iterator[Any]:
    """What was decided of a case or where it was guided in a period, or that it was there; as the reports count it."""
    start = end_of(min(max(f.during_from or EARLY, EARLY), FAR) - timedelta(days=1))
    end = end_of(min(max(f.during_until or FAR, EARLY), FAR))
    if f.decided:
        yield counted_queries.decided([str(value) for value in f.decided], start, end)
    if f.guided:
        yield Case.guided.in_([str(value) for value in f.guided])
        yield counted_queries.guided(start, end)
    if (f.during_from or f.during_until) and not f.decided and not f.guided:
        yield counted_queries.lay(start, end)


def _within(moment: Any, first: date | None, last: date | None) -> Iterator[Any]:
    if first is not None:
        yield moment >= end_of(min(max(first, EARLY), FAR) - timedelta(days=1))
    if last is not None:
        yield moment < end_of(min(max(last, EARLY), FAR))


def _place_of(case: Case, sort: str) -> str:
    return _cursor(sort, (getattr(case, list_queries.SORTS[sort].key.key), case.id))


def _cursor(sort: str, place: list_queries.Place) -> str:
    at, id = place
    held = json.dumps([sort, at.isoformat() if at is not None else None, id])
    return base64.urlsafe_b64encode(held.encode()).decode().rstrip("=")


def _place(cursor: str, sort: str) -> list_queries.Place:
    try:
        given, at, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        number = int(id)
        if given == sort and 0 <= number < 2**53:
            if at is None and list_queries.SORTS[sort].undated_last:
                return None, number
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC), number
    except (ValueError, TypeError, OverflowError):
        pass
    raise Unprocessable("not a cursor of this list", field="cursor")
