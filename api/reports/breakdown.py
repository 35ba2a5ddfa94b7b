"""Reports by unit, area, topic, channel and month: each figure with the list of exactly its cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Unprocessable
from api.listing import Period
from api.reports import dimension_queries as dimensions
from api.reports import figures, service
from api.reports.dimension_queries import Row
from api.reports.figure_queries import ORDER
from api.reports.queries import Span
from api.security import Caller
from models.law.breakdown import Axis, Counted, Figure
from models.rights import Right
from models.wire import Breakdown, BreakdownRow, Ratio

DAYS = 3660
"""Of the longest period that is counted month by month."""


@dataclass(frozen=True)
class _Links:
    """Makes the queries of the list of cases; None for whoever sees the figure and not the cases."""

    base: Mapping[str, str] | None

    def to(self, row: Mapping[str, str], counted: Counted | None = None) -> str | None:
        if self.base is None:
            return None
        return urlencode({**self.base, **row, **({"counted": str(counted)} if counted else {})})


async def report(session: AsyncSession, ctx: Context, who: Caller, by: Axis, asked: Period) -> Breakdown:
    """Unprocessable and Forbidden as for every report; and for more than ten years month by month."""
    span = await service.span(session, ctx, who, asked)
    if by is Axis.MONTH and (span.until - span.first).days > DAYS:
        raise Unprocessable("ten years at most", field="from")
    dimension = figures.dimension(by, span)
    rows = await figures.rows(session, span, by, ctx.clock.now())
    names = await dimensions.names(session, dimension, rows)
    links = _Links(_base(who, span, asked))
    whole = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)] or [0] * (len(ORDER) + 1)
    return Breakdown(
        by=by,
        first=span.first,
        until=span.until,
        rows=[_row((c, n), names.get(c or "", c or ""), links, dimension.asks(c)) for c, n in rows],
        total=_row((None, whole), "", links, {}),
    )


def _base(who: Caller, span: Span, asked: Period) -> dict[str, str] | None:
    """What every list of the report asks for; None where the caller does not see all of its cases."""
    if not who.may(Right.READ_BOARD):
        return None
    seen = who.reach(Right.READ_BOARD).inside
    if seen is not None and (span.units is None or not span.units <= seen):
        return None
    base = {"watched": "true", "registered_from": span.first.isoformat(), "registered_until": span.until.isoformat()}
    return base | ({"unit": asked.unit} if asked.unit is not None else {})


def _row(row: Row, name: str, links: _Links, asks: Mapping[str, str]) -> BreakdownRow:
    code, (registered, *counts) = row
    held = dict(zip(ORDER, counts, strict=True))
    return BreakdownRow(
        code=code,
        name=name,
        registered=registered,
        cases=links.to(asks),
        figures={figure: _part(figure, registered, held, (links, asks)) for figure in Figure},
    )


def _part(figure: Figure, registered: int, held: Mapping[Counted, int], to: tuple[_Links, Mapping[str, str]]) -> Ratio:
    links, asks = to
    n, of = figure.row.n, figure.row.of
    rate = service.rate(held[n], held[of] if of else registered)
    return Ratio(**rate.model_dump(), cases=links.to(asks, n), of_cases=links.to(asks, of))
