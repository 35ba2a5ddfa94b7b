"""The chat page on a bad line and an old phone: 50 kbit/s, requests that fail, no server-sent events, a reload."""

import contextlib
import io
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import esprima  # type: ignore[import-untyped]
import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from benchmarks.service import Huiyin
from tests.browser.test_chat import REPLY, STORY, Staff, counter, number_on, press, say, until_true

__all__ = ["counter"]
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
STATIC = Path(__file__).parents[2] / "bot" / "channels" / "webchat" / "static"


async def throttle(page: Page) -> Any:
    line = await page.context.new_cdp_session(page)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", SLOW)
    return line


async def fail_some(page: Page, share: float, seed: int) -> list[str]:
    """Aborts requests at random; which, is what is returned."""
    chance, lost = random.Random(seed), list[str]()

    async def pass_or_fail(route: Route) -> None:
        if chance.random() < share:
            lost.append(route.request.url)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route("**/*", pass_or_fail)
    return lost


def photo(width: int) -> dict[str, Any]:
    out = io.BytesIO()
    Image.effect_noise((width, width), 90).convert("RGB").save(out, "JPEG")
    return {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


async def test_the_first_screen_is_light(huiyin_server: Huiyin, page: Page) -> None:
    line, sizes = await page.context.new_cdp_session(page), list[int]()
    await line.send("Network.enable")
    line.on("Network.loadingFinished", lambda done: sizes.append(int(done["encodedDataLength"])))
    await page.goto(huiyin_server.url + "/", wait_until="load")
    await page.wait_for_timeout(500)
    print("first screen:", sum(sizes), "bytes in", len(sizes), "requests")
    assert 5_000 < sum(sizes) <= 40_000


@pytest.mark.parametrize("seed", [1, 7])
async def test_a_concern_is_filed_at_50_kbit_with_requests_failing(
    huiyin_server: Huiyin, page: Page, counter: Staff, seed: int
) -> None:
    page.set_default_timeout(60_000)
    await throttle(page)
    lost = await fail_some(page, 0.05, seed)
    began = time.monotonic()
    for _ in range(5):
        try:
            await page.goto(huiyin_server.url + "/", wait_until="domcontentloaded")
            break
        except Exception:
            continue
    await page.fill("#text", STORY)
    await page.click("#send")
    for label in ("同意，开始", "直接提交", "确认提交"):
        await press(page, label)
    case_no = await number_on(page, 60)
    seconds = time.monotonic() - began
    print(f"number after {seconds:.1f} s, {len(lost)} requests lost")
    assert seconds < 60
    words = (await counter.case(case_no))["words"]
    assert isinstance(words, list)
    assert [w["text"] for w in words] == [STORY]


async def test_a_photo_follows_its_case_on_a_slow_line(huiyin_server: Huiyin, page: Page, counter: Staff) -> None:
    await page.goto(huiyin_server.url + "/")
    await throttle(page)
    page.set_default_timeout(30_000)
    await say(page, STORY)
    await press(page, "同意，开始")
    await expect(page.get_by_role("button", name="直接提交").last).to_be_visible()
    await page.set_input_files("#files", files=[photo(340)])
    await page.click("#send")
    await expect(page.locator(".file-state", has_text=re.compile("正在发"))).to_be_visible()
    await press(page, "直接提交")
    await press(page, "可以用")
    await expect(page.get_by_text("个文件正在路上").last).to_be_visible()
    await press(page, "确认提交")
    case_no = await number_on(page, 30)
    assert [w for w in (await counter.case(case_no))["words"] if w["file"]] == []  # type: ignore[attr-defined]
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible(timeout=60_000)

    async def joined() -> bool:
        words = (await counter.case(case_no))["words"]
        return [w["media_type"] for w in words if w["file"]] == ["image/jpeg"]  # type: ignore[attr-defined]

    await until_true(joined)


async def test_a_reload_goes_on_where_it_stopped(huiyin_server: Huiyin, page: Page) -> None:
    ranges: list[str] = []
    page.on("request", lambda r: ranges.append(r.headers.get("content-range", "")) if r.method == "PUT" else None)
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    await throttle(page)
    await page.set_input_files("#files", files=[photo(400)])
    await page.click("#send")
    await expect(page.locator(".file-state", has_text=re.compile(r"正在发：[1-9]\d* %"))).to_be_visible(timeout=30_000)
    before = len(ranges)
    await page.reload()
    line = await page.context.new_cdp_session(page)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", SLOW | {"downloadThroughput": -1, "uploadThroughput": -1})
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible(timeout=30_000)
    assert ranges[before].startswith("bytes */")
    assert int(ranges[before + 1].removeprefix("bytes ").split("-")[0]) > 0
    await expect(page.get_by_text("1 张照片").last).to_be_visible()


async def test_without_server_sent_events_it_asks(huiyin_server: Huiyin, page: Page, counter: Staff) -> None:
    await page.add_init_script("delete window.EventSource")
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    for label in ("同意，开始", "直接提交", "确认提交"):
        await press(page, label)
    await counter.answer(await number_on(page), REPLY)
    drawn = page.locator("#log .text", has_text="路灯已于今日修好").last
    await expect(drawn).to_be_visible(timeout=25_000)


# --- scripts an old phone understands


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for value in vars(node).values():
        for child in value if isinstance(value, list) else [value]:
            if hasattr(child, "type"):
                yield from _nodes(child)


def newer(source: str) -> list[str]:
    """What of a script no ES2017 engine understands. The parser itself stops at what came after ES2018."""
    found = []
    for node in _nodes(esprima.parseScript(source)):
        if node.type == "ObjectExpression" and any(p.type == "SpreadElement" for p in node.properties):
            found.append("spread in an object")
        if node.type == "ObjectPattern" and any(p.type == "RestElement" for p in node.properties):
            found.append("rest of an object")
        if node.type == "Literal" and getattr(node, "regex", None) and "s" in node.regex.flags:
            found.append("dotall")
    return found


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_script_uses_syntax_after_es2017(script: Path) -> None:
    source = script.read_text("utf-8")
    assert newer(source) == []
    late = r"\.(flatMap|flat|fromEntries|matchAll|allSettled|replaceAll|at|finally|trimStart|trimEnd)\(|globalThis"
    assert re.findall(late, source) == []


@pytest.mark.parametrize(
    "source", ["a?.b", "a ?? b", "try {} catch {}", "x = {...y}", "var {a, ...b} = c", "1n", "/a/s"]
)
def test_newer_syntax_is_noticed(source: str) -> None:
    with contextlib.suppress(esprima.Error):
        assert newer(source) != []
