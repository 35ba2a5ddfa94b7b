"""Tables full of cases, as a county has them after three years: written in bulk. What is open is the work of a county,
which does not grow with what it has done."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from api.reports import counts
from benchmarks.bench.asked import UNIT
from benchmarks.bench.traces import COMMON, COMMON_WORDS, RARE, RARE_WORDS, Row, Traces
from models import guards
from models.clock import SystemClock
from models.db import Database
from models.keys import load_keys
from models.law.people import Role
from models.search import fts_text
from models.tables import Area, CaseSearch, Staff, StaffRole, Table, Topic, Unit

__all__ = ["COMMON", "COMMON_WORDS", "RARE", "RARE_WORDS", "fill"]

BATCH = 2000
DAYS = 1095
OPEN = 1_000
"""Cases that are open: three in five of them came in the last three months."""
NEW = timedelta(days=90)
ORDER = (
    "resident", "resident_channel", "case_", "case_person", "case_words", "case_event", "obligation", "notification",
    "supervision_item", "hand_over",
)  # fmt: skip
"""What others refer to comes first."""


async def fill(url: str, home: Path, count: int) -> None:
    """`count` cases into a seeded database. Whatever search needs is written; the chain of events is not."""
    db = Database(url)
    try:
        async with db.write() as session:
            await _one_of_a_unit(session)
        async with db.engine.begin() as connection:
            nouns = {t: list(await connection.scalars(select(t.id))) for t in (Area, Topic, Unit, Staff)}
            if not db.sqlite:
                await connection.execute(text("DROP INDEX ix_case_search_grams"))
        made = _cases(Traces(load_keys(home / "keys.json"), nouns, SystemClock().now(), db.sqlite), count)
        while batch := [row for _, rows in zip(range(BATCH), made, strict=False) for row in rows]:
            async with db.engine.begin() as connection:
                await _write(connection, batch, db.sqlite)
        await _finish(db)
        await _counted(db)
    finally:
        await db.close()


async def _one_of_a_unit(session: AsyncSession) -> None:
    """Who works in the last unit alone, where few cases lie, and supervises it; the password is demo's."""
    demo = await session.scalar(select(Staff).where(Staff.login == "demo"))
    if demo is None:
        return
    unit = await session.scalar(select(Unit.id).where(Unit.discipline.is_(False)).order_by(Unit.id.desc()).limit(1))
    made = Staff(login=UNIT, name="测试员", password_hash=demo.password_hash, created_at=demo.created_at)
    made.roles = [StaffRole(role=role, unit_id=unit) for role in (Role.HANDLER, Role.SUPERVISOR)]
    session.add(made)


def _cases(traces: Traces, count: int) -> Iterator[list[Row]]:
    now = SystemClock().now()
    new = max(1, int(count * NEW.days / DAYS))
    for n in range(1, count + 1):
        at = now - timedelta(days=DAYS * (1 - n / count), minutes=5)
        among, most = (new, OPEN * 3 // 5) if n > count - new else (count - new, OPEN * 2 // 5)
        is_open = n * min(most, among * 3 // 4) % among < min(most, among * 3 // 4)
        yield traces.of(n, at, is_open)


def _place(table: type[Table]) -> int:
    return ORDER.index(table.__tablename__) if table.__tablename__ in ORDER else len(ORDER)


async def _write(connection: AsyncConnection, batch: Sequence[Row], is_sqlite: bool) -> None:
    by_table: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)
    for table, row in batch:
        by_table[table].append(row)
    for table in sorted(by_table, key=_place):
        if not is_sqlite or table is not CaseSearch:
            await connection.execute(insert(table), by_table[table])
            continue
        made = await connection.scalars(
            insert(table).returning(table.id, sort_by_parameter_order=True), by_table[table]
        )
        found = [{"id": id, "body": fts_text(r["body"])} for id, r in zip(made, by_table[table], strict=True)]
        await connection.execute(text("INSERT INTO case_fts (rowid, body) VALUES (:id, :body)"), found)


async def _counted(db: Database) -> None:
    """The figures of the reports, as the worker keeps them up."""
    while True:
        async with db.write() as session:
            if not await counts.keep_up(session, db.sqlite, SystemClock().now(), 2 * BATCH):
                return


async def _finish(db: Database) -> None:
    """Indexes, the next ids, and what the planner knows of it."""
    async with db.engine.begin() as connection:
        await connection.run_sync(guards.make)
        await connection.execute(text("UPDATE feed_entry SET position = id WHERE position IS NULL"))
        if not db.sqlite:
            for table in ("resident", "resident_channel", "case_", "supervision_item", "hand_over"):
                await connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
                )
    async with db.engine.connect() as connection:
        auto = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await auto.execute(text("ANALYZE" if db.sqlite else "VACUUM ANALYZE"))
