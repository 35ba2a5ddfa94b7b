"""The API as tests speak to it: the whole application over ASGI on a seeded database, with callers of every role."""

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI
from httpx import Response
from sqlalchemy import text

from api import seed
from api.context import Context
from api.security import digest
from api.staff.account_queries import add_staff
from models.clock import ManualClock
from models.db import Database
from models.keys import Keys
from models.law.people import Role, Scope
from models.tables import ApiToken, Staff, StaffRole

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""A Friday, 10:00 in Shanghai."""
KEYS = Keys({1: b"\x07" * 32}, 1)
PEOPLE: dict[str, tuple[str, list[tuple[Role, str | None]]]] = {
    "clerk": ("前台小陈", [(Role.CLERK, "QH-DESK")]),
    "housing": ("周工", [(Role.HANDLER, "QH-ZJ")]),
    "housing2": ("吴工", [(Role.HANDLER, "QH-ZJ")]),
    "transport": ("郑工", [(Role.HANDLER, "QH-JT")]),
    "supervisor": ("督查老李", [(Role.SUPERVISOR, None)]),
    "leader": ("林若川", [(Role.LEADER, None)]),
    "discipline": ("纪检老王", [(Role.DISCIPLINE, "QH-JW")]),
    "discipline2": ("纪检老钱", [(Role.DISCIPLINE, "QH-JW")]),
    "admin": ("管理员", [(Role.ADMIN, None)]),
}
SERVICES = {"bot": [Scope.INTAKE, Scope.DELIVER], "intake": [Scope.INTAKE], "courier": [Scope.DELIVER]}
PASSWORD = "清河-correct-horse"
ANSWERED = (
    "您好，您反映的路灯已于本周三由维修班更换灯泡并检查线路，当晚恢复照明；我们同时排查了整条路的其他路灯。"
    "如再发现不亮，请直接拨打本局电话，我们当日处理。感谢您的监督。"
)
"""An answer that is neither short nor, with a number before it, the same as another's."""


SOLVED = {"cause": "service", "resolved": "yes"}


async def fill(url: str) -> None:
    """The fictional county, a member of staff for every role, a token for each and for the services."""
    db, clock = Database(url), ManualClock(START)
    try:
        await seed.seed(db, clock)
        async with db.write() as session:
            units = {row.code: row.id for row in await session.execute(text("SELECT code, id FROM unit"))}
            hashed = ""
            for login, (name, roles) in PEOPLE.items():
                given: list[tuple[Role, int | None]] = [(role, units[unit] if unit else None) for role, unit in roles]
                if hashed:
                    made = await _like(session, login, name, hashed, given)
                else:
                    made = await add_staff(session, login, name, PASSWORD, given, START)
                hashed = made.password_hash
                session.add(ApiToken(digest=digest(token(login)), staff_id=made.id, scopes=[], created_at=START))
            for name, scopes in SERVICES.items():
                held = [str(s) for s in scopes]
                session.add(ApiToken(digest=digest(token(name)), service=name, scopes=held, created_at=START))
    finally:
        await db.close()


async def _like(session: Any, login: str, name: str, hashed: str, roles: list[tuple[Role, int | None]]) -> Staff:
    """Another account with the same password, without hashing it again: that takes a tenth of a second."""
    staff = Staff(login=login, name=name, password_hash=hashed, active=True, created_at=START)
    staff.roles = [StaffRole(role=role, unit_id=unit) for role, unit in roles]
    session.add(staff)
    await session.flush()
    return staff


BESIDE = {
    "review": ("replied", None),
    "rereview": ("replied", None),
    "not_accepted": ("registered", "not_accepted"),
    "no_longer_accepted": ("registered", "no_longer_accepted"),
    "withdrawn": ("assigned", "withdrawn"),
}


def token(who: str) -> str:
    return f"token-of-{who}"


