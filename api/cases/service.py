"""What staff read of a case, and the register of those who came, rang or wrote."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import journal_queries, list_queries, queries, search_queries, views
from api.cases.register import Intake, file
from api.context import Context
from api.errors import NotFound, Unprocessable
from api.security import Caller, need
from models.clock import end_of, local_date
from models.law.channels import Channel
from models.law.matters import Kind
from models.law.states import State
from models.rights import Right
from models.tables import Case
from models.wire import CasePage, CaseRegister, CaseView, EventView, Part, Revealed

FAR = date(9000, 1, 1)
"""Later dates have no next day, or none in UTC."""


@dataclass
class Filters:
    state: State | None = None
    kind: Kind | None = None
    topic: str | None = None
    area: str | None = None
    unit: str | None = None
    handler: str | None = None
    channel: Channel | None = None
    due_before: date | None = None
    overdue: bool | None = None
    updated_since: datetime | None = None
    urged: bool | None = None
    many_today: bool | None = None
    to_write_up: bool | None = None
    q: str | None = None
    sort: str = "-registered_at"
    cursor: str | None = None
    limit: int = 50


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


async def see(session: AsyncSession, who: Caller, case_no: str) -> Case:
    case = await queries.full_case(session, who, case_no)
    if case is None:
        raise NotFound
    return case


async def view(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> CaseView:
    return await views.full(session, ctx, await see(session, who, case_no))


async def timeline(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[EventView]:
    case = await see(session, who, case_no)
    return [views.event(ctx, e) for e in await journal_queries.timeline_of(session, case.id)]


async def reveal(session: AsyncSession, ctx: Context, who: Caller, case_no: str, reason: str) -> Revealed:
    """The name and phone in full, with a reason that is kept: who looked, when, why."""
    case = await see(session, who, case_no)
    need(who, Right.REVEAL, case)
    person = case.person

    def opened(sealed: bytes | None, purpose: str) -> str | None:
        return ctx.keys.text(sealed, purpose) if sealed else None

    await audit(session, who, "reveal", case.case_no, ctx.clock.now(), reason)
    if person is None:
        return Revealed(name=None, phone=None, address=None)
    return Revealed(
        name=opened(person.name_sealed, "name"),
        phone=opened(person.phone_sealed, "phone"),
        address=opened(person.address_sealed, "postal"),
    )


async def register(
    ctx: Context, who: Caller, key: str, given: CaseRegister, route: str, body: CaseRegister | str
) -> Response:
    """A person who came, rang or wrote. Their words are kept as taken down, the scan beside them."""
    if given.petition_date > local_date(ctx.clock.now()):
        raise Unprocessable("the petition cannot lie in the future", field="petition_date")
    return await file(ctx, who, key, route, body, lambda kept: _intake(who, kept, given))


def _intake(who: Caller, key: str, given: CaseRegister) -> Intake:
    return Intake(
        key=key,
        consent="taken-down",
        parts=[Part(text=given.text), *(Part(file=f) for f in given.files)],
        registered_by=who.staff_id,
        actor=who.name,
        **given.model_dump(exclude={"text", "files"}),
    )
