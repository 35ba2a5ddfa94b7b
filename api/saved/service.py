"""Filters of the case list, saved by a member of staff under a name of their own.

A filter is kept as the query of the list's address, sealed: what somebody looks for may be a name.
"""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.list import Filters
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable
from api.saved import queries
from api.security import Caller
from models.tables import SavedFilter
from models.wire import FilterView, FilterWanted

SEALED = "filter"
MOST = 20
"""Of one person: as many as can stand above a list."""
PASSING = frozenset({"cursor", "limit"})
"""Where one is in the list; no part of the filter."""


async def of(session: AsyncSession, ctx: Context, who: Caller) -> list[FilterView]:
    """The caller's own, the oldest first."""
    return [_view(ctx, row) for row in await queries.of(session, who.staff_id or 0)]


async def save(session: AsyncSession, ctx: Context, who: Caller, given: FilterWanted) -> FilterView:
    """One of the same name is replaced. Unprocessable for what the list does not know, Conflict `filters_full`."""
    assert who.staff_id is not None, "only staff have filters"
    query = _understood(given.query)
    held = {row.name for row in await queries.of(session, who.staff_id)}
    if len(held) >= MOST and given.name not in held:
        raise Conflict(f"up to {MOST}", code="filters_full")
    sealed = ctx.keys.seal(query, SEALED)
    row = SavedFilter(staff_id=who.staff_id, name=given.name, query_sealed=sealed, saved_at=ctx.clock.now())
    return FilterView(id=await queries.put(session, row), name=given.name, query=query)


async def forget(session: AsyncSession, who: Caller, id: int) -> None:
    """NotFound unless it is the caller's own."""
    if not await queries.drop(session, who.staff_id or 0, id):
        raise NotFound


def read(query: str) -> dict[str, str]:
    """The parameters of a query; of several values of one the last, as the list's page takes them."""
    try:
        return dict(parse_qsl(query, max_num_fields=100))
    except ValueError:
        return {}


def canonical(pairs: Iterable[tuple[str, str]]) -> str:
    """The same filter is the same query, whatever the order and wherever in the list somebody is."""
    return urlencode(sorted((name, value) for name, value in pairs if name not in PASSING and value))


def _understood(query: str) -> str:
    try:
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=100)
    except ValueError:
        raise Unprocessable("not a query", field="query") from None
    several: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in Filters.model_fields:
            raise Unprocessable("the list knows no such parameter", field="query")
        several.setdefault(name, []).append(value)
    try:
        wanted = Filters.model_validate({name: v if len(v) > 1 else v[0] for name, v in several.items()})
        return canonical(pairs) if wanted.order else ""
    except ValidationError as why:
        raise Unprocessable(str(why.errors()[0]["msg"]), field="query") from None
    except Unprocessable as why:
        raise Unprocessable(why.detail, field="query") from None


def _view(ctx: Context, row: SavedFilter) -> FilterView:
    return FilterView(id=row.id, name=row.name, query=ctx.keys.text(row.query_sealed, SEALED))
