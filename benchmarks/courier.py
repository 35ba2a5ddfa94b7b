"""How fast the courier is when Telegram is far away: notices to as many chats, each call answered after `latency`.

    python -m benchmarks.courier --n 200 --latency 0.15

The API is a process of its own on SQLite; the courier and a Bot API server of our own run here. The pace stays as it
is set for real (28 messages a second). The last line on stdout is one JSON object: messages a second when one chat
is served after the other, and when they are served at once.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr

from api.seed import BOT, new_token
from api.settings import Settings
from benchmarks.service import Huiyin, free_port, serving
from bot.app import Bot, build
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.courier import TOGETHER, Courier
from bot.settings import BotSettings
from models.clock import SystemClock
from models.db import Database
from models.keys import Keys
from models.law.channels import Channel
from models.wire import CaseCreate, Part, Receipt, ResidentRef
from tests.telegram.botapi import TOKEN, BotApi

AT_ONCE = 8
WAIT_SECONDS = 600


async def token_of(service: Huiyin) -> str:
    """A token of a bot beside the one that the service runs itself, which knows no Telegram."""
    db = Database(Settings(var=service.var).database)
    try:
        return await new_token(db, SystemClock(), "bench", BOT)
    finally:
        await db.close()


async def file(bot: Bot, n: int) -> str:
    """A case of chat `n`, whose first notice is told already."""
    whom = ResidentRef(channel=Channel.TELEGRAM, address=str(n), locale="zh_Hans")
    parts = [Part(text=f"{n}号楼前的路灯坏了。")]
    receipt = await bot.client.file_case(f"courier-{n}", CaseCreate(parts=parts, consent="2026-11", resident=whom))
    notice = receipt.notice
    assert notice is not None
    await bot.client.receipt(notice.id, Receipt(lease=notice.lease, outcome="delivered"))
    return receipt.case_no


async def accept(http: aiohttp.ClientSession, url: str, case_no: str) -> None:
    """Owes its chat a notice."""
    path = f"{url}/v1/cases/{case_no}"
    async with http.get(path) as answer:
        version = (await answer.json())["version"]
    headers = {"If-Match": f'"{version}"'}
    async with http.post(f"{path}/accept", json={"case_class": "appeal"}, headers=headers) as answer:
        assert answer.status < 300, await answer.text()


async def prepare(bot: Bot, service: Huiyin, first: int, count: int) -> None:
    form = {"username": "demo", "password": service.admin_password}
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{service.url}/v1/token", data=form) as answer:
            http.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"

        async def one(n: int) -> None:
            async with gate:
                await accept(http, service.url, await file(bot, n))

        await asyncio.gather(*(one(n) for n in range(first, first + count)))


async def delivered(bot: Bot, telegram: Telegram, server: BotApi, count: int, together: int) -> dict[str, Any]:
    """Runs the courier until every notice has come; messages a second, from the first to the last."""
    server.sent.clear()
    courier = Courier(bot.client, bot.store, bot.wakeup, [telegram], 0.2, together, background=bot.background)
    running = asyncio.create_task(courier.run())
    end = time.monotonic() + WAIT_SECONDS
    while len(server.sent) < count and time.monotonic() < end:  # noqa: ASYNC110 - a server wakes nobody up
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    running.cancel()
    await asyncio.wait({running})
    at = sorted(m.at for m in server.sent)
    most = max((sum(1 for t in at if a <= t < a + 1) for a in at), default=0)
    seconds = at[-1] - at[0] if at else 0.0
    return {
        "chats_at_once": together,
        "messages": len(at),
        "chats": len({m.chat for m in server.sent}),
        "seconds": round(seconds, 2),
        "per_second": round((len(at) - 1) / seconds, 2) if seconds else 0.0,
        "most_in_a_second": most,
    }


async def measure(service: Huiyin, home: Path, given: argparse.Namespace) -> dict[str, Any]:
    server = BotApi()
    await server.up(free_port())
    token = SecretStr(await token_of(service))
    settings = BotSettings(var=home / "bot", api_url=service.url, api_token=token)
    bot = build(settings, keys=Keys({1: b"k" * 32}, 1))
    await bot.start()
    given_to = TelegramSettings(telegram_token=SecretStr(TOKEN), telegram_api=server.url, telegram_rate=given.rate)
    telegram = Telegram(bot.desk, given_to)
    await telegram.open()
    try:
        runs = []
        for number, together in enumerate((1, given.at_once)):
            await prepare(bot, service, 1 + number * given.n, given.n)
            server.latency = given.latency
            runs.append(await delivered(bot, telegram, server, given.n, together))
            server.latency = 0.0
            print(json.dumps(runs[-1]), file=sys.stderr)
        return {"n": given.n, "latency": given.latency, "rate": given.rate, "before": runs[0], "after": runs[1]}
    finally:
        await telegram.close()
        await bot.stop()
        await server.down()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.courier", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="chats, each with one notice")
    parser.add_argument("--latency", type=float, default=0.15, help="seconds until Telegram answers a call")
    parser.add_argument("--rate", type=float, default=28, help="messages a second that the limiter lets pass")
    parser.add_argument("--at-once", type=int, default=TOGETHER, help="chats served at once")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))  # stdout is for the result
    with tempfile.TemporaryDirectory(prefix="huiyin-") as folder:
        home = Path(folder)
        with serving(home) as service:
            result = asyncio.run(measure(service, home, given))
    print(json.dumps(result))
    whole = all(result[run]["messages"] == result[run]["chats"] == given.n for run in ("before", "after"))
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
