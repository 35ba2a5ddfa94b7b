"""The chat page in browsers and on lines as people have them: what was typed is sent once, or stands as not sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from benchmarks.service import Huiyin
from tests.browser.conftest import shut
from tests.browser.test_chat import REPLY, STORY, Staff, counter, file_a_concern, number_on, press, say, until_true

__all__ = ["counter"]
LONG = 30_000
"""Milliseconds after which what has to come by itself has not come."""
BLOCKED = "合同写着 union select 公司，工资没发。"
NOT_SENT = "没发出去"
HTML = {"content_type": "text/html", "body": "<html><h1>Blocked</h1></html>"}


async def said(page: Page) -> list[str]:
    """What the service has of this person's words, in its order."""
    await page.goto(page.url.split("#")[0])
    return await page.locator(".bubble.me[data-id] .text").all_inner_texts()


async def answered(page: Page, times: int = 1) -> None:
    """The person's own words are marked neither waiting nor not sent, and the service spoke after them."""
    await expect(page.locator(".bubble.me.waiting")).to_have_count(0, timeout=LONG)
    await expect(page.locator(".bubble.me[data-sent]")).to_have_count(times, timeout=LONG)


def bubble(page: Page, text: str) -> Any:
    return page.locator(".bubble.me", has_text=text)


async def wall(page: Page, answer: Callable[[Route], Any], word: str = "union", times: int = 1000) -> list[str]:
    """Something in between meets the first `times` messages that hold `word`; what it met is returned."""
    met: list[str] = []

    async def between(route: Route) -> None:
        body = route.request.post_data or ""
        if word in body and len(met) < times:
            met.append(body)
            await answer(route)
        else:
            await route.continue_()

    await page.route("**/chat/messages", between)
    return met


# --- what the browser refuses

STORES = {
    "denied": "for (const n of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, n,"
    " {get() { throw new DOMException('denied', 'SecurityError') }});",
    "none": "for (const n of ['localStorage', 'sessionStorage', 'indexedDB'])"
    " Object.defineProperty(window, n, {value: null});",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };",
    "silent": "IDBFactory.prototype.open = () => ({});",
    "garbage": "localStorage.setItem('huiyin.queue', '{[');",
}


@pytest.mark.parametrize("store", STORES)
async def test_without_a_store_words_and_files_are_sent(huiyin_server: Huiyin, page: Page, store: str) -> None:
    await page.add_init_script(STORES[store])
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await answered(page)
    await page.set_input_files("#files", files=[{"name": "灯.txt", "mimeType": "text/plain", "buffer": b"lamp"}])
    await page.click("#send")
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible(timeout=LONG)
    assert (await said(page))[0] == STORY


async def test_without_a_store_what_waits_says_to_keep_the_page(huiyin_server: Huiyin, page: Page) -> None:
    await page.add_init_script(STORES["denied"])
    await page.goto(huiyin_server.url + "/")
    await wall(page, lambda route: route.abort(), "路灯", times=2)
    await say(page, STORY)
    await expect(bubble(page, STORY)).to_contain_text("请先别关这个页面")
    await answered(page)
    assert await said(page) == [STORY]


OLD = {
    "no submitter, no focus": "Object.defineProperty(SubmitEvent.prototype, 'submitter', {get() {}});"
    "document.addEventListener('mousedown', e => { if (e.target.closest('button')) e.preventDefault() }, true);",
    "no AbortController": "delete window.AbortController;",
    "no EventSource": "delete window.EventSource;",
    "no BroadcastChannel": "delete window.BroadcastChannel;",
    "no clipboard, no notifications": "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
    " delete window.Notification;",
    "too old for the script": "Object.defineProperty(window, 'crypto', {value: undefined});"
    " delete NodeList.prototype.forEach;",
}


@pytest.mark.parametrize("old", OLD)
async def test_an_old_browser_files_a_concern(huiyin_server: Huiyin, page: Page, old: str) -> None:
    await page.add_init_script(OLD[old])
    await page.goto(huiyin_server.url + "/")
    await page.get_by_role("button", name="提交诉求").click()
    await file_a_concern(page)


