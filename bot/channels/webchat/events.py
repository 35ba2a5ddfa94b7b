"""News of a chat: server-sent events for a page that stays open, JSON for one that asks."""

import json
from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.webchat import wire
from bot.store import Chat, Kept, Store
from bot.wakeup import Wakeup

LOOK = 20.0
"""Seconds between two looks when nothing wakes it up; with Redis that is only for a wake-up that was lost."""
PING = 15


async def answer(request: Request, chat: Chat, store: Store, wakeup: Wakeup) -> Response:
    """`Last-Event-ID` or `?after=` says what the caller has; without either it gets what it has not acknowledged."""
    after = _after(request)
    if "text/event-stream" not in request.headers.get("accept", "") and _asks(request):
        return JSONResponse({"events": [wire.event(row) for row in await _news(store, chat, after)]})
    stream = _stream(chat, store, wakeup, after)
    return EventSourceResponse(stream, ping=PING, headers={"Cache-Control": "no-store"})


def _asks(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "") or "after" in request.query_params


def _after(request: Request) -> int | None:
    given = request.headers.get("last-event-id") or request.query_params.get("after")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise wire.Refusal(422, "invalid", "send the id of an event", "after")
    return int(given)


async def _news(store: Store, chat: Chat, after: int | None) -> list[Kept]:
    rows = await store.rows(chat, after or 0, kinds=("late", "notice"))
    return [row for row in rows if after is not None or not row.seen]


async def _stream(chat: Chat, store: Store, wakeup: Wakeup, after: int | None) -> AsyncIterator[ServerSentEvent]:
    async with wakeup.expect(await store.mark(chat)) as waiting:
        while True:
            for row in await _news(store, chat, after):
                after = row.id
                data = json.dumps(wire.event(row), ensure_ascii=False)
                yield ServerSentEvent(data, id=str(row.id))
            await waiting.woken(LOOK)
