"""What was confirmed is one case, and what was typed is kept, whatever breaks at whatever moment."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks.journey import Chat, Lost, Web, count_cases
from benchmarks.service import Huiyin, serving

STORY = "东门路口的井盖松了，车一过就响，夜里睡不着。"


async def log_in(web: Web, service: Huiyin) -> str:
    form = {"username": "demo", "password": service.admin_password}
    token: str = (await web.good("POST", "/v1/token", data=form))["access_token"]
    return token


async def up_to_the_review(chat: Chat) -> None:
    await chat.start()
    await chat.send(text=STORY)
    await chat.press("agree")
    await chat.press("send")
    assert "yes" in chat.buttons()


def web(http: aiohttp.ClientSession, service: Huiyin) -> Web:
    return Web(http, service.url, Counter())


async def test_a_draft_and_a_case_are_there_after_a_restart(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as http:
        with serving(tmp_path) as service:
            chat = Chat(web(http, service))
            await up_to_the_review(chat)
        with serving(tmp_path, HUIYIN_ADMIN_PASSWORD="another-one") as service:
            chat.web = web(http, service)
            await chat.press("yes")
            case_no = await chat.number()
        with serving(tmp_path) as service:
            chat.web = web(http, service)
            await chat.send(press="m.follow")
            assert any(STORY[:4] in label["label"] for s in chat.screens for r in s["rows"] for label in r)
            assert case_no


@pytest.mark.parametrize("wait", [0.0, 0.005, 0.02, 0.05])
async def test_killed_while_confirming_there_is_exactly_one_case(tmp_path: Path, wait: float) -> None:
    async with aiohttp.ClientSession() as http:
        with serving(tmp_path) as service:
            chat = Chat(web(http, service))
            await up_to_the_review(chat)
            confirming = asyncio.create_task(chat.press("yes"))
            await asyncio.sleep(wait)
            await asyncio.to_thread(service.kill)
            await asyncio.gather(confirming, return_exceptions=True)
        with serving(tmp_path, HUIYIN_ADMIN_PASSWORD=service.admin_password) as service:
            chat.web = web(http, service)
            chat.count -= 1  # the page sends the same message again, under the same id
            try:
                if "yes" in chat.buttons():  # else the number had come before the end
                    await chat.press("yes")
                await chat.number()
            except Lost:
                await _number_comes(chat)
            staff = await log_in(chat.web, service)
            await asyncio.sleep(3)  # the sweeper has had its turn
            assert (await count_cases(chat.web, staff))["cases"] == 1


async def _number_comes(chat: Chat) -> str:
    for _ in range(240):  # a loaded machine takes long to start again
        for event in await chat.events():
            chat.screens = event["screens"]
            try:
                return await chat.number()
            except Lost:
                continue
        await asyncio.sleep(0.25)
    raise AssertionError("the number never came")


async def test_with_the_api_away_the_resident_is_told_it_is_kept_and_the_number_comes_later(tmp_path: Path) -> None:
    port = 0
    with serving(tmp_path) as first:  # makes the schema, the county and the account
        port = int(first.url.rsplit(":", 1)[1])
    token = _service_token(tmp_path)
    settings = {"HUIYIN_API_URL": f"http://127.0.0.1:{port}", "HUIYIN_API_TOKEN": token, "HUIYIN_API_SECONDS": "1"}
    async with aiohttp.ClientSession() as http:
        with serving(tmp_path, "bot", **settings) as door:
            chat = Chat(web(http, door))
            with serving(tmp_path, "api", port):
                await up_to_the_review(chat)
            await chat.press("yes")
            assert "正在提交" in chat.screens[-1]["text"]
            await chat.send(text="补充：是圆形的井盖。")
            with serving(tmp_path, "api", port, HUIYIN_ADMIN_PASSWORD=first.admin_password) as counter:
                case_no = await _number_comes(chat)
                inside = web(http, counter)
                staff = await log_in(inside, first)
                await _until(lambda: _words(inside, staff, case_no), [STORY, "补充：是圆形的井盖。"])
                assert (await count_cases(inside, staff))["cases"] == 1


async def _words(inside: Web, staff: str, case_no: str) -> list[str]:
    return [w["text"] for w in (await inside.good("GET", f"/v1/cases/{case_no}", staff))["words"]]


async def _until(ask: Any, wanted: Any) -> None:
    got = None
    for _ in range(60):
        got = await ask()
        if got == wanted:
            return
        await asyncio.sleep(0.25)
    raise AssertionError(got)


def _service_token(home: Path) -> str:
    env = {**os.environ, "HUIYIN_VAR": str(home / "var"), "HUIYIN_KEYS_FILE": str(home / "keys.json")}
    command = [sys.executable, "huiyin.py", "token", "bot", "--scope", "intake", "--scope", "deliver"]
    made = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return made.stdout.strip()