@pytest.mark.parametrize("lost", ["line", "chat", "outbox", "files"])
async def test_a_script_that_does_not_come_leaves_the_form(huiyin_server: Huiyin, page: Page, lost: str) -> None:
    await page.route(f"**/static/{lost}.js*", lambda route: route.fulfill(status=403, **HTML))  # type: ignore[arg-type]
    await page.goto(huiyin_server.url + "/")
    await file_a_concern(page)


PLACES = {
    "never": "navigator.geolocation.getCurrentPosition = () => {};",
    "denied": "navigator.geolocation.getCurrentPosition = (yes, no) => no({code: 1});",
    "forbidden": "navigator.geolocation.getCurrentPosition = () => { throw new Error('policy') };",
    "late": "navigator.geolocation.getCurrentPosition = yes =>"
    " { window.late = () => yes({coords: {latitude: 30, longitude: 120}}) };",
}


@pytest.mark.parametrize("place", PLACES)
async def test_the_place_is_asked_for_and_the_chat_goes_on(huiyin_server: Huiyin, page: Page, place: str) -> None:
    await page.add_init_script(PLACES[place])
    await page.goto(huiyin_server.url + "/")
    await page.get_by_role("button", name="发送位置").click()
    if place in ("denied", "forbidden"):
        await expect(page.get_by_role("status")).to_contain_text("请直接写地名")
    await expect(page.get_by_role("button", name="发送位置")).to_be_enabled()
    await say(page, STORY)
    await answered(page)
    await press(page, "同意，开始")
    await answered(page, 2)
    if place == "late":
        await page.evaluate("late()")
        assert (await said(page))[:2] == [STORY, "同意，开始"], "an answer to what is past is dropped"


# --- the cookie


async def test_a_cookie_that_is_gone_before_a_word_costs_nothing(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.context.clear_cookies()
    await say(page, STORY)
    await answered(page)
    await press(page, "同意，开始")
    await answered(page, 2)
    assert await said(page) == [STORY, "同意，开始"]


async def test_a_cookie_that_is_gone_later_leaves_the_words_in_the_box(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, "路灯坏了。")
    await answered(page)
    await page.context.clear_cookies()
    await say(page, STORY)
    await expect(page.get_by_role("textbox", name="写在这里")).to_have_value(STORY)
    await expect(page.get_by_text("从这里是新的对话")).to_be_visible()
    await expect(page.locator(".bubble.me", has_text="路灯坏了。")).to_be_visible()
    await page.click("#send")
    await answered(page, 2)
    assert await said(page) == [STORY]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
async def closed(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> AsyncIterator[BrowserContext]:
    """A browser that is set to keep nothing of any site: neither cookies nor stores."""
    (tmp_path / "Default").mkdir()
    refuses = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(refuses))
    path = await browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=request.getfixturevalue("chromium"),
        args=["--no-sandbox"],
        locale="zh-CN",
        java_script_enabled=request.param,
    )
    path.set_default_timeout(10_000)
    yield path
    await shut(path)


async def test_a_browser_that_refuses_cookies(
    huiyin_server: Huiyin, closed: BrowserContext, request: pytest.FixtureRequest
) -> None:
    page = await closed.new_page()
    await page.goto(huiyin_server.url + "/")
    if "no scripts" not in request.node.name:
        await file_a_concern(page)
        return
    await say(page, STORY)
    await expect(page.get_by_role("status")).to_contain_text("允许 Cookie")
    await expect(page.get_by_role("textbox", name="写在这里")).to_have_value(STORY)


# --- what stands in between

BETWEEN = {
    "403": {"status": 403, **HTML},
    "413": {"status": 413, **HTML},
    "406 in JSON": {"status": 406, "content_type": "application/json", "body": '{"message": "policy"}'},
    "401": {"status": 401, **HTML},
}


