"""The feed leaves out nothing, whatever the writers do; webhooks bring it, signed, until it is taken."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from api.events import calling, service
from api.security import digest
from models.tables import ApiToken
from tests.api.counter import START, Api, names, ok, refused, token


async def feed(api: Api, who: str = "clerk", after: str = "0", limit: int = 100) -> tuple[list[Any], str]:
    found = ok(await api("GET", f"/v1/events?after={after}&limit={limit}", who))
    return found["items"], found["next"]


async def machine(api: Api) -> str:
    async with api.ctx.db.write() as session:
        session.add(ApiToken(digest=digest(token("hall")), service="hall", scopes=["events"], created_at=START))
    return "hall"


async def test_page_by_page_it_is_all_that_happened(api: Api) -> None:
    number = await api.brought_to("closed")
    seen: list[Any] = []
    after = "0"
    while True:
        items, after = await feed(api, after=after, limit=2)
        if not items:
            break
        seen += items
    timeline = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
    assert [(e["seq"], e["kind"]) for e in seen if e["case_no"] == number] == [(e["seq"], e["kind"]) for e in timeline]
    assert [e["id"] for e in seen] == sorted({e["id"] for e in seen})
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "已看"}))
    items, _ = await feed(api, after=after)
    assert [e["kind"] for e in items] == ["note"] and set(items[0]) == {"id", "case_no", "seq", "kind", "at"}


async def test_accusations_are_told_to_those_who_see_them(api: Api) -> None:
    hall = await machine(api)
    number = (await api.file("局长受贿", kind="accusation"))["case_no"]
    for who, sees in ((hall, False), ("clerk", False), ("admin", False), ("discipline", True)):
        assert (number in [e["case_no"] for e in (await feed(api, who))[0]]) is sees, who
    refused(await api("GET", "/v1/events", "bot"), 403, "forbidden")
    refused(await api("GET", "/v1/cases", hall), 403, "forbidden")


async def test_a_slow_writer_is_not_skipped(api: Api) -> None:
    """One writes first and commits last, meanwhile others commit and the feed is read."""
    if api.ctx.db.sqlite:
        return  # whoever writes is alone there, and nobody is slow beside them
    slow = (await api.file("慢", chat="slow"))["case_no"]
    quick = (await api.file("快", chat="quick"))["case_no"]
    _, after = await feed(api)
    written, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        from api.cases import queries, record
        from models.law.events import EventKind

        async with api.ctx.db.write() as session:
            case = await queries.case_by_no(session, slow)
            assert case is not None
            await record.Journal(session, api.ctx, case, "x", None).append(EventKind.NOTE, body="x")
            await session.flush()
            written.set()
            await go_on.wait()

    holding = asyncio.create_task(hold())
    async with asyncio.timeout(20):
        await written.wait()
    ok(await api("POST", f"/v1/cases/{quick}/notes", "clerk", json={"text": "快"}))
    first, after = await feed(api, after=after)
    assert [e["case_no"] for e in first] == [quick]
    go_on.set()
    await holding
    second, _ = await feed(api, after=after)
    assert [e["case_no"] for e in second] == [slow]
    ids = await api.sql("SELECT event_id, position FROM feed_entry ORDER BY event_id")
    assert [p for _, p in ids] != sorted(p for _, p in ids)  # written before, told after


@dataclass
class Receiver:
    url: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[Any]:
        return [event for _, body in self.got for event in json.loads(body)["items"]]


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()

    async def take(request: web.Request) -> web.Response:
        one.got.append((dict(request.headers), await request.read()))
        return web.Response(status=one.status, headers={"Location": "http://127.0.0.1:1/"})

    app = web.Application()
    app.router.add_post("/take", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/take"
    yield one
    await runner.cleanup()


async def test_a_webhook_gets_everything_signed_and_again_until_it_takes_it(api: Api) -> None:
    api.ctx.settings.webhook_private = True
    number = (await api.file())["case_no"]
    async with receiver() as there:
        made = ok(await api("POST", "/v1/webhooks", "admin", json={"url": there.url}), 201)
        ok(await api.move(number, "accept", case_class="appeal"))
        there.status = 302
        assert await calling.call_all(api.ctx) == 0 and len(there.got) == 1
        (shown,) = ok(await api("GET", "/v1/webhooks", "admin"))["items"]
        assert (shown["attempts"], shown["error"], shown["waiting"]) == (1, "127.0.0.1 answers 302", 1)
        assert "secret" not in shown
        there.status = 200
        assert await calling.call_all(api.ctx) == 0 and len(there.got) == 1  # not yet
        api.clock.advance(timedelta(seconds=15))
        ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "已看"}))
        assert await calling.call_all(api.ctx) == 2
        assert [e["kind"] for e in there.events()] == ["accepted", "accepted", "note"]
        headers, body = there.got[-1]
        signed = f"{headers['X-Huiyin-Timestamp']}.".encode() + body
        assert headers["X-Huiyin-Signature"] == hmac.new(made["secret"].encode(), signed, hashlib.sha256).hexdigest()
        (shown,) = ok(await api("GET", "/v1/webhooks", "admin"))["items"]
        assert (shown["attempts"], shown["error"], shown["waiting"]) == (0, None, 0)
        assert await calling.call_all(api.ctx) == 0
        ok(await api("POST", f"/v1/webhooks/{made['id']}/retry", "admin"))
        assert (await api("DELETE", f"/v1/webhooks/{made['id']}", "admin")).status_code == 204
        ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "再看"}))
        assert await calling.call_all(api.ctx) == 0


async def test_a_webhook_never_leads_inside(sqlite_api: Api) -> None:
    for url in (
        "http://hall.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://192.168.1.9:8443/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "https://me:word@hall.example/x",
        "ftp://hall.example/",
        "https://",
        "nothing",
    ):
        names(await sqlite_api("POST", "/v1/webhooks", "admin", json={"url": url}), "url")
    made = ok(await sqlite_api("POST", "/v1/webhooks", "admin", json={"url": "https://hall.example/x"}), 201)
    assert made["secret"]
    with pytest.raises(OSError, match="inside"):
        await calling.Outside().resolve("localhost", 443)
    assert not service.is_inside("1.1.1.1") and service.is_inside("64:ff9b::a00:1")
