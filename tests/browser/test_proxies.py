"""The chat and the staff's log-in through a real nginx and a real Caddy, with the lines of docs/operations.md."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import segno
from playwright.async_api import Browser, Page, expect

from api.posters.codes import MODULE
from benchmarks.service import Huiyin, serving
from models.links import on_the_web
from tests import proxies
from tests.browser.conftest import shut
from tests.browser.test_chat import REPLY, STORY, Staff, counter, file_a_concern, press, say, until_true

__all__ = ["counter"]
SERIAL = count(1)
"""Of cases that nobody has: each is looked for once, so only the limit by address is met."""


@pytest.fixture(scope="module")
def huiyin_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Huiyin]:
    named = {"HUIYIN_PROXIES": "127.0.0.1", "HUIYIN_STATUS_LIMIT": "4/minute"}
    with serving(tmp_path_factory.mktemp("behind"), **named) as service:
        yield service


def port(service: Huiyin) -> int:
    return int(service.url.rsplit(":", 1)[1])


@pytest.fixture(params=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, huiyin_server: Huiyin, tmp_path: Path) -> Iterator[str]:
    with getattr(proxies, request.param)(tmp_path, port(huiyin_server)) as address:
        yield address


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="zh-CN", ignore_https_errors=True)
    context.set_default_timeout(15_000)
    yield await context.new_page()
    await shut(context)


async def test_a_concern_and_its_answer_go_through(front: str, page: Page, counter: Staff) -> None:
    await page.goto(front + "/")
    case_no = await file_a_concern(page)
    await counter.answer(case_no, REPLY)
    await expect(page.locator("#log .text", has_text="路灯已于今日修好").last).to_be_visible(timeout=15_000)
    await until_true(lambda: counter.delivered(case_no, "reply"))
    (cookie,) = [c for c in await page.context.cookies() if c["name"] == "huiyin"]
    assert cookie["secure"] and cookie["httpOnly"]


async def test_a_file_larger_than_nginx_takes_by_itself(front: str, page: Page, counter: Staff) -> None:
    await page.goto(front + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    large = {"name": "说明.txt", "mimeType": "text/plain", "buffer": "路灯坏了。\n".encode() * 200_000}
    await page.set_input_files("#files", files=[large])
    await page.click("#send")
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible(timeout=60_000)


async def test_staff_log_in_and_the_poster_carries_the_address_people_see(
    front: str, page: Page, huiyin_server: Huiyin
) -> None:
    await page.goto(front + "/staff/login")
    await page.get_by_label("登录名").fill("demo")
    await page.get_by_label("密码").fill(huiyin_server.admin_password)
    await page.get_by_role("button", name="登录").click()
    await expect(page).to_have_url(re.compile(r"/staff(/|$|\?)"))
    (cookie,) = [c for c in await page.context.cookies() if c["name"] == "huiyin_staff"]
    assert cookie["secure"]
    poster = await (await page.context.request.get(front + "/staff/posters/990121001001")).text()
    code = segno.make_qr(on_the_web(front, "990121001001"), error="q").svg_inline(scale=MODULE, border=2, omitsize=True)
    assert code in poster


@pytest.mark.parametrize("named", [True, False])
async def test_without_host_the_right_token_counts(
    tmp_path: Path, huiyin_server: Huiyin, page: Page, named: bool
) -> None:
    """An nginx that hands on nothing, plain HTTP, a browser without Sec-Fetch-Site: with scripts and without."""
    lines = [
        ("listen 443 ssl;", "listen 443;"),
        ("proxy_set_header Host              $http_host;", "proxy_set_header Sec-Fetch-Site '';"),
        ("proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;", ""),
        ("proxy_set_header X-Forwarded-Proto $scheme;", ""),
        *([] if named else [("proxy_set_header X-Forwarded-Host  $http_host;", "")]),
    ]
    with proxies.nginx(tmp_path, port(huiyin_server), *lines) as front:
        await page.goto(front + "/")
        await file_a_concern(page)
        plain = await page.context.browser.new_context(java_script_enabled=False, locale="zh-CN")  # type: ignore[union-attr]
        bare = await plain.new_page()
        await bare.goto(front + "/")
        await file_a_concern(bare)
        await plain.close()


async def look_up(front: str, caller: str, **headers: str) -> list[int]:
    """What six look-ups of as many cases are answered, from an address of this machine."""
    connector = aiohttp.TCPConnector(local_addr=(caller, 0), ssl=False, family=2)
    async with aiohttp.ClientSession(connector=connector) as http:
        found = []
        for n in range(6):
            asked = {"case_no": f"99012120261128{next(SERIAL):06d}", "query_code": "ABCD2345"}
            more = {name: value.replace("#", str(n)) for name, value in headers.items()}
            async with http.post(front + "/v1/status", json=asked, headers=more) as answer:
                found.append(answer.status)
        return found


async def test_limits_count_each_caller_and_believe_none_of_them(front: str, huiyin_server: Huiyin) -> None:
    made_up: dict[str, Any] = {"X-Forwarded-For": "6.6.6.#", "Forwarded": "for=6.6.6.#"}
    kind = sum(map(ord, front)) % 100  # callers of one proxy are none of the other's
    first, second = f"127.0.{kind}.2", f"127.0.{kind}.3"
    assert (await look_up(front, first, **made_up)).count(429) == 2
    assert 429 not in (await look_up(front, second))[:4], "another caller is not counted with the first"
    assert (await look_up(huiyin_server.url, f"127.0.{kind}.4", **made_up)).count(429) == 2, "not a named proxy"
