"""What the reports tell of a period: taken from the figures that are kept up, or counted anew from every case."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.reports import figure_queries, figures, queries, tallies, tally_queries
from api.reports.queries import Opinions, Span
from api.reports.tally_queries import Sums, Window
from models.law.duties import Duty
from models.law.grounds import ProposalKind
from models.tables import Grain

MOST = 1_000
"""Cases that changed since they were counted and are counted while somebody waits; with more, all are."""
BATCH = 500
"""Marks that are counted in one transaction."""
Codes = dict[int, Counter[str]]


@dataclass(frozen=True)
class Counts:
    """By unit: cases that lay there, that ended, were guided, and what was decided; the rest of all units together."""

    lay_here: dict[int, int]
    ended: Codes
    guided: Codes
    decided: Codes
    open: int
    undated: int
    late: tuple[int, int, int]
    closed: tuple[int, int]
    noticed: tuple[int, int]
    answered: tuple[int, int]
    opinions: Opinions
    accusations_open: int
    accusations_ended: int


async def counts(session: AsyncSession, span: Span, now: datetime) -> Counts:
    """The same as `recount`, without a look at every case."""
    windows = _windows(span, now)
    found = await tally_queries.sums(session, windows, span.units, MOST)
    if found is None:
        return await recount(session, span, now)
    if found.marked:
        for case_id, case in (await tally_queries.counted(session, found.marked)).items():
            changed = tallies.of_case(case)
            changed.subtract(found.marked[case_id])
            _add(found.sums, windows, span.units, changed)
    return _counts(found.sums)


def _windows(span: Span, now: datetime) -> dict[str, Window]:
    return {
        "within": Window(Grain.DAY, span.start, span.end),
        "since": Window(Grain.DAY, span.start, None, (tallies.LEFT,)),
        "after": Window(Grain.DAY, span.end, None, (tallies.REGISTERED,)),
        "late": Window(Grain.ALARM, None, now + timedelta(microseconds=1)),
        "standing": Window(Grain.STANDING),
    }


def _add(
    sums: Sums, windows: Mapping[str, Window], units: Collection[int] | None, changed: Counter[tallies.Key]
) -> None:
    for key, n in changed.items():
        if units is None or key.unit in units:
            for name, window in windows.items():
                if window.has(key):
                    sums[name][key.name, key.unit] += n


def _counts(sums: Sums) -> Counts:
    within, standing, late = _total(sums["within"]), _total(sums["standing"]), _total(sums["late"])
    lay: Counter[int] = Counter()
    for (name, unit), n in sums["standing"].items():
        lay[unit] += n if name == tallies.LYING else 0
    for (_, unit), n in sums["since"].items():
        lay[unit] += n
    for (_, unit), n in sums["after"].items():
        lay[unit] -= n

    def of(duty: Duty) -> tuple[int, int]:
        return within[tallies.KEPT + duty], within[tallies.FELL_DUE + duty]

    return Counts(
        lay_here={unit: n for unit, n in lay.items() if n},
        ended=_coded(sums["within"], tallies.ENDED_BY),
        guided=_coded(sums["within"], tallies.GUIDED),
        decided=_coded(sums["within"], tallies.DECIDED),
        open=standing[tallies.OPEN],
        undated=standing[tallies.UNDATED],
        late=(late[tallies.LATE], late[tallies.UNTOLD], late[tallies.SILENT]),
        closed=(within[tallies.REGISTERED_ENDED], within[tallies.REGISTERED]),
        noticed=of(Duty.INTAKE_NOTICE),
        answered=of(Duty.HANDLE),
        opinions=Opinions(
            *(
                within[name]
                for name in (
                    tallies.RESOLVED, tallies.SAID, tallies.RATED, tallies.RATABLE, tallies.PLEASED_WITH,
                    tallies.RATED_DESK, tallies.PLEASED_WITH_DESK,
                )
            )
        ),
        accusations_open=standing[tallies.WALLED_OPEN],
        accusations_ended=within[tallies.WALLED_LEFT],
    )  # fmt: skip


def _total(found: Counter[tuple[str, int]]) -> Counter[str]:
    out: Counter[str] = Counter()
    for (name, _), n in found.items():
        out[name] += n
    return out


def _coded(found: Counter[tuple[str, int]], beginning: str) -> Codes:
    return _by_unit(
        (u, name.removeprefix(beginning), n) for (name, u), n in found.items() if name.startswith(beginning)
    )


def _by_unit(found: Iterable[tuple[int, str, int]]) -> Codes:
    made: Codes = defaultdict(Counter)
    for unit, code, n in found:
        if n:
            made[unit][code] += n
    return made


async def recount(session: AsyncSession, span: Span, now: datetime) -> Counts:
    """From the rows of every case of the period."""
    decided: Codes = defaultdict(Counter)
    for unit, kind, facts in await queries.decided(session, span):
        decided[unit][kind] += 1
        if kind == ProposalKind.REFUSE:
            decided[unit][facts["ground"]] += 1
    open_, undated = await queries.standing(session, span)
    return Counts(
        lay_here=await queries.lay_here(session, span),
        ended=_by_unit(await queries.endings(session, span)),
        guided=_by_unit(await queries.guided(session, span)),
        decided=decided,
        open=open_,
        undated=undated,
        late=await queries.late(session, span, now),
        closed=await queries.closing(session, span),
        noticed=await queries.on_time(session, span, Duty.INTAKE_NOTICE),
        answered=await queries.on_time(session, span, Duty.HANDLE),
        opinions=await queries.opinions(session, span),
        accusations_open=await queries.accusations_open(session, span),
        accusations_ended=await queries.accusations_ended(session, span),
    )


async def keep_up(session: AsyncSession, is_sqlite: bool, at: datetime, limit: int = BATCH) -> int:
    """Counts cases anew that have changed, or are late since then. How many marks were done; none while somebody else
    is at it."""
    if not await tally_queries.alone(session, is_sqlite):
        return 0
    await figure_queries.mark_stale(session, at, limit)
    marks = await tally_queries.marks(session, limit)
    if not marks:
        return 0
    ids = {case_id for _, case_id in marks}
    before = await tally_queries.before(session, ids)
    now = {id: tallies.of_case(case) for id, case in (await tally_queries.counted(session, ids)).items()}
    more: Counter[tallies.Key] = Counter()
    for case_id, found in now.items():
        more.update(found)
        more.subtract(tallies.read(before.get(case_id, ())))
    rows = {case_id: tallies.kept(found) for case_id, found in now.items()}
    changed = {key: n for key, n in tallies.with_months(more).items() if n}
    await tally_queries.write(session, is_sqlite, changed, rows)
    await figures.keep_up(session, is_sqlite, ids, at)
    await tally_queries.unmark(session, [id for id, _ in marks])
    return len(marks)
