"""SQL of the reports by unit, area, topic, channel and month, as sums that are kept up; what a case adds to them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CompoundSelect,
    Select,
    String,
    bindparam,
    false,
    func,
    insert,
    null,
    select,
    union,
    union_all,
    update,
)
from sqlalchemy import Table as CoreTable
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import counted_queries
from api.reports import tally_queries
from api.reports.dimension_queries import DIMENSIONS
from models.clock import local_date
from models.law.breakdown import Axis, Counted
from models.law.duties import Duty
from models.law.states import ENDED
from models.tables import Area, Case, CaseTally, FigureTally, Grain, Obligation, TallyMark, Topic, Utc

ALL = 0
"""As the unit: the sum over all units."""
WHOLE = ""
"""As the axis, without a code: all cases."""
CODED = (Axis.AREA, Axis.TOPIC, Axis.CHANNEL)
"""Axes of which a case has a row that neither its unit nor its day says."""
REGISTERED = "registered"
ORDER = tuple(Counted)
JUST_AFTER = timedelta(microseconds=1)
"""What is due at a moment is late behind it."""
_TALLY, _OF_CASE = cast(CoreTable, FigureTally.__table__), cast(CoreTable, CaseTally.__table__)
_PLACE = ("grain", "at", "axis", "code", "unit_id", "name")
_DUTIES = (Duty.INTAKE_NOTICE.value, Duty.HANDLE.value)


class Cell(NamedTuple):
    """What a sum is of: the cases registered in a day or month, of a row of an axis, in a unit; and what is counted."""

    grain: Grain
    at: datetime
    axis: str
    code: str
    unit: int
    name: str


class Added(NamedTuple):
    """What a case adds: where its day of registration begins, its unit, its codes in the order of `CODED`, and all that
    it counts for."""

    at: datetime
    unit: int
    codes: Sequence[str | None]
    names: Sequence[str]


Kept = Sequence[Any]
"""The same as the case's row holds it."""


def kept(added: Added) -> Kept:
    return [added.at.isoformat(), added.unit, list(added.codes), list(added.names)]


def read(row: Kept) -> Added:
    at, unit, codes, names = row
    return Added(datetime.fromisoformat(at), unit, codes, names)


# --- what a case adds


@dataclass(frozen=True)
class Of:
    """`added`: nothing for an accusation; `until`: the next moment at which something of it is late that is not yet."""

    added: Added | None
    until: datetime | None


async def of_cases(session: AsyncSession, ids: Collection[int], now: datetime) -> dict[int, Of]:
    """By the conditions that the list of cases has too."""
    o = Obligation
    owed = (o.key.in_(_DUTIES), o.right_.is_(false()), o.void_at.is_(None), o.done_at.is_(None))
    alarm = select(func.min(o.alarm_at)).where(o.case_id == Case.id, *owed, o.alarm_at > now).scalar_subquery()
    holds = counted_queries.conditions(now)
    statement = (
        select(
            Case.id, Case.restricted, Case.registered_at, Case.lead_unit_id, Case.state, Case.due_at, alarm,
            *(DIMENSIONS[axis].key for axis in CODED), *(holds[one] for one in ORDER),
        )
        .join(Area, Area.id == Case.area_id)
        .outerjoin(Topic, Topic.id == Case.topic_id)
        .where(Case.id.in_(ids))
    )  # fmt: skip
    found: dict[int, Of] = {}
    rows: Any = await session.execute(statement)
    for id, walled, registered, unit, state, due, alarm_at, *values in rows:
        if walled:
            found[id] = Of(None, None)
            continue
        counts = zip(ORDER, values[len(CODED) :], strict=True)
        names = [REGISTERED, *(str(name) for name, one in counts if one)]
        moments = [alarm_at] if alarm_at is not None else []
        moments += [due + JUST_AFTER] if due is not None and due >= now and state not in ENDED else []
        found[id] = Of(Added(registered, unit, values[: len(CODED)], names), min(moments, default=None))
    return found


# --- keeping up


async def mark_stale(session: AsyncSession, now: datetime, limit: int) -> int:
    """What has become late since it was counted is marked, as if it had changed."""
    ids = (await session.scalars(_stale(now).order_by(CaseTally.stale_at).limit(limit))).all()
    if ids:
        await session.execute(insert(TallyMark), [{"case_id": id} for id in ids])
        gone = update(CaseTally).where(CaseTally.case_id.in_(ids)).values(stale_at=None)
        await session.execute(gone.execution_options(synchronize_session=False))
    return len(ids)


