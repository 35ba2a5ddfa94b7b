"""From the tables of the first release, with a row in every one, to those of today: on both databases."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from models import db, guards
from models.law.tasks import TaskKind
from models.migrations import checks
from models.tables import Table
from tests.servers import migrate

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
GIVEN: dict[str, dict[str, Any]] = {
    "allowed_move": {"before": "registered", "after": "accepted"},
    "case_": {"state": "accepted", "case_no": "99012120261120000013", "due_at": AT, "urged_at": AT},
    "api_token": {"staff_id": 1},
    "staff": {"active": True},
}
"""What a rule of the table asks for. All else is made by its type."""


def _first(connection: sa.Connection, url: str) -> None:
    """As that release left it, with its triggers: they hold while the migrations run."""
    config = db.alembic_config(url)
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    for statement in guards._sqlite() if connection.dialect.name == "sqlite" else guards._postgresql():
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(statement)
        except sa.exc.DBAPIError as why:  # of a table that came later
            assert re.search("no such table|does not exist", str(why.orig)), why


def _value(column: sa.Column[Any], allowed: dict[str, str]) -> Any:
    """Of the column's type; the first of those that its rule allows."""
    if column.foreign_keys or column.primary_key:
        return 1
    if column.name in allowed:
        return allowed[column.name]
    kind = column.type
    if isinstance(kind, sa.JSON) or "JSON" in str(kind):
        return {"of": column.name}
    if isinstance(kind, sa.ARRAY):
        return ["灯"]
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return AT
    if isinstance(kind, sa.Date):
        return AT.date()
    if isinstance(kind, sa.Integer):
        return 1
    if isinstance(kind, sa.LargeBinary):
        return b"sealed"
    return f"{column.name}"[: getattr(kind, "length", None) or 40]


def _row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    rules = " ".join(str(c["sqltext"]) for c in sa.inspect(connection).get_check_constraints(table.name))
    enums = r"\(?(\w+)\)?(?:::text)? (?:IN \(|= ANY \(+ARRAY\[)'(\w+)'"
    allowed = dict(reversed(re.findall(enums, rules)))
    needed = [c for c in table.columns if not c.nullable or c.name in GIVEN.get(table.name, {})]
    return {c.name: _value(c, allowed) for c in needed} | GIVEN.get(table.name, {})


