"""What one press on 确认提交 runs through, and what the pages of a case ask: functions, files, statements, replays.

The bot and the API run here, over a socket, on SQLite or PostgreSQL; the turn is looked at with `sys.setprofile`.
"""

import asyncio
import sys
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from pydantic import SecretStr

from benchmarks.bench.ground import PASSWORD, TOKEN, Ground, filled
from benchmarks.bench.measure import Figures
from benchmarks.bench.watch import watched
from benchmarks.journey import PATH
from benchmarks.service import ROOT, free_port
from bot.app import build
from bot.settings import BotSettings
from bot.store import Chat
from conversations.questions.plain import Reply
from models.clock import SystemClock
from models.keys import load_keys
from tests.bot.conftest import Served

ROOMS = ("api", "bot", "conversations", "models")
COUNTED = {"loads": "Store.load", "saves": "Store.save", "parses": "Conversation.load", "replays": "run"}
ENGINE = "engine.py"
AIM = 20


@dataclass
class Steps:
    """Calls of our own functions, in order of file; `counted`: of those that read, write or replay a whole talk."""

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    _at: str = ""
    _seen: set[int] = field(default_factory=set)

    def __call__(self, frame: FrameType, what: str, _arg: object) -> None:
        code = frame.f_code
        if what != "call" or not code.co_filename.startswith(str(ROOT)):
            return
        path = code.co_filename[len(str(ROOT)) + 1 :]
        if path.split("/")[0] not in ROOMS:
            return
        self.calls[path, code.co_qualname] += 1
        if path != self._at:
            self.changes, self._at = self.changes + 1, path
        begins = code.co_code[frame.f_lasti + 1] == 0  # RESUME 0: a coroutine that goes on is no further call
        for name, wanted in COUNTED.items():
            if code.co_qualname == wanted and (name != "replays" or path.endswith(ENGINE)) and begins:
                self.counted[name] += 1

    def told(self) -> Figures:
        functions, files = set(self.calls), {path for path, _ in self.calls}
        return {
            "functions": len(functions),
            "calls": self.calls.total(),
            "files": len(files),
            "changes_of_file": self.changes,
            **{name: self.counted[name] for name in COUNTED},
        }


class Talk:
    """A person in the web chat, whom the desk answers in this process."""

    def __init__(self, desk: Any, address: str) -> None:
        self.desk, self.chat, self.count, self.shown = desk, Chat("web", address), 0, []  # type: ignore[var-annotated]

    async def say(self, text: str | None = None, **how: Any) -> None:
        self.count += 1
        reply = Reply(f"m{self.count}", SystemClock().now().isoformat(), text, **how)
        self.shown = await self.desk.hear(self.chat, reply)

    def buttons(self) -> dict[str, str]:
        presses = [p for s in self.shown for row in s.screen.rows for _, p in row]
        return {p.split(".", 3)[-1] if p.startswith("s.") else p: p for p in presses}

    async def press(self, *codes: str) -> None:
        there = self.buttons()
        await self.say(press=next(there[c] for c in codes if c in there))

    async def form(self) -> None:
        await self.say(press="m.submit")
        await self.press(PATH["consent"])
        await self.say("村口的路灯坏了一个月，晚上看不见路。")
        await self.press("done")
        while PATH["confirm"] not in self.buttons():
            await self.press(PATH["kind"], PATH["people"], PATH["who"], "skip")


async def trip(ground: Ground) -> Figures:
    out: Figures = {kind: await _on(ground, kind) for kind in ("sqlite", "postgresql")}
    return {**out, "beside": {"statements": AIM}, "ratio": round(out["postgresql"]["statements"] / AIM, 2)}


async def _on(ground: Ground, kind: str) -> Figures:
    """`statements`: all that the API sends for a confirming turn, BEGINs included, COMMITs not."""
    with filled(ground, kind) as (home, url):
        async with AsyncExitStack() as stack:
            seen = await stack.enter_async_context(watched(home, url))
            served = Served(seen.app, free_port())
            await served.up()
            stack.push_async_callback(served.down)
            given = BotSettings(
                var=home / "bot", api_url=served.url, api_token=SecretStr(TOKEN), keys_file=home / "keys.json"
            )
            bot = build(given, keys=load_keys(home / "keys.json"))
            await bot.start()
            stack.push_async_callback(bot.stop)
            for n in range(2):  # the first one fills what is kept
                talk = Talk(bot.desk, f"somebody-{n}")
                await talk.form()
                await asyncio.sleep(0.1)
                seen.clear()
                steps = Steps()
                sys.setprofile(steps)
                try:
                    await talk.press(PATH["confirm"])
                finally:
                    sys.setprofile(None)
            sent, begun = len(seen.sent), seen.begun
            pages = await _pages(seen, home)
    return {**steps.told(), "statements": sent + begun, "transactions": begun, **pages}


async def _pages(seen: Any, home: Path) -> Figures:
    """Statements of the page of a case and of its detail, for a clerk."""
    form = {"username": "demo", "password": PASSWORD}
    token = (await seen.http.post("/v1/token", data=form)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Cookie": f"huiyin_staff={token}"}
    case_no = (await seen.http.get("/v1/cases", headers=headers)).json()["items"][0]["case_no"]
    found: Figures = {}
    for name, path in (
        ("page", f"/staff/cases/{case_no}"),
        ("detail", f"/v1/cases/{case_no}"),
        ("list", "/staff/cases"),
    ):
        sent = await seen.statements("GET", path, headers=headers)
        found[f"{name}_statements"] = len(sent) + seen.begun
    return found
