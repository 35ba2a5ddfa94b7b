"""SQL of the day's numbers: which one a case gets, and the same one however often its request is repeated."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Executable, Select, bindparam, delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import register_queries
from models.db import Database
from models.numbers import case_no
from models.tables import Case, CaseCounter, CaseNumber


@dataclass(frozen=True)
class Wanted:
    """A number for a case that is filed under this key."""

    key: str
    series: str
    day: date

    def bound(self) -> dict[str, object]:
        """By names that no column has: else an UPDATE takes them for what is to be set."""
        return {f"its_{name}": value for name, value in asdict(self).items()}


async def next_one(session: AsyncSession, is_sqlite: bool, wanted: Wanted) -> str | None:
    """The next number of the series and local day; the counter goes back with the transaction. None, and none is used
    up, where a case with this key is registered."""
    last = await session.scalar(_next(is_sqlite), wanted.bound())
    return None if last is None else case_no(wanted.series, wanted.day, last)


async def kept_for(db: Database, wanted: Wanted) -> str | None:
    """On PostgreSQL: a number that is kept for the key, in one statement that is a transaction of its own: the counter
    is free again when it is answered, and nobody waits for it while a case is written. Every repeat has the same one,
    in other processes and after a fault too. None where a case with this key is registered.
    """
    try:
        row = await db.alone(_given(), wanted.bound())
    except IntegrityError:  # another process was first; the counter went back with the statement
        row = None
    row = row or await db.alone(_held(), wanted.bound())
    return None if row is None else case_no(*row)


async def forget(session: AsyncSession, before: date, limit: int) -> int:
    """Deletes up to `limit` numbers that were kept for repeats of requests before that day; says how many."""
    old = select(CaseNumber.id).where(CaseNumber.day < before).order_by(CaseNumber.id).limit(limit)
    return len((await session.scalars(delete(CaseNumber).where(CaseNumber.id.in_(old)).returning(CaseNumber.id))).all())


COUNTER, KEPT = register_queries.core(CaseCounter), register_queries.core(CaseNumber)
KEY: BindParameter[str] = bindparam("its_key")
SERIES = bindparam("its_series", type_=COUNTER.c.series.type)
DAY = bindparam("its_day", type_=COUNTER.c.day.type)


def _registered() -> ColumnElement[bool]:
    return exists().where(Case.intake_key == KEY)


def _counted(is_sqlite: bool, first: Select[Any]) -> Any:
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(COUNTER).from_select(["series", "day", "last"], first)
    statement = statement.on_conflict_do_update(index_elements=["series", "day"], set_={"last": COUNTER.c.last + 1})
    return statement.returning(COUNTER.c.last)


@lru_cache
def _next(is_sqlite: bool) -> Executable:
    made: Executable = _counted(is_sqlite, select(SERIES, DAY, 1).where(~_registered()))
    return made


@lru_cache
def _given() -> Executable:
    """The case's own commit brings this one to the disk: it comes later in the same log. No row where the key has a
    number."""
    off = func.set_config("synchronous_commit", "off", True)
    first = select(SERIES, DAY, 1).where(~_registered(), ~exists().where(KEPT.c.intake_key == KEY), off.is_not(None))
    counted = _counted(False, first).cte("counted")
    row = select(KEY, SERIES, DAY, counted.c.last)
    keep = postgresql.insert(KEPT).from_select(["intake_key", "series", "day", "last"], row)
    return keep.returning(KEPT.c.series, KEPT.c.day, KEPT.c.last)


@lru_cache
def _held() -> Executable:
    kept = select(KEPT.c.series, KEPT.c.day, KEPT.c.last)
    return kept.where(KEPT.c.intake_key == KEY, ~_registered())
