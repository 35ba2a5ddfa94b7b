"""Lists enter an index at the place where they begin: SQLite says so of each statement, however few cases there are."""

import pytest
from sqlalchemy import event

from tests.api.counter import Api, ok


async def plan(api: Api, path: str) -> list[str]:
    """How the statements that read cases first of all read them."""
    engine, sent = api.ctx.db.engine.sync_engine, list[str]()

    def statement(_c: object, _u: object, sql: str, *_: object) -> None:
        sent.append(sql)

    event.listen(engine, "before_cursor_execute", statement)
    ok(await api("GET", path, "supervisor"))
    event.remove(engine, "before_cursor_execute", statement)
    reads = [sql.replace("?", "1") for sql in sent if sql.startswith("SELECT case_.")]
    return [str(row[-1]) for sql in reads for row in await api.sql(f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("sort=registered_at", "case_ USING INDEX ix_case_registered (registered_at>?)"),
        ("sort=-registered_at", "case_ USING INDEX ix_case_registered (registered_at<?)"),
        ("sort=-updated_at", "case_ USING INDEX ix_case_updated (updated_at<?)"),
    ],
)
async def test_a_page_begins_where_the_one_before_ended(sqlite_api: Api, asked: str, index: str) -> None:
    for n in range(2):
        await sqlite_api.file("路灯不亮", f"chat-{n}")
    first = ok(await sqlite_api("GET", f"/v1/cases?limit=1&{asked}", "supervisor"))
    steps = await plan(sqlite_api, f"/v1/cases?limit=1&{asked}&cursor={first['next']}")
    assert any(index in step for step in steps), steps
