"""`make run` with a token: everything in one process, Telegram beside the web chat."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.service import serving
from tests.bot.conftest import number_in
from tests.sockets import a_free_port
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.test_talk import STORY


@pytest.mark.parametrize("called", [False, True], ids=["asks", "is called"])
async def test_one_process_serves_telegram_too(
    server: BotApi, tmp_path: Path, called: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"HUIYIN_TELEGRAM_TOKEN": TOKEN, "HUIYIN_TELEGRAM_API": server.url, "HUIYIN_TELEGRAM_CHAT_RATE": "50"}
    if called:
        port = a_free_port()
        monkeypatch.setattr("benchmarks.service.free_port", lambda: port)  # Telegram has to know it before
        settings["HUIYIN_TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{port}"
    person = server.person()
    person.says("/submit")
    loop = asyncio.get_running_loop()
    service = serving(tmp_path, **settings)
    running = await loop.run_in_executor(None, service.__enter__)
    try:
        await person.taps(".agree")
        await person.asked("story")
        person.says(STORY)
        await person.taps(".send")
        await person.taps(".yes")
        number = number_in((await person.hears("9901 21")).text)
    finally:
        await loop.run_in_executor(None, service.__exit__, None, None, None)
    assert number and TOKEN not in running.log.read_text()