@pytest.mark.parametrize("kind", BETWEEN)
async def test_what_is_blocked_is_marked_and_holds_back_nothing(huiyin_server: Huiyin, page: Page, kind: str) -> None:
    await page.goto(huiyin_server.url + "/")
    met = await wall(page, lambda route: route.fulfill(**BETWEEN[kind]), times=1)  # type: ignore[arg-type]
    await say(page, BLOCKED)
    await expect(bubble(page, BLOCKED)).to_contain_text(NOT_SENT)
    await say(page, STORY)
    await expect(page.locator(".bubble.me[data-sent]")).to_have_count(1)
    await press(page, "同意，开始")
    await expect(page.locator(".bubble.me[data-sent]")).to_have_count(2)
    assert await said(page) == [STORY, "同意，开始"]
    await expect(bubble(page, BLOCKED)).to_contain_text(NOT_SENT)  # a reload forgets it not
    await bubble(page, BLOCKED).get_by_role("button", name="再发一次").click()
    await answered(page)
    assert await said(page) == [STORY, "同意，开始", BLOCKED]
    assert len(met) == 1


async def test_what_does_not_go_is_copied_or_removed(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')) }")
    await wall(page, lambda route: route.fulfill(status=403, **HTML))
    await say(page, BLOCKED)
    await bubble(page, BLOCKED).get_by_role("button", name="复制").click()
    await expect(page.get_by_role("textbox", name="写在这里")).to_have_value(BLOCKED)
    await bubble(page, BLOCKED).get_by_role("button", name="去掉").click()
    await expect(bubble(page, BLOCKED)).to_have_count(0)
    assert await said(page) == []
    assert await page.evaluate("localStorage.getItem('huiyin.queue')") is None


OURS = json.dumps({"type": "about:blank", "title": "Busy", "status": 503, "code": "unavailable", "errors": []})
PASSING = {
    "502": lambda route: route.fulfill(status=502, **HTML),
    "503 of a proxy": lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, **HTML),
    "503 of ours": lambda route: route.fulfill(
        status=503, headers={"Retry-After": "1", "Content-Type": "application/problem+json"}, body=OURS
    ),
    "429": lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, **HTML),
    "200 of a log-in page": lambda route: route.fulfill(status=200, **HTML),
    "200 of another's": lambda route: route.fulfill(status=200, json={"screens": "x"}),
    "reset": lambda route: route.abort("connectionreset"),
}


@pytest.mark.parametrize("kind", PASSING)
async def test_what_passes_is_waited_for_in_order_and_once(huiyin_server: Huiyin, page: Page, kind: str) -> None:
    await page.goto(huiyin_server.url + "/")
    met = await wall(page, PASSING[kind], "union", times=2)
    await say(page, BLOCKED)
    await say(page, STORY)
    await expect(bubble(page, BLOCKED)).to_contain_text("还没发出去")
    await answered(page, 2)
    assert await said(page) == [BLOCKED, STORY]
    assert len({json.loads(body)["id"] for body in met}) == 1


