"""Idempotency-Key: the answer of a creating request is stored in the effect's own transaction.

The same key and body get the stored answer again with `Idempotency-Replayed: true`; the same key with another body
is refused (422). Only success is stored, for 30 days.
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Unprocessable
from api.security import Caller
from models.tables import Idempotency

KEY = re.compile(r"[A-Za-z0-9._:-]{8,120}")


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
    asked = _Asked(who.owner, key, route, _hash(raw))
    claimed = await _claim(session, ctx, asked)
    if claimed is None:
        return await _again(session, ctx, asked)
    answer = (await do()).model_dump_json()
    await _keep(session, ctx, claimed, status, answer)
    return Response(answer, status, media_type="application/json")


class Answered(Exception):
    """The request was answered before; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


@dataclass
class Wanted:
    """A request under a key, from its arrival to its answer. The route has it claimed by the transaction that acts
    (`claim`), and gives it the answer while that transaction is still open (`keep`)."""

    key: str
    route: str
    body: str
    _claimed: tuple[AsyncSession, Context, int] | None = None

    async def claim(self, session: AsyncSession, ctx: Context, who: Caller) -> None:
        """Raises `Answered` when this was answered before, Unprocessable for another request under the same key."""
        if not KEY.fullmatch(self.key):
            raise Unprocessable("8 to 120 letters, digits or . _ : -", field="Idempotency-Key")
        if self._claimed is not None:
            return
        asked = _Asked(who.owner, self.key, self.route[:100], _hash(self.body))
        claimed = await _claim(session, ctx, asked)
        if claimed is None:
            raise Answered(await _again(session, ctx, asked))
        self._claimed = session, ctx, claimed

    async def keep(self, response: Response) -> None:
        if self._claimed is not None:
            session, ctx, claimed = self._claimed
            await _keep(session, ctx, claimed, response.status_code, bytes(response.body).decode())


def canonical(body: bytes) -> str:
    """JSON in one spelling, anything else as it is."""
    try:
        return json.dumps(json.loads(body), sort_keys=True)
    except (ValueError, RecursionError):
        return body.decode("latin-1")


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


class _Asked(NamedTuple):
    owner: str
    key: str
    route: str
    wanted: str


async def _claim(session: AsyncSession, ctx: Context, asked: _Asked) -> int | None:
    insert: Any = sqlite.insert if ctx.db.sqlite else postgresql.insert
    claimed: int | None = await session.scalar(
        insert(Idempotency)
        .values(
            owner=asked.owner,
            key=asked.key,
            route=asked.route,
            body_hash=asked.wanted,
            status=0,
            created_at=ctx.clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["owner", "key"])
        .returning(Idempotency.id)
    )
    return claimed


async def _keep(session: AsyncSession, ctx: Context, claimed: int, status: int, answer: str) -> None:
    sealed = ctx.keys.seal(answer, "answer")
    await session.execute(
        update(Idempotency).where(Idempotency.id == claimed).values(status=status, body_sealed=sealed)
    )


async def _again(session: AsyncSession, ctx: Context, asked: _Asked) -> Response:
    same = (Idempotency.owner == asked.owner, Idempotency.key == asked.key)
    row = (await session.scalars(select(Idempotency).where(*same))).one()
    if (row.route, row.body_hash) != (asked.route, asked.wanted) or row.body_sealed is None:
        raise Unprocessable("this Idempotency-Key was used for another request", code="idempotency_key_reused")
    answer, headers = ctx.keys.text(row.body_sealed, "answer"), {"Idempotency-Replayed": "true"}
    return Response(answer or None, row.status, media_type="application/json" if answer else None, headers=headers)


async def forget(session: AsyncSession, before: datetime, limit: int) -> int:
    """Deletes up to `limit` answers that were stored before; says how many."""
    old = select(Idempotency.id).where(Idempotency.created_at < before).order_by(Idempotency.id).limit(limit)
    gone = await session.scalars(delete(Idempotency).where(Idempotency.id.in_(old)).returning(Idempotency.id))
    return len(gone.all())
