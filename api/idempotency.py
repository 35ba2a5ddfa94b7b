"""Idempotency-Key: the answer of a creating request is stored in the effect's own transaction.

The same key and body get the stored answer again with `Idempotency-Replayed: true`; the same key with another body
is refused (422). Only success is stored, for 30 days.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from models.tables import Idempotency


async def once(
    session: AsyncSession,
    ctx: Context,
    who: Caller,
    key: str,
    route: str,
    body: BaseModel | str,
    do: Callable[[], Awaitable[BaseModel]],
    status: int = 201,
) -> Response:
    """Runs `do` unless this key has been answered; the row is claimed first, so that of two at once one waits."""
    raw = body if isinstance(body, str) else body.model_dump_json()
    wanted = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    insert: Any = sqlite.insert if ctx.db.sqlite else postgresql.insert
    claimed = await session.scalar(
        insert(Idempotency)
        .values(owner=who.owner, key=key, route=route, body_hash=wanted, status=0, created_at=ctx.clock.now())
        .on_conflict_do_nothing(index_elements=["owner", "key"])
        .returning(Idempotency.id)
    )
    if claimed is None:
        return await _again(session, ctx, who, key, route, wanted)
    answer = (await do()).model_dump_json()
    await session.execute(
        update(Idempotency)
        .where(Idempotency.id == claimed)
        .values(status=status, body_sealed=ctx.keys.seal(answer, "answer"))
    )
    return Response(answer, status, media_type="application/json")


async def _again(session: AsyncSession, ctx: Context, who: Caller, key: str, route: str, wanted: str) -> Response:
    row = (
        await session.scalars(select(Idempotency).where(Idempotency.owner == who.owner, Idempotency.key == key))
    ).one()
    if (row.route, row.body_hash) != (route, wanted) or row.body_sealed is None:
        raise Unprocessable("this Idempotency-Key was used for another request", code="idempotency_key_reused")
    return Response(
        ctx.keys.text(row.body_sealed, "answer"),
        row.status,
        media_type="application/json",
        headers={"Idempotency-Replayed": "true"},
    )


async def forget(session: AsyncSession, before: datetime, limit: int) -> int:
    """Deletes up to `limit` answers that were stored before; says how many."""
    old = select(Idempotency.id).where(Idempotency.created_at < before).order_by(Idempotency.id).limit(limit)
    gone = await session.scalars(delete(Idempotency).where(Idempotency.id.in_(old)).returning(Idempotency.id))
    return len(gone.all())