async def test_one_message_whose_line_is_always_cut_holds_back_no_other(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await wall(page, lambda route: route.abort("connectionreset"))
    await say(page, BLOCKED)
    await say(page, STORY)
    await expect(page.locator(".bubble.me[data-sent]")).to_have_count(1, timeout=LONG)
    await expect(bubble(page, BLOCKED)).to_contain_text(NOT_SENT)
    assert await said(page) == [STORY]


async def test_an_answer_that_is_lost_counts_once(huiyin_server: Huiyin, page: Page) -> None:
    """The confirmation arrives, what it was answered does not: sent again under the same id, one number."""
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    await press(page, "直接提交")
    await expect(page.get_by_role("button", name="确认提交")).to_be_visible()

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    met = await wall(page, lose, "press", times=2)
    await press(page, "确认提交")
    await number_on(page, 30)
    await answered(page, 4)
    assert len(met) == 2
    assert (await said(page)).count("确认提交") == 1
    await expect(page.locator("#log .text", has_text="您的编号")).to_have_count(1)


async def test_a_line_that_never_answers_is_given_up(huiyin_server: Huiyin, page: Page) -> None:
    await page.clock.install()
    await page.goto(huiyin_server.url + "/")

    async def hang(route: Route) -> None: ...

    await wall(page, hang, "路灯", times=1)
    await say(page, STORY)
    await say(page, "还有井盖。")
    await page.clock.fast_forward(46_000)
    await expect(bubble(page, STORY)).to_contain_text("还没发出去")
    await page.clock.fast_forward(3_000)
    await answered(page, 2)
    assert await said(page) == [STORY, "还有井盖。"]


async def test_offline_in_the_middle(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    await answered(page, 2)
    await page.context.set_offline(True)
    more = ["还有井盖。", "还有水管。", "还有垃圾。"]
    for text in more:
        await say(page, text)
    await press(page, "说完了")
    await expect(bubble(page, more[0])).to_contain_text("还没发出去")
    await page.context.set_offline(False)
    await answered(page, 6)
    assert await said(page) == [STORY, "同意，开始", *more, "说完了"]


async def test_a_stream_that_a_proxy_holds_back_is_asked_for(huiyin_server: Huiyin, page: Page, counter: Staff) -> None:
    async def hold(route: Route) -> None:
        if "event-stream" not in route.request.headers.get("accept", ""):
            await route.continue_()

    await page.route("**/chat/events*", hold)
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await counter.answer(case_no, REPLY)
    await expect(page.locator("#log .text", has_text="路灯已于今日修好")).to_be_visible(timeout=LONG)


# --- files


async def test_files_where_put_is_refused_and_pieces_are_too_large(huiyin_server: Huiyin, page: Page) -> None:
    sizes: list[int] = []

    async def between(route: Route) -> None:
        size = len(route.request.post_data_buffer or b"")
        if route.request.method == "PUT":
            await route.fulfill(status=405, **HTML)  # type: ignore[arg-type]
        elif size > 40_000:
            await route.fulfill(status=413, **HTML)  # type: ignore[arg-type]
        else:
            sizes.append(size)
            await route.continue_()

    await page.route("**/chat/files/*", between)
    await page.goto(huiyin_server.url + "/")
    text = {"name": "a.txt", "mimeType": "text/plain", "buffer": "灯。\n".encode() * 20_000}
    await page.set_input_files("#files", files=[text])
    await page.click("#send")
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible(timeout=LONG)
    assert max(sizes) <= 40_000


async def test_a_file_that_is_blocked_holds_back_no_other(huiyin_server: Huiyin, page: Page) -> None:
    bad: list[str] = []

    async def between(route: Route) -> None:
        bad[:] = bad or [route.request.url]
        if route.request.url in bad:
            await route.fulfill(status=403, **HTML)  # type: ignore[arg-type]
        else:
            await route.continue_()

    await page.route("**/chat/files/*", between)
    await page.goto(huiyin_server.url + "/")
    for name in ("a.txt", "b.txt"):
        await page.set_input_files("#files", files=[{"name": name, "mimeType": "text/plain", "buffer": name.encode()}])
    await page.click("#send")
    await expect(bubble(page, "a.txt")).to_contain_text(NOT_SENT, timeout=LONG)
    await expect(bubble(page, "b.txt")).to_contain_text("已发出", timeout=LONG)
    bad[:] = ["nothing"]
    await bubble(page, "a.txt").get_by_role("button", name="再发一次").click()
    await expect(bubble(page, "a.txt")).to_contain_text("已发出", timeout=LONG)


# --- tabs, reloads, leaving


async def test_what_is_typed_survives_a_reload_and_a_closed_tab(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.fill("#text", STORY)
    await page.reload()
    await expect(page.get_by_role("textbox", name="写在这里")).to_have_value(STORY)
    other = await page.context.new_page()
    await page.close()
    await other.goto(huiyin_server.url + "/")
    await expect(other.get_by_role("textbox", name="写在这里")).to_have_value(STORY)


async def test_two_tabs_send_what_waits_once(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await wall(page, lambda route: route.abort(), "路灯", times=2)
    await say(page, STORY)
    other = await page.context.new_page()
    await other.goto(huiyin_server.url + "/")
    await answered(page)
    await expect(other.locator(".bubble.me.waiting")).to_have_count(0)
    assert await said(other) == [STORY]


async def test_a_page_of_another_conversation_sends_nothing_into_this_one(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.context.clear_cookies()
    other = await page.context.new_page()
    await other.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await expect(bubble(page, STORY)).to_contain_text("这个页面旧了")
    assert await said(other) == []
    await expect(bubble(other, STORY)).to_contain_text("以前的对话")
    await bubble(other, STORY).get_by_role("button", name="再发一次").click()
    await answered(other)
    assert await said(other) == [STORY]


async def nothing_stays(context: BrowserContext, url: str) -> None:
    assert [c for c in await context.cookies() if c["name"] == "huiyin"] == []
    page = await context.new_page()
    await page.goto(url + "/chat/static/icon.svg")
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    await until_true(lambda: page.evaluate("indexedDB.databases().then(all => all.length === 0)"))
    await page.close()


@pytest.mark.parametrize("scripts", [True, False])
async def test_leaving_a_shared_machine(huiyin_server: Huiyin, browser: Browser, scripts: bool) -> None:
    context = await browser.new_context(locale="zh-CN", java_script_enabled=scripts)
    context.set_default_timeout(10_000)
    page, other = await context.new_page(), await context.new_page()
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await expect(page.get_by_role("button", name="同意，开始")).to_be_visible()
    await other.goto(huiyin_server.url + "/")
    await expect(other.get_by_text(STORY)).to_be_visible()
    await page.fill("#text", "写了一半")
    await page.get_by_role("link", name="退出").click()
    await page.get_by_role("button", name="现在退出").click()
    await expect(page.get_by_role("status")).to_contain_text("已退出")
    if scripts:
        await nothing_stays(context, huiyin_server.url)
        await expect(other.get_by_role("status")).to_contain_text("已退出")
    assert scripts or [c for c in await context.cookies() if c["name"] == "huiyin"] == []
    for _ in range(3):
        await page.go_back()
        await expect(page.get_by_text(STORY)).to_have_count(0)
        await expect(page.get_by_text("写了一半")).to_have_count(0)
    await shut(context)


async def test_leaving_is_asked_about_and_takes_back(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await wall(page, lambda route: route.fulfill(status=403, **HTML))
    await say(page, BLOCKED)
    await expect(bubble(page, BLOCKED)).to_contain_text(NOT_SENT)
    await page.get_by_role("link", name="退出").click()
    await expect(page.get_by_role("status")).to_contain_text("还有没发出去的内容")
    await page.get_by_role("link", name="退出").click()
    await page.get_by_role("link", name="返回对话").click()
    await expect(bubble(page, BLOCKED)).to_contain_text(NOT_SENT)


async def test_another_page_cannot_make_a_person_leave(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    done = await page.context.request.post(huiyin_server.url + "/chat/leave", form={"csrf": "0" * 32})
    assert "已退出" not in await done.text()
    assert [c for c in await page.context.cookies() if c["name"] == "huiyin"] != []


async def test_a_page_from_the_back_button_without_its_cookie_is_wiped(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await answered(page)
    await page.context.clear_cookies()
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    await expect(page.get_by_text(STORY)).to_have_count(0)


async def test_print_shows_the_conversation_and_no_controls(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await file_a_concern(page)
    await page.emulate_media(media="print")
    await expect(page.get_by_text("您的编号").last).to_be_visible()
    await expect(page.get_by_text(STORY).first).to_be_visible()
    assert await page.locator("button:visible, textarea:visible, #leave:visible").count() == 0


async def test_what_arrives_while_the_page_is_loaded_again_is_there_afterwards(
    huiyin_server: Huiyin, page: Page
) -> None:
    """The next page was made before the message came in, its answer went to the page that is left."""
    await page.goto(huiyin_server.url + "/")
    made = asyncio.Event()

    async def post(route: Route) -> None:
        await made.wait()
        await route.continue_()

    async def document(route: Route) -> None:
        answer = await route.fetch()
        made.set()
        await asyncio.sleep(1)  # the answer reaches the old page; if it did not, the message waits all the same
        await route.fulfill(response=answer)

    await page.route("**/chat/messages", post)
    await page.route(huiyin_server.url + "/", document)
    await page.fill("#text", STORY)
    await page.click("#send")
    await page.reload()
    await expect(page.locator("#log .text", has_text=STORY[:10]).first).to_be_visible(timeout=15_000)
    await expect(page.get_by_role("button", name="同意，开始")).to_be_visible(timeout=15_000)
