"""Whole lives of cases a second on a full table: created, accepted, assigned, answered, told, closed, read.

Beside them the bare row: a FastAPI route with one INSERT, called as often as a life has steps.
"""

import asyncio
from typing import Any

import aiohttp

from benchmarks.bench.create import CLIENTS, file
from benchmarks.bench.ground import TOKEN, Ground, apis, bare, filled, good, http, matter, staff_token
from benchmarks.bench.measure import Figures, compared, in_turns, load
from benchmarks.bench.plenty import fill

ANSWER = "：您好，您反映的路灯已由维修班更换灯泡，当晚恢复照明；如再不亮，请直接拨打本局电话，我们当日处理。"
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("accept", {"case_class": "appeal", "tier": "simple"}),
    ("assign", {"unit": "QH-ZJ", "handler": "demo"}),
    ("replies", {}),
]
CLOSED = {"cause": "service", "resolved": "yes"}
CALLS = 9
TOLD_SECONDS = 30


class Lives:
    """Bot and staff of the service at `url`, and one courier who tells what is due, whoever's it is."""

    def __init__(self, bot: aiohttp.ClientSession, staff: aiohttp.ClientSession, url: str) -> None:
        self.bot, self.staff, self.url = bot, staff, url
        self._answered: dict[str, asyncio.Event] = {}
        self._owed = asyncio.Event()

    async def _delivered(self, notice: Any) -> None:
        receipt = {"lease": notice["lease"], "outcome": "delivered"}
        await good(self.bot.post(f"{self.url}/v1/notifications/{notice['id']}/receipt", json=receipt))
        if notice["kind"] == "reply" and (waiting := self._answered.pop(notice["case_no"], None)):
            waiting.set()

    async def courier(self) -> None:
        """Until it is cancelled; woken by each answer, as the wakeup does."""
        wanted = {"channels": ["telegram"], "limit": 20}
        while True:
            found = (await good(self.bot.post(f"{self.url}/v1/notifications/lease", json=wanted)))["items"]
            await asyncio.gather(*map(self._delivered, found))
            if not found:
                self._owed.clear()
                await self._owed.wait()

    async def life(self, _client: int) -> None:
        made = await file(self.bot, self.url)
        await self._delivered(made["notice"])
        case_no, version = made["case_no"], 1
        told = self._answered[case_no] = asyncio.Event()
        for step, body in STEPS:
            version = await self._act(case_no, step, version, body or {"text": case_no + ANSWER})
        self._owed.set()
        async with asyncio.timeout(TOLD_SECONDS):
            await told.wait()
        await self._act(case_no, "close", version, CLOSED)
        await good(self.staff.get(f"{self.url}/v1/cases/{case_no}"))

    async def _act(self, case_no: str, step: str, version: int, body: dict[str, Any]) -> int:
        path, headers = f"{self.url}/v1/cases/{case_no}/{step}", {"If-Match": f'"{version}"'}
        moved = await good(self.staff.post(path, json=body, headers=headers))
        return int(moved["version"])


async def lifecycle(ground: Ground) -> Figures:
    count = ground.scale[-1]
    with filled(ground, "postgresql") as (home, url):
        assert url is not None
        await fill(url, home, count)
        async with apis(home, url) as services, bare("insert", url.replace("+asyncpg", "")) as beside:
            here = services[0].url
            token = await staff_token(here)
            async with http(TOKEN) as bot, http(token) as staff, http() as plain:
                lives = Lives(bot, staff, here)
                courier = asyncio.create_task(lives.courier())

                async def row(n: int) -> None:
                    for _ in range(CALLS):
                        await good(plain.post(f"{beside.url}/cases", json=matter(str(n))))

                def lived(clients: int) -> Any:
                    return lambda: load(lives.life, clients, ground.seconds)

                await lived(2)()
                done = await in_turns(
                    ground.runs,
                    one=lived(1),
                    here=lived(CLIENTS),
                    beside=lambda: load(row, CLIENTS, ground.seconds),
                    beside_1=lambda: load(row, 1, ground.seconds),
                )
                courier.cancel()
    return {
        "cases": count,
        "clients_1": compared(done, "one", "beside_1"),
        "clients_8": compared(done, "here", "beside"),
    }
