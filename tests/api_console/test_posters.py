"""Posters: what their codes hold, for every place, on the page and from the command line."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import segno
from click.testing import Result
from markupsafe import Markup
from sqlalchemy import update
from typer.testing import CliRunner

from huiyin import cli
from models.links import on_telegram, on_the_web
from models.tables import Unit
from tests.api_console.conftest import Desk

PLACE = "990121001001"


def codes(page: str) -> list[str]:
    """The drawn modules of each code, without its size."""
    return re.findall(r'<path[^>]* d="([^"]+)"', page)


def code(address: str) -> str:
    (drawn,) = codes(Markup(segno.make_qr(address, error="q").svg_inline(scale=8, border=2)))
    return drawn


async def test_a_poster_leads_to_the_chat_of_its_place(one_desk: Desk) -> None:
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/posters")
    places = re.findall(r'href="/staff/posters/([0-9]+)"', clerk.page)
    assert PLACE in places and len(places) > 10
    answer = await clerk.get(f"/staff/posters/{PLACE}")
    assert "清河县" in clerk.page and "东门社区" in clerk.page and "不收任何费用" in clerk.page
    assert codes(clerk.page) == [code(f"http://desk/?place={PLACE}")]
    assert "script" not in answer.headers["content-security-policy"]
    for wrong in ("990121999999", "abc", "1"):
        assert (await clerk.get(f"/staff/posters/{wrong}")).status_code == 404


async def test_with_a_bot_there_are_two_codes(one_desk: Desk) -> None:
    settings = one_desk.app.state.context.settings
    settings.public_url, settings.telegram_name = "https://huiyin.example/", "@qinghe_bot"
    handler = await one_desk.seat("handler")
    await handler.get(f"/staff/posters/{PLACE}")
    web, telegram = f"https://huiyin.example/?place={PLACE}", f"https://t.me/qinghe_bot?start=p_{PLACE}"
    assert (web, telegram) == (on_the_web("https://huiyin.example/", PLACE), on_telegram("@qinghe_bot", PLACE))
    assert codes(handler.page) == [code(web), code(telegram)]


async def test_only_a_number_that_is_there_is_printed(one_desk: Desk) -> None:
    clerk = await one_desk.seat("clerk")
    await clerk.get(f"/staff/posters/{PLACE}")
    assert "就打电话" in clerk.page
    async with one_desk.app.state.context.db.write() as session:
        await session.execute(update(Unit).values(phone=None))
    await clerk.get(f"/staff/posters/{PLACE}")
    assert "打电话" not in clerk.page and "当面说" in clerk.page


async def test_only_staff_see_the_list(one_desk: Desk) -> None:
    nobody = one_desk.browser()
    assert (await nobody.get("/staff/posters")).status_code == 303
    assert (await nobody.get(f"/staff/posters/{PLACE}")).status_code == 303


@pytest.mark.slow
async def test_the_command_writes_the_page(one_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'huiyin.db'}")
    monkeypatch.chdir(tmp_path)

    def huiyin(*args: str) -> Result:
        """In a thread of its own, for it runs an event loop, and there is one here."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, cli, args).result()

    no_base = huiyin("poster", PLACE)
    assert (no_base.exit_code, "HUIYIN_PUBLIC_URL" in no_base.stderr) == (1, True)
    made = huiyin("poster", PLACE, "--base", "https://huiyin.example")
    assert (made.exit_code, made.stdout.strip()) == (0, f"poster-{PLACE}.html"), made.stderr
    assert codes((tmp_path / made.stdout.strip()).read_text("utf-8")) == [
        code(f"https://huiyin.example/?place={PLACE}")
    ]
    unknown = huiyin("poster", "990121999999", "--base", "https://huiyin.example")
    assert (unknown.exit_code, "no area" in unknown.stderr) == (1, True)
