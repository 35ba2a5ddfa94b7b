"""Every page and list of staff at two sizes of the tables: what grows with the number of cases shows here."""

import math
import sys
import time
from collections.abc import Awaitable, Mapping
from pathlib import Path

from sqlalchemy import text

from benchmarks.bench.ground import Ground, apis, filled, http, staff_token
from benchmarks.bench.measure import Figures
from benchmarks.bench.plenty import COMMON, COMMON_WORDS, RARE, fill
from models import guards
from models.db import Database

SMALL = 10_000
TIMES = 20
"""How often each is asked."""
MOST = 1.5
"""What a page may take longer on the larger tables."""
ASKED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "staff": ("/staff", {}),
    "cases": ("/staff/cases", {}),
    "cases_due": ("/staff/cases", {"state": "assigned", "sort": "due_at"}),
    "inbox": ("/staff/inbox", {}),
    "supervision": ("/staff/supervision", {}),
    "proposals": ("/staff/proposals", {}),
    "tasks": ("/staff/tasks", {}),
    "improvements": ("/staff/improvements", {}),
    "visits": ("/staff/visits", {}),
    "responsibilities": ("/staff/responsibilities", {}),
    "accounts": ("/staff/accounts", {}),
    "live": ("/staff/live", {}),
    "me": ("/staff/me", {}),
    "reports": ("/staff/reports", {}),
    "v1_cases": ("/v1/cases", {}),
    "v1_due": ("/v1/cases", {"state": "assigned", "unit": "QH-ZJ", "sort": "due_at"}),
    "v1_updated": ("/v1/cases", {"area": "990121", "topic": "030500", "sort": "-updated_at"}),
    "v1_to_write_up": ("/v1/cases", {"to_write_up": "true"}),
    "v1_overdue": ("/v1/cases", {"overdue": "true", "sort": "due_at"}),
    "v1_common_2": ("/v1/cases", {"q": COMMON}),
    "v1_common_4": ("/v1/cases", {"q": COMMON_WORDS}),
    "v1_rare": ("/v1/cases", {"q": RARE}),
    "v1_events": ("/v1/events", {"after": "5000"}),
    "v1_supervision": ("/v1/supervision", {}),
    "v1_inbox": ("/v1/inbox", {}),
    "v1_endings": ("/v1/reports/endings", {}),
    "v1_guarantee": ("/v1/reports/guarantee", {}),
}


async def pages(ground: Ground) -> Figures:
    """Milliseconds, p95, of each at ten thousand cases and, in the same database, at the last number of SCALE; `over`:
    those that grew too much."""
    large = ground.scale[-1]
    with filled(ground, "postgresql") as (home, url):
        assert url is not None
        await _timed(SMALL, fill(url, home, SMALL))
        small = await _measured(home, url)
        await _timed(large, multiply(url, large // SMALL))
        big = await _measured(home, url)
    out: Figures = {}
    for name in ASKED:
        if name not in small or name not in big:
            print(f"{name:18} not measured", file=sys.stderr)
            continue
        ratio = round(big[name] / small[name], 2)
        out[name] = {"ms": {str(SMALL): small[name], str(large): big[name]}, "ratio": ratio}
        print(f"{name:18} {small[name]:8.1f} {big[name]:10.1f} ms p95  x {ratio}", file=sys.stderr)
    return {**out, "over": sorted(name for name in out if out[name]["ratio"] > MOST)}


async def _timed(count: int, writing: Awaitable[None]) -> None:
    start = time.monotonic()
    await writing
    print(f"{count} cases written in {time.monotonic() - start:.0f} s", file=sys.stderr)


async def _measured(home: Path, url: str) -> dict[str, float]:
    async with apis(home, url) as services, http() as session:
        token = await staff_token(services[0].url)
        headers = {"Authorization": f"Bearer {token}", "Cookie": f"huiyin_staff={token}"}
        found = {}
        for name, (path, query) in ASKED.items():
            took: list[float] = []
            for _ in range(TIMES):
                began = time.perf_counter()
                async with session.get(services[0].url + path, params=dict(query), headers=headers) as answer:
                    await answer.read()
                    if answer.status != 200:
                        break
                took.append((time.perf_counter() - began) * 1000)
            if len(took) == TIMES:
                found[name] = round(sorted(took)[math.ceil(0.95 * TIMES) - 1], 1)
        return found


COPIED = (
    "resident", "resident_channel", "case_", "case_person", "case_words", "case_event", "obligation", "case_search",
    "case_tally",
)  # fmt: skip
OWN = {"resident_id", "channel_id", "case_id"}
"""Columns that point to the copy, as the ids do."""
MADE = {
    "case_no": "'9901212' || lpad((c.id + :of * k)::text, 12, '0')",
    "intake_key": "c.intake_key || '-' || k",
    "address_mark": "md5(c.address_mark || k) || md5(k || c.address_mark)",
}


async def multiply(url: str, times: int) -> None:
    """Copies of all cases, set by set: what stands is there `times` times afterwards."""
    if times < 2:
        return
    db = Database(url)
    try:
        async with db.engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
            await connection.execute(text("DROP INDEX IF EXISTS ix_case_search_grams"))
            for table in COPIED:
                await connection.execute(text(await _copying(connection, table)), {"of": SMALL, "most": times - 1})
            await connection.execute(
                text("INSERT INTO feed_entry (event_id, position) SELECT id, id FROM case_event ON CONFLICT DO NOTHING")
            )
            await connection.execute(text("UPDATE tally SET n = n * :times"), {"times": times})
            for table in (*COPIED, "feed_entry"):
                last = f"(SELECT max(id) FROM {table})"
                if await connection.scalar(text(f"SELECT pg_get_serial_sequence('{table}', 'id')")):
                    await connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        async with db.engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.run_sync(guards.make)
        async with db.engine.connect() as connection:
            auto = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await auto.execute(text("SET statement_timeout = 0"))
            await auto.execute(text("VACUUM ANALYZE"))
    finally:
        await db.close()


async def _copying(connection: object, table: str) -> str:
    known = await connection.scalars(  # type: ignore[attr-defined]
        text("SELECT column_name FROM information_schema.columns WHERE table_name = :t ORDER BY ordinal_position"),
        {"t": table},
    )
    columns = list(known)
    values = [
        MADE.get(name) or (f"c.{name} + :of * k" if name == "id" or name in OWN else f"c.{name}") for name in columns
    ]
    copies = "generate_series(1, :most) AS k"
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} c, {copies}"
