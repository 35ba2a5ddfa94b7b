"""Webhooks called: in order, signed, and again after ever longer whiles until the address has taken it."""

import hashlib
import hmac
import socket
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from api.context import Context
from api.errors import Unprocessable
from api.events import queries, service
from models.tables import Webhook
from models.wire import FeedEvent, Items

log = structlog.get_logger("api.webhooks")
BATCH = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
SECONDS = 10
"""That an address may take to answer."""
MINE = timedelta(seconds=60)
"""For which a worker that calls keeps the others off."""


class Outside(AbstractResolver):
    """Looks names up, and knows none that lead inside: what a name stands for may change after it was checked."""

    def __init__(self) -> None:
        self._plain = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._plain.resolve(host, port, family)
        if any(service.is_inside(at["host"]) for at in found):
            raise OSError(None, "an address inside the own network")
        return found

    async def close(self) -> None:
        await self._plain.close()


async def call_all(ctx: Context) -> int:
    """Every webhook that is due; how many events were taken."""
    await service.number_all(ctx)
    async with ctx.db.read() as session:
        due = await queries.due(session, ctx.clock.now())
        head = await queries.head(session)
    taken = 0
    for hook in due:
        if hook.position < head:
            taken += await _call(ctx, hook)
    return taken


async def _call(ctx: Context, hook: Webhook) -> int:
    """Batch after batch, until all is told or the address fails."""
    async with ctx.db.write() as session:
        if not await queries.claim(session, hook, ctx.clock.now() + MINE):
            return 0
    taken, position = 0, hook.position
    while True:
        async with ctx.db.read() as session:
            head = await queries.head(session)
            rows = await queries.after(session, queries.seen_by(None), position, BATCH)
        events = [e for e in map(service.event, rows) if not hook.kinds or e.kind in hook.kinds]
        error = await _post(ctx, hook, events) if events else None
        if error is not None:
            await _failed(ctx, hook, error)
            return taken
        more, last = len(rows) == BATCH, rows[-1][0] if rows else position
        position, taken = last if more else max(head, last), taken + len(events)
        async with ctx.db.write() as session:
            await queries.settle(
                session, hook.id, position=position, attempts=0, last_error=None, last_at=ctx.clock.now(),
                next_at=ctx.clock.now() + (MINE if more else timedelta(0)),
            )  # fmt: skip
        if not more:
            return taken


async def _failed(ctx: Context, hook: Webhook, error: str) -> None:
    attempts, now = hook.attempts + 1, ctx.clock.now()
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
    log.warning("webhook not taken", webhook=hook.id, attempts=attempts, error=error)
    async with ctx.db.write() as session:
        await queries.settle(session, hook.id, attempts=attempts, last_error=error, last_at=now, next_at=now + wait)


async def _post(ctx: Context, hook: Webhook, events: Sequence[FeedEvent]) -> str | None:
    """None when it was taken, else why not."""
    private = ctx.settings.webhook_private
    try:
        service.checked(hook.url, private)
    except Unprocessable as why:
        return str(why)
    body = Items(items=list(events), next=str(events[-1].id)).model_dump_json().encode()
    headers = signed(ctx.keys.text(hook.secret_sealed, "webhook"), int(ctx.clock.now().timestamp()), body)
    connector = aiohttp.TCPConnector(resolver=None if private else Outside())
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as http,
            http.post(hook.url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return None if 200 <= answer.status < 300 else f"{urlsplit(hook.url).hostname} answers {answer.status}"
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as why:
        return type(why).__name__


def signed(secret: str, at: int, body: bytes) -> dict[str, str]:
    """The head of a call: hex of HMAC-SHA256(secret, timestamp + "." + body)."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json", "X-Huiyin-Timestamp": str(at), "X-Huiyin-Signature": mark
    }  # fmt: skip
