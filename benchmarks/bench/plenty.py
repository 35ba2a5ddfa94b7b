"""Tables full of cases, as a county has them after two years: written in bulk, one case in five still open."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from api.reports import counts
from models import guards
from models.clock import SystemClock, end_of, local_date
from models.db import Database
from models.keys import load_keys
from models.search import fts_text, grams, normalise
from models.tables import (
    Area,
    Case,
    CaseEvent,
    CasePerson,
    CaseSearch,
    CaseWords,
    Obligation,
    Resident,
    ResidentChannel,
    Staff,
    Table,
    Topic,
    Unit,
)

BATCH = 2000
DAYS = 730
PLACES = ("村口", "学校门口", "老街", "河边", "三组", "菜市场", "卫生院旁", "文化广场", "桥头", "小区北门")
MATTERS = (
    "的路灯坏了",
    "污水横流",
    "井盖松动",
    "垃圾无人清运",
    "施工噪声扰民",
    "自来水发黄",
    "公交总是晚点",
    "路面塌陷",
)
WISHES = (
    "，请尽快派人查看。",
    "，已经半个月没人管，麻烦协调处理。",
    "，老人孩子出门很不方便。",
    "，晚上更严重，希望给个说法。",
)
RARE, RARE_WORDS = "银杏", "银杏落果满地打滑"
COMMON, COMMON_WORDS = "路灯", "路灯坏了"
ONE_IN = 2000
"""Cases with the rare words."""


def words(rng: random.Random, n: int) -> str:
    said = "".join(rng.choice(part) for part in (PLACES, MATTERS, WISHES))
    return f"{RARE_WORDS}，{said}" if n % ONE_IN == 0 else f"{said}门牌{rng.randrange(1, 900)}号"


async def fill(url: str, home: Path, count: int) -> None:
    """`count` cases into a seeded database. Whatever search needs is written; the chain of events is not."""
    db = Database(url)
    try:
        async with db.engine.begin() as connection:
            nouns = {t: list(await connection.scalars(select(t.id))) for t in (Area, Topic, Unit, Staff)}
            if not db.sqlite:
                await connection.execute(text("DROP INDEX ix_case_search_grams"))
        made = _cases(load_keys(home / "keys.json"), nouns, count, db.sqlite)
        while batch := [row for _, row in zip(range(BATCH), made, strict=False)]:
            async with db.engine.begin() as connection:
                await _write(connection, batch, db.sqlite)
        await _finish(db)
        await _counted(db)
    finally:
        await db.close()


async def _write(connection: AsyncConnection, batch: list[dict[type[Table], dict[str, Any]]], is_sqlite: bool) -> None:
    for table in batch[0]:
        await connection.execute(insert(table), [row[table] for row in batch])
    if is_sqlite:
        found = [{"id": r[CaseSearch]["id"], "body": fts_text(r[CaseSearch]["body"])} for r in batch]
        await connection.execute(text("INSERT INTO case_fts (rowid, body) VALUES (:id, :body)"), found)


async def _counted(db: Database) -> None:
    """The figures of the reports, as the worker keeps them up."""
    while True:
        async with db.write() as session:
            if not await counts.keep_up(session, db.sqlite, 2 * BATCH):
                return


async def _finish(db: Database) -> None:
    """Indexes, the next ids, and what the planner knows of it."""
    async with db.engine.begin() as connection:
        await connection.run_sync(guards.make)
        if not db.sqlite:
            for table in ("resident", "resident_channel", "case_", "case_search"):
                await connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
                )
    async with db.engine.connect() as connection:
        auto = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await auto.execute(text("ANALYZE" if db.sqlite else "VACUUM ANALYZE"))


def _cases(keys: Any, nouns: dict[Any, list[int]], count: int, is_sqlite: bool) -> Iterator[dict[Any, dict[str, Any]]]:
    rng, now = random.Random(7), SystemClock().now()
    for n in range(1, count + 1):
        at = now - timedelta(days=DAYS * (1 - n / count), minutes=5)
        open_ = rng.random() < 0.2
        said, unit, staff = words(rng, n), rng.choice(nouns[Unit]), rng.choice(nouns[Staff])
        due = end_of(local_date(at) + timedelta(days=60))
        state = rng.choice(("registered", "accepted", "assigned")) if open_ else "closed"
        body = normalise(said)
        yield {
            Resident: {"id": n, "created_at": at},
            ResidentChannel: {
                "id": n, "resident_id": n, "channel": "telegram", "locale": "zh_Hans", "created_at": at,
                "address_mark": keys.mark(f"telegram:old-{n}", "address"),
                "address_sealed": keys.seal(f"old-{n}", "address"),
            },
            Case: {
                "id": n, "case_no": f"9901212{n:012}", "code_mark": "0" * 64, "code_key": 1,
                "intake_key": f"plenty:{n}", "kind": "difficulty", "topic_id": rng.choice(nouns[Topic]),
                "area_id": rng.choice(nouns[Area]), "channel": "telegram", "petition_date": local_date(at),
                "registered_at": at, "updated_at": at, "state": state, "anonymous": True, "consent": "2026-11",
                "ending": None if open_ else "answered", "ended_at": None if open_ else due,
                "case_class": None if state == "registered" else "appeal", "profile": "national",
                "lead_unit_id": unit, "answerable_unit_id": unit, "handler_id": staff, "owner_id": staff,
                "due_at": due if open_ else None, "resident_id": n, "channel_id": n, "version": 1, "head": "0" * 64,
            },
            CasePerson: {"case_id": n},
            CaseWords: {
                "case_id": n, "seq": 1, "body_sealed": keys.seal(said, "words"), "digest": "0" * 64, "said_at": at,
            },
            CaseEvent: {
                "case_id": n, "seq": 1, "kind": "received", "at": at, "actor": "resident",
                "facts": {"channel": "telegram", "told_by": local_date(due).isoformat()},
                "previous": "", "digest": "0" * 64,
            },
            Obligation: {
                "case_id": n, "key": "handle", "right_": False, "opened_at": at, "provisional": False,
                "due_nominal": local_date(due), "due_at": due, "alarm_at": due,
                "met_at": None if open_ else due, "done_at": None if open_ else due,
            },
            CaseSearch: {"id": n, "case_id": n, "seq": 0, "body": body, "grams": [] if is_sqlite else grams(body)},
        }  # fmt: skip