def _stale(now: datetime) -> Select[int]:
    return select(CaseTally.case_id).where(CaseTally.stale_at.is_not(None), CaseTally.stale_at <= now)


async def before(session: AsyncSession, ids: Collection[int]) -> list[Added]:
    """What these cases were counted as."""
    held = select(CaseTally.figures).where(CaseTally.case_id.in_(ids), CaseTally.figures.is_not(None))
    return [read(row) for row in await session.scalars(held) if row]


async def write(session: AsyncSession, is_sqlite: bool, more: Mapping[Cell, int]) -> None:
    await tally_queries.add(session, is_sqlite, _TALLY, _PLACE, more)


async def set_figures(session: AsyncSession, found: Mapping[int, Of]) -> None:
    """Beside what else the cases were counted as, which stands there."""
    rows = [{"of": id, "held": kept(of.added) if of.added else [], "until": of.until} for id, of in found.items()]
    await session.execute(_SET, rows)


_SET = (
    update(_OF_CASE)
    .where(_OF_CASE.c.case_id == bindparam("of"))
    .values(figures=bindparam("held", type_=JSON), stale_at=bindparam("until", type_=Utc))
)


# --- reading


@dataclass(frozen=True)
class Stale:
    """What was counted is out of date by `now`; `most`: of more cases than that nothing is taken from the sums."""

    now: datetime
    most: int


@dataclass(frozen=True)
class Window:
    """Whole months or days of registration, from one moment until before another."""

    grain: Grain
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Found:
    """Sums by row and by what is counted; and the cases whose own are out of date, with what they were counted as."""

    sums: Counter[tuple[str, str]]
    marked: dict[int, Added | None]


async def sums(
    session: AsyncSession, by: Axis, windows: Sequence[Window], units: Collection[int] | None, stale: Stale
) -> Found | None:
    """In one statement, so that nothing is counted twice or left out while somebody counts; None if more cases are out
    of date than `stale` says. The row of a unit is its id, of a month its name."""
    out: Counter[tuple[str, str]] = Counter()
    marked: dict[int, Added | None] = {}
    for code, at, name, n, held in await session.execute(_statement(by, windows, units, stale)):
        if name is None:
            marked[n] = read(held) if held else None
        else:
            out[month(at) if at is not None else code, name] += int(n)
    return Found(out, marked) if len(marked) <= stale.most else None


def month(moment: datetime) -> str:
    return f"{local_date(moment):%Y-%m}"


def _statement(
    by: Axis, windows: Sequence[Window], units: Collection[int] | None, stale: Stale
) -> CompoundSelect[tuple[Any, ...]]:
    some = select(TallyMark.case_id).order_by(TallyMark.id).limit(stale.most + 1).subquery()
    late = _stale(stale.now).order_by(CaseTally.stale_at).limit(stale.most + 1).subquery()
    ids = union(select(some.c.case_id), select(late.c.case_id)).subquery()
    none = sql_cast(null(), String)
    marks = select(none, sql_cast(null(), Utc), none, ids.c.case_id, CaseTally.figures).select_from(ids)
    return union_all(
        *(_summed(by, window, units) for window in windows),
        marks.outerjoin(CaseTally, CaseTally.case_id == ids.c.case_id),
    )


def _summed(by: Axis, window: Window, units: Collection[int] | None) -> Select[tuple[Any, ...]]:
    t = FigureTally
    code = sql_cast(t.unit_id, String) if by is Axis.UNIT else t.code
    at: Any = t.at if by is Axis.MONTH else sql_cast(null(), Utc)
    where = [t.grain == str(window.grain), t.at >= window.start, t.at < window.end]
    where.append(t.axis == (str(by) if by in CODED else WHOLE))
    if units is not None:
        where.append(t.unit_id.in_(units))
    else:
        where.append(t.unit_id != ALL if by is Axis.UNIT else t.unit_id == ALL)
    n = sql_cast(func.sum(t.n), BigInteger)
    grouped = (code, t.at, t.name) if by is Axis.MONTH else (code, t.name)
    return select(code, at, t.name, n, sql_cast(null(), JSON)).where(*where).group_by(*grouped)
