"""The schema: what a migration leaves is what the tables declare, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint, inspect, text
from sqlalchemy.engine import Connection

from models import guards
from models.db import Database
from models.tables import Table
from tests.api.counter import Api, ok
from tests.servers import migrate

# Made by models.guards: Alembic knows neither virtual tables nor their shadows, nor an index on the grams.
OURS = {"case_fts", "ix_case_search_grams", "alembic_version"}


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _declared})
    return [d for d in compare_metadata(context, Table.metadata)]


def _declared(name: str | None, kind: str, _parents: object) -> bool:
    return not (name or "").startswith(tuple(OURS))


def _constraints(connection: Connection) -> set[str]:
    """Names of checks, unique constraints and foreign keys, as the database has them."""
    found = set()
    seen = inspect(connection)
    for table in Table.metadata.tables:
        for listed in (
            seen.get_check_constraints(table),
            seen.get_unique_constraints(table),
            seen.get_foreign_keys(table),
        ):
            found |= {str(c["name"]) for c in listed}
    return found


def _wanted() -> set[str]:
    kinds = (CheckConstraint, UniqueConstraint, ForeignKeyConstraint)
    constraints = [c for table in Table.metadata.tables.values() for c in table.constraints if isinstance(c, kinds)]
    return {str(c.name) for c in constraints}


def _triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return {row[0] for row in rows}


async def test_a_migrated_database_is_what_the_tables_declare(database_url: str) -> None:
    db = Database(database_url)
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_constraints) == _wanted()
        assert await connection.run_sync(_triggers) >= guards.trigger_names()
    await db.close()


async def test_an_empty_database_is_migrated_and_again_without_harm(empty_database_url: str) -> None:
    for _ in range(2):
        migrate(empty_database_url)
    db = Database(empty_database_url)
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_triggers) >= guards.trigger_names()
        assert await connection.run_sync(_differences) == []
    await db.close()


async def test_migrating_again_keeps_what_is_there(api: Api) -> None:
    number = await api.brought_to("replied")
    before = await api.case(number)
    migrate(api.url)
    assert await api.case(number) == before
    assert [c["case_no"] for c in ok(await api("GET", "/v1/cases?q=路灯", "clerk"))["items"]] == [number]
