"""Reports for supervisors, leaders and administrators. They hold no case and no person."""

from collections import Counter
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Forbidden, Unprocessable
from api.listing import Period
from api.reports import queries
from api.reports.counts import Counts, counts
from api.reports.queries import Span
from api.security import Caller
from models.clock import end_of, local_date
from models.law.grounds import Guidance, ProposalKind, Refusal
from models.law.states import Ending
from models.rights import Right
from models.wire import EndingsReport, Guarantee, Named, Rate, UnitEndings

FEW = 5
"""Of accusations a smaller count could tell who spoke."""
EARLIEST, LATEST = date(2000, 1, 1), date(8999, 12, 31)


async def span(session: AsyncSession, ctx: Context, who: Caller, asked: Period) -> Span:
    """From the first of January to today, unless it is said, of the units whose reports the caller reads. Unprocessable
    for days in the wrong order, and for a unit that does not exist; Forbidden for one of others."""
    today = local_date(ctx.clock.now())
    until = min(asked.until or today, LATEST)
    first = max(asked.first or until.replace(month=1, day=1), EARLIEST)
    if first > until:
        raise Unprocessable("`from` lies not after `until`", field="from")
    found = await catalogue.unit(session, asked.unit) if asked.unit is not None else None
    if asked.unit is not None and found is None:
        raise Unprocessable("no such unit", field="unit")
    reach = who.reach(Right.READ_REPORTS)
    if found is not None and not reach.has(found.id):
        raise Forbidden("this unit is not below yours", code="not_yours")
    start, end = end_of(first - timedelta(days=1)), end_of(until)
    return Span(first, until, start, end, frozenset((found.id,)) if found is not None else reach.inside)


def rate(n: int, of: int) -> Rate:
    return Rate(n=n, of=of, percent=round(100 * n / of, 1) if of else None)


def unless_few(n: int) -> int | None:
    return n if n >= FEW else None


async def endings(session: AsyncSession, wanted: Span, counted: Counts | None = None) -> EndingsReport:
    """A row for each unit that had a case in the period. `counted`: what was counted of it already."""
    by = counted or await counts(session, wanted, wanted.end)
    here = by.lay_here.keys() | by.ended.keys() | by.guided.keys() | by.decided.keys()
    none: Counter[str] = Counter()
    rows = [
        _row(
            Named(code=u.code, name=u.name),
            by.lay_here.get(u.id, 0),
            *(codes.get(u.id, none) for codes in (by.ended, by.guided, by.decided)),
        )
        for u in await catalogue.units(session)
        if u.id in here
    ]
    hidden = unless_few(by.accusations_ended) if wanted.units is None else None
    return EndingsReport(first=wanted.first, until=wanted.until, units=rows, accusations=hidden)


def _row(unit: Named, lay: int, ended: Counter[str], guided: Counter[str], decided: Counter[str]) -> UnitEndings:
    total = ended.total()
    return UnitEndings(
        unit=unit,
        lay_here=lay,
        ended=total,
        endings={e: rate(ended[e], total) for e in Ending},
        refusals={r: rate(decided[r], total) for r in Refusal},
        guided={g: rate(guided[g], lay) for g in Guidance},
        extended=rate(decided[ProposalKind.EXTEND], lay),
        reclassed=rate(decided[ProposalKind.RECLASS], lay),
        retiered=rate(decided[ProposalKind.RETIER], lay),
    )


async def guarantee(session: AsyncSession, ctx: Context, wanted: Span, counted: Counts | None = None) -> Guarantee:
    now = ctx.clock.now()
    by = counted or await counts(session, wanted, now)
    late, untold, silent = by.late
    said = by.opinions
    hidden = unless_few(by.accusations_open) if wanted.units is None else None
    return Guarantee(
        at=now,
        first=wanted.first,
        until=wanted.until,
        open_cases=by.open,
        open_without_owner=await queries.nobodys(session, wanted),
        open_without_due=by.undated,
        late=late,
        late_not_escalated=untold,
        silent=silent,
        closed=rate(*by.closed),
        noticed_on_time=rate(*by.noticed),
        answered_on_time=rate(*by.answered),
        resolved=rate(said.resolved, said.said),
        rated=rate(said.rated, said.ratable),
        satisfied=rate(said.pleased, said.rated),
        satisfied_desk=rate(said.pleased_desk, said.rated_desk),
        accusations=hidden,
    )
