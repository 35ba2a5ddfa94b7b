"""SQL of the figures that are kept up: what a case is counted by, the marks, and sums over days and months."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy import Table as CoreTable
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.reports import tallies
from api.reports.tallies import Counted, Kept, Key, Owed
from models.clock import end_of
from models.law.events import EventKind
from models.law.notices import NoticeState
from models.tables import (
    Case,
    CaseEvent,
    CaseTally,
    Escalation,
    Grain,
    Notification,
    Obligation,
    Proposal,
    SupervisionItem,
    Tally,
    TallyMark,
)

TALLY, OF_CASE = cast(CoreTable, Tally.__table__), cast(CoreTable, CaseTally.__table__)
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(722012)")


# --- what a case is counted by


async def counted(session: AsyncSession, ids: Collection[int]) -> dict[int, Counted]:
    columns = (
        Case.id, Case.lead_unit_id, Case.state, Case.restricted, Case.registered_at, Case.ended_at, Case.ending,
        Case.guided, Case.resolved, Case.rating, Case.rating_desk,
    )  # fmt: skip
    found = {row[0]: Counted(*row[1:]) for row in await session.execute(select(*columns).where(Case.id.in_(ids)))}
    for case_id, owed in await _owed(session, ids):
        found[case_id].owed.append(owed)
    heard = (
        select(Notification.case_id, func.max(Notification.created_at))
        .where(Notification.case_id.in_(ids), Notification.state == NoticeState.DELIVERED.value)
        .group_by(Notification.case_id)
    )
    for told, at in await session.execute(heard):
        found[told or 0].heard_at = at
    sent = (
        select(CaseEvent.case_id, func.max(CaseEvent.at))
        .where(CaseEvent.case_id.in_(ids), CaseEvent.kind == EventKind.GUIDED.value)
        .group_by(CaseEvent.case_id)
    )
    for case_id, at in await session.execute(sent):
        found[case_id].guided_at = at
    approved = select(Proposal.case_id, Proposal.kind, Proposal.facts, Proposal.decided_at)
    for case_id, kind, facts, decided in await session.execute(
        approved.where(Proposal.case_id.in_(ids), Proposal.approved.is_(true()))
    ):
        if decided is not None:
            found[case_id].decided.append((kind, facts, decided))
    return found


async def _owed(session: AsyncSession, ids: Collection[int]) -> list[tuple[int, Owed]]:
    o = Obligation
    steps = (
        select(
            SupervisionItem.obligation_id.label("owed"),
            func.count(Escalation.id).label("steps"),
            func.count(Escalation.acknowledged_at).label("known"),
        )
        .join(Escalation, Escalation.item_id == SupervisionItem.id)
        .where(SupervisionItem.case_id.in_(ids), SupervisionItem.obligation_id.is_not(None))
        .group_by(SupervisionItem.obligation_id)
        .subquery()
    )
    went = (func.coalesce(steps.c.steps, 0), func.coalesce(steps.c.known, 0) > 0)
    columns = (o.alarm_at, o.told_at, o.done_at, o.met_at, o.void_at, *went)
    statement = (
        select(o.case_id, o.key, o.right_, o.due_nominal, *columns)
        .outerjoin(steps, steps.c.owed == o.id)
        .where(o.case_id.in_(ids))
    )
    rows: Iterable[Any] = await session.execute(statement)
    return [(case_id, Owed(key, right, end_of(day - tallies.DAY), *more)) for case_id, key, right, day, *more in rows]


# --- keeping up


async def alone(session: AsyncSession, is_sqlite: bool) -> bool:
    """One counts at a time; SQLite has one writer anyway."""
    return is_sqlite or bool(await session.scalar(_ONE_AT_A_TIME))


async def marks(session: AsyncSession, limit: int) -> list[tuple[int, int]]:
    """(id, case) of the oldest."""
    statement = select(TallyMark.id, TallyMark.case_id).order_by(TallyMark.id).limit(limit)
    return [(id, case_id) for id, case_id in await session.execute(statement)]


async def before(session: AsyncSession, ids: Collection[int]) -> dict[int, Kept]:
    """What each of these cases was counted as."""
    statement = select(CaseTally.case_id, CaseTally.counted).where(CaseTally.case_id.in_(ids))
    return {case_id: kept for case_id, kept in await session.execute(statement)}


async def write(session: AsyncSession, is_sqlite: bool, more: Mapping[Key, int], cases: Mapping[int, Kept]) -> None:
    """Adds to the figures, and keeps what each case was counted as."""
    await add(session, is_sqlite, TALLY, ("grain", "at", "name", "unit_id"), more)
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    keeps = make(OF_CASE)
    keeps = keeps.on_conflict_do_update(index_elements=["case_id"], set_={"counted": keeps.excluded.counted})
    await session.execute(keeps, [{"case_id": id, "counted": kept} for id, kept in cases.items()])


async def add(
    session: AsyncSession, is_sqlite: bool, sums: CoreTable, place: Sequence[str], more: Mapping[Any, int]
) -> None:
    """Adds to the sums of a table, by place; on PostgreSQL `AT_ONCE` in a statement."""
    names = (*place, "n")
    rows = [(*at, n) for at, n in sorted(more.items()) if n]
    if not rows:
        return
    adds: Any = (sqlite.insert if is_sqlite else postgresql.insert)(sums)
    given: list[Any] = [[dict(zip(names, row, strict=True)) for row in rows]]
    if not is_sqlite:
        some = (rows[n : n + AT_ONCE] for n in range(0, len(rows), AT_ONCE))
        given = [dict(zip(names, map(list, zip(*those, strict=True)), strict=True)) for those in some]
        each = func.unnest(*(bindparam(name, type_=postgresql.ARRAY(sums.c[name].type)) for name in names))
        adds = adds.from_select(names, select(*each.table_valued(*names).render_derived().c))
    adds = adds.on_conflict_do_update(index_elements=place, set_={"n": sums.c.n + adds.excluded.n})
    for those in given:
        await session.execute(adds, those)
    await session.execute(delete(sums).where(text("n = 0")))


AT_ONCE = 5_000


async def unmark(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(delete(TallyMark).where(TallyMark.id.in_(ids)))


# --- reading


@dataclass(frozen=True)
class Window:
    """Figures of these names (None: all) from one moment until before another; `months`: their sums by month, which
    are taken for the whole months in it."""

    grain: Grain
    start: datetime | None = None
    end: datetime | None = None
    names: tuple[str, ...] | None = None

    def has(self, key: Key) -> bool:
        return (
            key.grain is self.grain
            and (self.start is None or key.at >= self.start)
            and (self.end is None or key.at < self.end)
            and (self.names is None or key.name in self.names)
        )

    @property
    def condition(self) -> ColumnElement[bool]:
        rows = self._rows
        return rows if self.names is None else and_(rows, Tally.name.in_(self.names))

    @property
    def _rows(self) -> ColumnElement[bool]:
        months = tallies.COARSER.get(self.grain)
        first = _next_month(self.start) if self.start is not None else None
        last = tallies.month_of(self.end) if self.end is not None else None
        if months is None or (first is not None and last is not None and first >= last):
            return _between(self.grain, self.start, self.end)
        parts = [_between(months, first, last)]
        if self.start is not None:
            parts.append(_between(self.grain, self.start, first))
        if self.end is not None:
            parts.append(_between(self.grain, last, self.end))
        return or_(*parts)


def _between(grain: Grain, start: datetime | None, end: datetime | None) -> ColumnElement[bool]:
    bounds = [Tally.at >= start] if start is not None else []
    bounds += [Tally.at < end] if end is not None else []
    return and_(Tally.grain == str(grain), *bounds)


def _next_month(moment: datetime) -> datetime:
    """Where the first month begins that does not begin before the moment."""
    here = tallies.month_of(moment)
    return here if here == moment else tallies.month_of(here + timedelta(days=32))


Sums = dict[str, Counter[tuple[str, int]]]
"""By window: how many of each name in each unit."""


@dataclass(frozen=True)
class Found:
    """The sums; and the cases that have changed since they were counted, each with what it was counted as."""

    sums: Sums
    marked: dict[int, Counter[Key]]


async def sums(
    session: AsyncSession, windows: Mapping[str, Window], units: Collection[int] | None, most: int
) -> Found | None:
    """Of what was counted, in one statement: nothing is counted twice or left out while somebody counts. None if more
    than `most` marks stand."""
    out: Sums = {name: Counter() for name in windows}
    marked: dict[int, Counter[Key]] = {}
    number = 0
    for window, name, unit, n, kept in await session.execute(_statement(windows, units, most)):
        if window is not None:
            out[window][name, unit] += int(n)
            continue
        number += 1
        marked[unit] = tallies.read(kept or [])
    return Found(out, marked) if number <= most else None


def _statement(
    windows: Mapping[str, Window], units: Collection[int] | None, most: int
) -> CompoundSelect[tuple[Any, ...]]:
    some = select(TallyMark.case_id).order_by(TallyMark.id).limit(most + 1).subquery()
    of_marked = select(
        sql_cast(null(), String), sql_cast(null(), String), some.c.case_id, sql_cast(null(), BigInteger),
        CaseTally.counted,
    ).select_from(some).outerjoin(CaseTally, CaseTally.case_id == some.c.case_id)  # fmt: skip
    here = [] if units is None else [Tally.unit_id.in_(units)]
    return union_all(*(_summed(name, window, here) for name, window in windows.items()), of_marked)


def _summed(name: str, window: Window, here: Sequence[ColumnElement[bool]]) -> Select[tuple[Any, ...]]:
    n = sql_cast(func.sum(Tally.n), BigInteger)
    return (
        select(literal(name, String), Tally.name, Tally.unit_id, n, sql_cast(null(), JSON))
        .where(window.condition, *here)
        .group_by(Tally.name, Tally.unit_id)
    )
