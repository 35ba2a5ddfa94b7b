"""A hundred times as many closed cases, made in PostgreSQL by copying those that are there: minutes, not hours."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table as CoreTable
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

from api.reports import figure_queries, figures
from models import guards
from models.law.states import ENDED
from models.tables import Table

COPIED: Mapping[str, str] = {
    "case_": f"c.state IN ({', '.join(repr(str(s)) for s in sorted(ENDED))})",
    "resident": "EXISTS (SELECT FROM case_ o JOIN map_case_ ON old = o.id WHERE o.resident_id = c.id)",
    "resident_channel": "EXISTS (SELECT FROM case_ o JOIN map_case_ ON old = o.id WHERE o.channel_id = c.id)",
    "case_person": "", "case_words": "", "case_event": "", "obligation": "", "notification": "", "case_search": "",
    "case_tally": "", "answer": "", "waiting": "", "task": "", "supervision_item": "", "escalation": "", "proposal": "",
    "improvement": "", "hand_over": "", "hand_over_line": "", "feed_entry": "", "audit_entry": "",
}  # fmt: skip
"""Tables, and which of their rows: without a condition, those that belong to what is copied. A table comes after those
it refers to, but for residents, who are known by their cases."""
MADE: Mapping[str, str] = {
    "case_no": "'9901212' || lpad(({id})::text, 12, '0')",
    "number_tail": "reverse(right(lpad(({id})::text, 12, '0'), 8))",
    "intake_key": "c.intake_key || '-' || k",
    "address_mark": "md5(c.address_mark || k) || md5(k || c.address_mark)",
    "phone_mark": "md5(c.phone_mark || k) || md5(k || c.phone_mark)",
    "alike": "md5(c.alike || k) || md5(k || c.alike)",
    "position": "{event_id}",
}
"""What no two have alike."""
ROOM = ("SET LOCAL maintenance_work_mem = '768MB'", "SET LOCAL work_mem = '256MB'")


async def multiply(url: str, wanted: int) -> int:
    """So many cases, or a few more, where there were fewer: each closed one is there several times afterwards, in the
    order in which they came; what is open stays as it is. How many there are."""
    engine = create_async_engine(url)  # of our own: nothing is cut off for taking long
    try:
        async with engine.begin() as connection:
            for setting in (*ROOM, "SET LOCAL session_replication_role = replica"):
                await connection.execute(text(setting))
            times = await _times(connection, wanted)
            if times:
                await _copy(connection, times)
        async with engine.begin() as connection:
            for setting in ROOM:
                await connection.execute(text(setting))
            await connection.run_sync(guards.make)
        async with engine.connect() as connection:
            auto = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await auto.execute(text("VACUUM ANALYZE"))
            return int(await auto.scalar(text("SELECT count(*) FROM case_")) or 0)
    finally:
        await engine.dispose()


async def _times(connection: AsyncConnection, wanted: int) -> int:
    there = int(await connection.scalar(text("SELECT count(*) FROM case_")) or 0)
    closed = int(await connection.scalar(text(f"SELECT count(*) FROM case_ c WHERE {COPIED['case_']}")) or 0)
    return max(0, -(-(wanted - there) // closed))


async def _copy(connection: AsyncConnection, times: int) -> None:
    """Without indexes, which are made again at the end."""
    tables = {name: cast(CoreTable, Table.metadata.tables[name]) for name in COPIED}
    for name, table in tables.items():
        await connection.execute(text(_mapping(table)), {"times": times})
        await connection.execute(text(f"ALTER TABLE map_{name} ADD PRIMARY KEY (old)"))
        await connection.execute(text(f"ANALYZE map_{name}"))
    await connection.execute(text("DROP INDEX IF EXISTS ix_case_search_grams"))  # the guards make it
    dropped = [row for name in tables for row in await connection.execute(text(_PLAIN), {"table": name})]
    unique = [row for name in tables for row in await connection.execute(text(_UNIQUE), {"table": name})]
    for index, _ in dropped:
        await connection.execute(text(f'DROP INDEX "{index}"'))
    for table_of, constraint, _ in unique:
        await connection.execute(text(f'ALTER TABLE {table_of} DROP CONSTRAINT "{constraint}"'))
    for name, table in tables.items():
        await connection.execute(text(_copying(table)), {"times": times})
        last = f"(SELECT max(id) FROM {name})"
        await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))
    for _, definition in dropped:
        await connection.execute(text(definition))
    for table_of, constraint, definition in unique:
        await connection.execute(text(f'ALTER TABLE {table_of} ADD CONSTRAINT "{constraint}" {definition}'))
    await connection.execute(text(_SUMS), {"times": times})
    await _figures(connection, times)


async def _figures(connection: AsyncConnection, times: int) -> None:
    """Those by unit, area, topic, channel and month, with those of the copies: as much again, without what few are
    open, of which there are none."""
    await connection.execute(text("UPDATE figure_tally SET n = n * (1 + CAST(:times AS bigint))"), {"times": times})
    ids = list(await connection.scalars(text(f"SELECT id FROM case_ c WHERE NOT ({COPIED['case_']})")))
    more: Counter[figure_queries.Cell] = Counter()
    async with AsyncSession(connection) as session:
        for added in await figure_queries.before(session, ids):
            more.subtract(dict.fromkeys(figures.cells(added), times))
        await figure_queries.write(session, False, more)
        await session.flush()


_PLAIN = (
    "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
    " WHERE i.indrelid = CAST(:table AS regclass)"
    " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)"
)
"""Indexes that no constraint stands on."""
_UNIQUE = (
    "SELECT CAST(conrelid AS regclass)::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = CAST(:table AS regclass) AND contype = 'u'"
)
_SUMS = (
    "INSERT INTO tally (grain, at, name, unit_id, n)"
    " SELECT e->>0, CAST(e->>1 AS timestamptz), e->>2, CAST(e->>3 AS bigint), sum(CAST(e->>4 AS bigint)) * :times"
    " FROM case_tally t JOIN map_case_ ON old = t.case_id, json_array_elements(t.counted) e GROUP BY 1, 2, 3, 4"
    " ON CONFLICT (grain, at, name, unit_id) DO UPDATE SET n = tally.n + excluded.n"
)
"""The figures of the reports, with those of the copies."""


def _refers(table: CoreTable) -> dict[str, str]:
    """Columns that point to what is copied, and where to."""
    found = {c.name: key.column.table.name for c in table.columns for key in c.foreign_keys}
    return {column: target for column, target in found.items() if target in COPIED}


def _mapping(table: CoreTable) -> str:
    """Old ids, and the id before those of the copies."""
    name = table.name
    refers = _refers(table)
    must = ["case_id"] if "case_id" in refers else list(refers)
    which = COPIED[name] or " AND ".join(f"c.{one} IN (SELECT old FROM map_{refers[one]})" for one in must) or "true"
    return (
        f"CREATE TEMP TABLE map_{name} ON COMMIT DROP AS SELECT id AS old, (SELECT max(id) FROM {name})"
        f" + (row_number() OVER (ORDER BY id) - 1) * CAST(:times AS bigint) AS base FROM {name} c WHERE {which}"
    )


def _copying(table: CoreTable) -> str:
    refers = _refers(table)
    joins = " ".join(f"LEFT JOIN map_{of} m_{column} ON m_{column}.old = c.{column}" for column, of in refers.items())
    ids: dict[str, Any] = {"id": "m.base + k"} | {column: f"m_{column}.base + k" for column in refers}
    values = [MADE[c.name].format(**ids) if c.name in MADE else ids.get(c.name, f"c.{c.name}") for c in table.columns]
    columns = ", ".join(c.name for c in table.columns)
    return (
        f"INSERT INTO {table.name} ({columns}) SELECT {', '.join(values)}"
        f" FROM (SELECT * FROM {table.name} ORDER BY id) c JOIN map_{table.name} m ON m.old = c.id {joins}"
        " CROSS JOIN generate_series(1, CAST(:times AS int)) AS k"
    )