def _fill(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """A row in every table, those first that others point to. What was written."""
    held = sa.MetaData()
    held.reflect(connection)
    rows = {}
    for table in held.sorted_tables:
        if not table.name.startswith(("alembic_version", "case_fts")):
            rows[table.name] = _row(connection, table)
            connection.execute(table.insert().values(rows[table.name]))
    return rows


def _plain(value: Any) -> Any:
    """SQLite says no zone: all is UTC."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _now(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    held = sa.MetaData()
    held.reflect(connection)
    return {t.name: [dict(r._mapping) for r in connection.execute(t.select())] for t in held.sorted_tables}


async def test_rows_of_the_first_tables_are_there_after_all_migrations(empty_database_url: str) -> None:
    url = empty_database_url
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_first, url)
        written = await connection.run_sync(_fill)
    await engine.dispose()
    migrate(url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(_now)
    await engine.dispose()
    assert len(written) >= 25
    for table, row in written.items():
        if table == "allowed_move":  # made anew from the table of moves
            continue
        (kept,) = found[table]
        assert {k: _plain(kept[k]) for k in row} == {k: _plain(v) for k, v in row.items()}, table
    (case,) = found["case_"]
    assert (case["answerable_unit_id"], case["owner_id"], case["hops"], case["first_here"]) == (1, 1, 0, True)
    (owed,) = found["obligation"]
    assert owed["alarm_at"] == owed["due_at"] and owed["done_at"] == owed["met_at"]
    assert set(Table.metadata.tables) <= set(found)


def _subjects_of_a_release(connection: sa.Connection, url: str) -> None:
    """What obligations were about, and what a notice met, as they stood in one string."""
    guards.drop(connection)
    config = db.alembic_config(url)
    config.attributes["connection"] = connection
    command.upgrade(config, "0008")
    held = sa.MetaData()
    held.reflect(connection)
    row = {**connection.execute(held.tables["obligation"].select()).one()._mapping}
    for id, (key, subject, _) in enumerate(SUBJECTS, 2):
        connection.execute(held.tables["obligation"].insert().values(row | {"id": id, "key": key, "subject": subject}))
    connection.execute(held.tables["notification"].update().values(meets="forward,intake_notice"))


SUBJECTS = (
    ("handle", "", ("matter", "")),
    ("handle", "again-7", ("again", "7")),
    ("handle", "revoked-9", ("revoked", "9")),
    ("intake_notice", "forwarded-2", ("forwarded", "2")),
    ("evaluation", "5", ("event", "5")),
    ("news", "answer-6", ("answer", "6")),
    ("news", "named-6", ("named", "6")),
    ("news", "after-31", ("after", "31")),
    ("news", "since-2026-11-20", ("since", "2026-11-20")),
    ("muster", "after-sales", ("unit", "after-sales")),
    ("improvement", "QH-ZJ+12", ("improvement", "12")),
)
"""Key of an obligation, its subject as one string, and in two columns."""


async def test_secret_prefixes_and_joined_keys_are_taken_apart(empty_database_url: str) -> None:
    url = empty_database_url
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_first, url)
        await connection.run_sync(_fill)
        await connection.run_sync(_subjects_of_a_release, url)
    await engine.dispose()
    migrate(url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(_now)
    await engine.dispose()
    owed = sorted(found["obligation"], key=lambda o: int(o["id"]))[1:]
    assert [(o["key"], (o["about"], o["ref"])) for o in owed] == [(key, parts) for key, _, parts in SUBJECTS]
    assert [n["meets"] for n in found["notification"]] == [["forward", "intake_notice"]]


TASK = Table.metadata.tables["task"]


def _task(connection: sa.Connection, kind: str) -> None:
    connection.execute(sa.insert(TASK).values(kind=kind, unit_id=1, facts={}, opened_at=AT))


def _release_with_one_kind(connection: sa.Connection) -> None:
    """A database of today as a release would have left it that knew one kind of task, with a row of it."""
    guards.drop(connection)
    for name in ("area", "unit"):
        table = Table.metadata.tables[name]
        connection.execute(table.insert().values(_row(connection, table)))
    checks.make(connection, "task", {"ck_task_kind": f"kind IN ('{TaskKind.CRISIS}')"})
    _task(connection, TaskKind.CRISIS)
    guards.make(connection)


def _indexes(connection: sa.Connection) -> list[str]:
    return sorted(str(i["name"]) for i in sa.inspect(connection).get_indexes("task"))


async def test_a_new_member_of_a_list_is_taken_without_a_migration_of_its_own(empty_database_url: str) -> None:
    url = empty_database_url
    migrate(url)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_release_with_one_kind)
        indexes = await connection.run_sync(_indexes)
    with pytest.raises(sa.exc.IntegrityError, match="ck_task_kind"):
        async with engine.begin() as connection:
            await connection.run_sync(_task, TaskKind.CALL_BACK)
    await engine.dispose()
    migrate(url)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        assert await connection.run_sync(checks.remake, Table.metadata) == []
        assert await connection.run_sync(_indexes) == indexes
        await connection.run_sync(_task, TaskKind.CALL_BACK)
        assert [*await connection.scalars(sa.select(TASK.c.kind).order_by(TASK.c.id))] == ["crisis", "call_back"]
    with pytest.raises(sa.exc.IntegrityError, match="ck_task_kind"):
        async with engine.begin() as connection:
            await connection.run_sync(_task, "unheard_of")
    await engine.dispose()