@dataclass
class Api:
    """`who` is a login or a service, or nobody. Refusals are returned, failures of ours raised."""

    app: FastAPI
    http: httpx.AsyncClient
    clock: ManualClock
    ctx: Context
    url: str
    keys: Iterable[int] = field(default_factory=lambda: itertools.count(1))

    def key(self) -> str:
        return f"key-{next(iter(self.keys)):06}"

    async def __call__(
        self,
        method: str,
        path: str,
        who: str | None = None,
        *,
        key: str | None = None,
        version: int | None = None,
        chat: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Response:
        sent = dict(headers or {})
        if who is not None:
            sent["Authorization"] = f"Bearer {token(who)}"
        if key is not None:
            sent["Idempotency-Key"] = key
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        if chat is not None:
            sent |= {"Huiyin-Channel": "web", "Huiyin-Address": chat}
        return await self.http.request(method, path, headers=sent, **more)

    # --- what residents do

    def matter(self, words: str = "路灯坏了一个星期", chat: str = "chat-1", **more: Any) -> dict[str, Any]:
        resident = {"channel": "web", "address": chat}
        return {"parts": [{"text": words}], "consent": "2026-11", "kind": "difficulty", "resident": resident} | more

    async def file(self, words: str = "路灯坏了一个星期", chat: str = "chat-1", **more: Any) -> dict[str, Any]:
        """A new case; the *received* notice is delivered at once. The receipt."""
        got: dict[str, Any] = ok(
            await self("POST", "/v1/cases", "bot", key=self.key(), json=self.matter(words, chat, **more)), 201
        )
        if got["notice"]:
            await self.delivered(got["notice"])
        return got

    async def mine(self, chat: str = "chat-1") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ok(await self("GET", "/v1/mine/cases", "bot", chat=chat))["items"]
        return found

    async def my_case(self, case_no: str, chat: str = "chat-1") -> dict[str, Any]:
        found: dict[str, Any] = ok(await self("GET", f"/v1/mine/cases/{case_no}", "bot", chat=chat))
        return found

    # --- what couriers do

    async def lease(self, limit: int = 20, channel: str = "web") -> list[dict[str, Any]]:
        wanted = {"channels": [channel], "limit": limit}
        found: list[dict[str, Any]] = ok(await self("POST", "/v1/notifications/lease", "bot", json=wanted))["items"]
        return found

    async def receipt(self, notice: dict[str, Any], outcome: str, **more: Any) -> Response:
        body = {"lease": notice["lease"], "outcome": outcome} | more
        return await self("POST", f"/v1/notifications/{notice['id']}/receipt", "bot", json=body)

    async def delivered(self, notice: dict[str, Any]) -> None:
        assert (await self.receipt(notice, "delivered")).status_code == 204

    async def deliver_all(self, channel: str = "web") -> list[dict[str, Any]]:
        """Everything that is due on a channel, in the order in which it came."""
        told = []
        while found := await self.lease(channel=channel):
            for notice in found:
                await self.delivered(notice)
            told += found
        return told

    # --- what staff do

    async def case(self, case_no: str, who: str = "clerk") -> dict[str, Any]:
        found: dict[str, Any] = ok(await self("GET", f"/v1/cases/{case_no}", who))
        return found

    async def move(
        self, case_no: str, action: str, who: str = "clerk", version: int | None = None, **body: Any
    ) -> Response:
        """With the version as it stands, unless another is given; closing says that it is solved, and why it arose."""
        body = SOLVED | body if action == "close" else body
        if version is None:
            seen = await self("GET", f"/v1/cases/{case_no}", who)
            version = seen.json()["version"] if seen.status_code == 200 else 1
        return await self("POST", f"/v1/cases/{case_no}/{action}", who, version=version, json=body)

    async def guide(self, case_no: str, who: str = "clerk", by: str = "supervisor", **body: Any) -> Response:
        """Proposed by one and approved by another; the proposal's answer when it is refused."""
        made = await self.move(case_no, "proposals", who, kind="guide", reason="走别的途径", **body)
        if made.status_code != 201:
            return made
        path = f"/v1/cases/{case_no}/proposals/{made.json()['id']}/decide"
        return await self("POST", path, by, version=made.json()["version"], json={"approve": True})

    async def brought_to(self, state: str, **more: Any) -> str:
        """The number of a new case in that state; every notice on the way was delivered.

        States beside the ordinary way are set in the database, along an allowed move."""
        if state in BESIDE:
            start, ending = BESIDE[state]
            case_no = await self.brought_to(start, **more)
            await self.sql("UPDATE case_ SET state = :s, ending = :e WHERE case_no = :n", s=state, e=ending, n=case_no)
            return case_no
        case_no = str((await self.file(**more))["case_no"])
        steps: list[tuple[str, str, dict[str, str]]] = [
            ("accepted", "accept", {"case_class": "other"}),
            ("assigned", "assign", {"unit": "QH-ZJ", "handler": "housing"}),
            ("replied", "replies", {"text": f"{case_no}：{ANSWERED}"}),
            ("closed", "close", {}),
        ]
        if state == "registered":
            return case_no
        for version, (reached, action, body) in enumerate(steps, 1):
            if action == "close":
                await self.deliver_all()
            ok(await self.move(case_no, action, version=version, **body))
            if reached == state:
                break
        await self.deliver_all()
        return case_no

    # --- beneath

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """Raw SQL in a transaction of its own; what it returns, if it returns rows."""
        async with self.ctx.db.write() as session:
            result = await session.execute(text(statement), values)
            return list(result) if result.returns_rows else []  # type: ignore[attr-defined]


def ok(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, (
        answer.request.method,
        answer.request.url.path,
        answer.status_code,
        answer.text,
    )
    return answer.json()


def refused(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The problem details of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert problem["status"] == status
    return problem


def names(answer: Response, name: str) -> None:
    """422 that names the field."""
    problem = refused(answer, 422, "invalid")
    assert any(name in e["field"] for e in problem["errors"]), problem


async def together(*calls: Any) -> list[Response]:
    return list(await asyncio.gather(*calls))
