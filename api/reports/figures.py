"""The rows of the reports by unit, area, topic, channel and month: from sums that are kept up, or counted anew."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import counted_queries
from api.catalogue import queries as catalogue
from api.reports import dimension_queries as dimensions
from api.reports import figure_queries as queries
from api.reports import tallies
from api.reports.dimension_queries import DIMENSIONS, Dimension, Row, by_month
from api.reports.figure_queries import ALL, CODED, ORDER, REGISTERED, WHOLE, Added, Cell, Stale, Window
from api.reports.queries import Span
from models.law.breakdown import Axis
from models.tables import Case, Grain

MOST = 1_000
"""Cases out of date that are counted while somebody waits; with more, all are."""


def dimension(by: Axis, span: Span) -> Dimension:
    return by_month(span.first, span.until) if by is Axis.MONTH else DIMENSIONS[by]


async def rows(session: AsyncSession, span: Span, by: Axis, now: datetime) -> list[Row]:
    """The same as `recount`, without a look at every case."""
    windows, gaps = _parts(span, by, now)
    found = await queries.sums(session, by, windows, span.units, Stale(now, MOST))
    if found is None:
        return await recount(session, span, by, now)
    for case_id, fresh in (await queries.of_cases(session, found.marked, now)).items() if found.marked else ():
        for added, n in ((found.marked[case_id], -1), (fresh.added, 1)):
            if added is not None and _counts(added, windows, span.units):
                found.sums.update({(_row_of(added, by), name): n for name in added.names})
    here = _rows(found.sums, {str(u.id): u.code for u in await catalogue.units(session)} if by is Axis.UNIT else {})
    return _joined([*here, *await _live(session, span, by, now, gaps)] if gaps else here)


async def recount(session: AsyncSession, span: Span, by: Axis, now: datetime) -> list[Row]:
    """From the rows of every case of the period."""
    return await _live(session, span, by, now, [(span.start, span.end)])


async def _live(
    session: AsyncSession, span: Span, by: Axis, now: datetime, of: Iterable[tuple[datetime, datetime]]
) -> list[Row]:
    holds = counted_queries.conditions(now)
    within = or_(*(and_(Case.registered_at >= start, Case.registered_at < end) for start, end in of))
    return await dimensions.tally(session, dimension(by, span), (span.here, within), [holds[one] for one in ORDER])


def _parts(span: Span, by: Axis, now: datetime) -> tuple[list[Window], list[tuple[datetime, datetime]]]:
    """Whole months, and the days around them; those of a unit by area, topic or channel are not kept, but counted. The
    month that runs is whole: nothing of it lies behind now."""
    end = span.end if span.end <= now else max(span.end, _next_month(now))
    first, last = _next_month(span.start - timedelta(microseconds=1)), tallies.month_of(end)
    if first >= last:
        days, months = [(span.start, end)], []
    else:
        days, months = [(span.start, first), (last, end)], [Window(Grain.MONTH, first, last)]
    days = [(start, until) for start, until in days if start < until]
    if span.units is not None and by in CODED:
        return months, days
    return [*months, *(Window(Grain.DAY, start, until) for start, until in days)], []


def _next_month(moment: datetime) -> datetime:
    """Where the month after its own begins."""
    return tallies.month_of(tallies.month_of(moment) + timedelta(days=32))


def _counts(added: Added, windows: Iterable[Window], units: Collection[int] | None) -> bool:
    here = units is None or added.unit in units
    return here and any(window.start <= added.at < window.end for window in windows)


def _row_of(added: Added, by: Axis) -> str:
    if by is Axis.UNIT:
        return str(added.unit)
    return queries.month(added.at) if by is Axis.MONTH else added.codes[CODED.index(by)] or ""


def _rows(sums: Counter[tuple[str, str]], codes: dict[str, str]) -> list[Row]:
    by_row: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (row, name), n in sums.items():
        by_row[row][name] = n
    return [
        (codes.get(row, row) or None, [held[REGISTERED], *(held.get(str(one), 0) for one in ORDER)])
        for row, held in by_row.items()
        if held.get(REGISTERED)
    ]


def _joined(found: Iterable[Row]) -> list[Row]:
    """Rows of the same code are one; by code, None last."""
    by_code: dict[str | None, list[int]] = {}
    for code, counts in found:
        before = by_code.get(code)
        by_code[code] = counts if before is None else [a + b for a, b in zip(before, counts, strict=True)]
    return sorted(by_code.items(), key=lambda row: (row[0] is None, row[0] or ""))


# --- keeping up


async def keep_up(session: AsyncSession, is_sqlite: bool, ids: Collection[int], now: datetime) -> None:
    """Counts these cases anew, of which there are rows already, and adds the difference."""
    found = await queries.of_cases(session, ids, now)
    more: Counter[Cell] = Counter()
    for added in await queries.before(session, ids):
        more.subtract(cells(added))
    for of in found.values():
        more.update(cells(of.added) if of.added is not None else [])
    await queries.write(session, is_sqlite, more)
    await queries.set_figures(session, found)


def cells(added: Added) -> list[Cell]:
    """Where it is counted. Days of a unit's areas, topics and channels would be as many as the cases themselves."""
    month, day = (Grain.MONTH, tallies.month_of(added.at)), (Grain.DAY, tallies.day_of(added.at))
    coded = [(str(axis), code or "") for axis, code in zip(CODED, added.codes, strict=True)]
    here, everywhere = added.unit, ALL
    places = [(*month, *row, unit) for row in ((WHOLE, ""), *coded) for unit in (here, everywhere)]
    places += [(*day, WHOLE, "", here), *((*day, *row, everywhere) for row in ((WHOLE, ""), *coded))]
    return [Cell(*place, name) for place in places for name in added.names]
