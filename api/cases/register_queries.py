"""SQL of registering a case: few statements, each put into words once, and nothing read again that was just written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import Executable, bindparam, func, insert, select
from sqlalchemy import Table as CoreTable
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from models.law.matters import CASES_A_DAY, DISCIPLINE
from models.law.tasks import TaskKind
from models.tables import Area, Case, Table, Task, Topic


def core(table: type[Table]) -> CoreTable:
    """Below the ORM, which looks at each statement and each row once more."""
    return cast(CoreTable, table.__table__)


CASE = core(Case)
Row = tuple[type[Table], Mapping[str, object]]
"""A row to be written: what is None is left out."""
SHAPES = 500
"""Different statements that are kept."""


async def areas(session: AsyncSession) -> Sequence[Area]:
    return (await session.scalars(select(Area))).all()


async def topics(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """(code, id) of those that may be chosen."""
    rows = await session.execute(select(Topic.code, Topic.id).where(Topic.active))
    return [(code, id) for code, id in rows]


async def discipline_topics(session: AsyncSession) -> frozenset[str]:
    """Codes of the topics that make a matter an accusation: their class, and all below it."""
    below = select(Topic.id, Topic.code).where(Topic.code == DISCIPLINE).cte("below", recursive=True)
    below = below.union_all(select(Topic.id, Topic.code).where(Topic.parent_id == below.c.id))
    return frozenset(await session.scalars(select(below.c.code)))


# --- the rows


async def new_case(session: AsyncSession, case: Case, since: datetime) -> tuple[int, bool]:
    """The case's id, and whether it is one of many that its chat has filed since then."""
    given = {name: value for name, value in case.columns().items() if value is not None}
    row = (await session.execute(_case(tuple(given)), {**given, "since": since})).one()
    return row[0], row[1]


@lru_cache(maxsize=SHAPES)
def _case(names: tuple[str, ...]) -> Executable:
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    before = select(func.count(CASE.c.id)).where(CASE.c.registered_at >= bindparam("since"))
    if "channel_id" in names:
        before = before.where(CASE.c.channel_id == bindparam("channel_id"))
        values["many_today"] = before.scalar_subquery() >= CASES_A_DAY
    return insert(CASE).values(**values).returning(CASE.c.id, CASE.c.many_today)


async def write(session: AsyncSession, is_sqlite: bool, rows: Sequence[Row]) -> int:
    """Writes rows that do not hang on each other; on PostgreSQL in one statement. The id of the last one."""
    given = [(table, _defaults(table) | {n: v for n, v in values.items() if v is not None}) for table, values in rows]
    shape = tuple((table, tuple(values)) for table, values in given)
    if not is_sqlite:
        bound = {f"r{n}_{name}": v for n, (_, values) in enumerate(given) for name, v in values.items()}
        last: int = (await session.execute(_together(shape), bound)).scalar_one()
        return last
    for table, values in given[:-1]:
        await session.execute(_one(table, tuple(values), False), values)
    last = (await session.execute(_one(*shape[-1], True), given[-1][1])).scalar_one()
    return last


@cache
def _defaults(table: type[Table]) -> dict[str, Any]:
    """What the columns say themselves: inside a larger statement nobody asks them."""
    defaults = {c.name: c.default for c in core(table).columns}
    plain = {name: d.arg for name, d in defaults.items() if isinstance(d, ScalarElementColumnDefault)}
    made = {name: cast(Any, d.arg)(None) for name, d in defaults.items() if isinstance(d, CallableColumnDefault)}
    return plain | made


Shape = tuple[tuple[type[Table], tuple[str, ...]], ...]


@lru_cache(maxsize=SHAPES)
def _one(table: type[Table], names: tuple[str, ...], last: bool) -> Executable:
    statement = insert(core(table)).values(**{name: bindparam(name) for name in names})
    return statement.returning(core(table).c.id) if last else statement


@lru_cache(maxsize=SHAPES)
def _together(shape: Shape) -> Executable:
    made = [
        insert(core(table)).values(**{name: bindparam(f"r{n}_{name}") for name in names})
        for n, (table, names) in enumerate(shape)
    ]
    ctes = [statement.cte(f"w{n}") for n, statement in enumerate(made[:-1])]
    return made[-1].returning(core(shape[-1][0]).c.id).add_cte(*ctes)


async def case_of(session: AsyncSession, key: str) -> Case:
    """The case that was registered under this key."""
    return (await session.scalars(select(Case).where(Case.intake_key == key))).one()


async def filed_since(session: AsyncSession, channel_id: int, since: datetime) -> int:
    statement = select(func.count(Case.id)).where(Case.channel_id == channel_id, Case.registered_at >= since)
    return (await session.execute(statement)).scalar_one()


async def many_told(session: AsyncSession, channel_id: int | None, restricted: bool, since: datetime) -> bool:
    """Whether those who may see it have had the task about this chat's many cases since then."""
    statement = (
        select(Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.kind == TaskKind.MANY_CASES.value, Task.channel_id == channel_id, Task.opened_at >= since)
        .where(Case.restricted.is_(restricted))
        .limit(1)
    )
    return await session.scalar(statement) is not None
