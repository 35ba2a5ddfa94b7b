"""The chat page as residents use it: in Chromium, with and without scripts, on a small phone."""

import asyncio
import io
import re
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, Locator, Page, expect

from benchmarks.journey import Web
from benchmarks.service import Huiyin
from models.numbers import clean_number, valid_case_no
from tests.browser.conftest import shut

STORY = "我家门口的路灯坏了一个星期，<b>晚上</b>老人不敢出门。"
IN_FOURS = re.compile(r"(?:\d{4}\s){4}\d{4}(?=\s)")
REPLY = "您好：\n　　路灯已于今日修好。  谢谢您的反映。"


class Staff:
    """Staff at the counter, over the API."""

    def __init__(self, web: Web, token: str) -> None:
        self.web, self.token = web, token

    async def case(self, case_no: str) -> dict[str, object]:
        found: dict[str, object] = await self.web.good("GET", f"/v1/cases/{case_no}", self.token)
        return found

    async def step(self, case_no: str, step: str, **body: object) -> None:
        version = (await self.case(case_no))["version"]
        await self.web.good(
            "POST", f"/v1/cases/{case_no}/{step}", self.token, json=body, headers={"If-Match": f'"{version}"'}
        )

    async def answer(self, case_no: str, text: str) -> None:
        await self.step(case_no, "accept", case_class="other")
        await self.step(case_no, "assign", unit="QH-ZJ", handler="demo")
        await self.step(case_no, "replies", text=text)

    async def has(self, case_no: str, text: str) -> bool:
        """Whether these words are among the case's."""
        words = (await self.case(case_no))["words"]
        assert isinstance(words, list)
        return any(w["text"] == text for w in words)

    async def rated(self, case_no: str, rating: str) -> bool:
        return (await self.case(case_no))["rating"] == rating

    async def delivered(self, case_no: str, kind: str) -> bool:
        notices = (await self.case(case_no))["notices"]
        assert isinstance(notices, list)
        return any(n["kind"] == kind and n["state"] == "delivered" for n in notices)


@pytest.fixture
async def counter(huiyin_server: Huiyin) -> AsyncIterator[Staff]:
    async with aiohttp.ClientSession() as http:
        web = Web(http, huiyin_server.url, Counter())
        form = {"username": "demo", "password": huiyin_server.admin_password}
        yield Staff(web, (await web.good("POST", "/v1/token", data=form))["access_token"])


async def press(page: Page, label: str) -> None:
    await page.get_by_role("button", name=label, exact=True).last.click()


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("#send")


async def file_a_concern(page: Page, text: str = STORY) -> str:
    await say(page, text)
    await press(page, "同意，开始")
    await press(page, "直接提交")
    await press(page, "确认提交")
    return await number_on(page)


async def number_on(page: Page, seconds: float = 10) -> str:
    """What stands on the receipt. Waits for it; a page that comes slowly is seen in pieces."""
    told = page.locator("#log .text", has_text="您的编号").filter(has_text=IN_FOURS).last
    found = IN_FOURS.search(await told.inner_text(timeout=seconds * 1000))  # one line while the style is not there yet
    assert found is not None and valid_case_no(clean_number(found[0]))
    return clean_number(found[0])


async def until_true(ask: object, seconds: float = 15) -> None:
    for _ in range(int(seconds * 5)):
        if await ask():  # type: ignore[operator]
            return
        await asyncio.sleep(0.2)
    raise AssertionError("it did not come true")


async def test_a_reply_appears_by_itself_word_for_word_and_counts_as_delivered_when_drawn(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await until_true(lambda: counter.delivered(case_no, "received"))
    await counter.answer(case_no, REPLY)
    drawn = page.locator("#log .text", has_text="路灯已于今日修好").last
    await expect(drawn).to_be_visible(timeout=15_000)
    assert await drawn.evaluate("e => e.textContent") == REPLY
    await until_true(lambda: counter.delivered(case_no, "reply"))
    await press(page, "满意")
    await expect(page.get_by_text("一开始接待得怎么样")).to_be_visible()
    assert (await counter.case(case_no))["rating"] == "satisfied"


async def test_a_poster_s_code_ends_in_a_case_of_that_place(huiyin_server: Huiyin, page: Page, counter: Staff) -> None:
    await page.goto(huiyin_server.url + "/?place=990121001001")
    await expect(page.get_by_text("您扫的是东门社区的海报")).to_be_visible()
    assert page.url.split("#")[0] == huiyin_server.url + "/"
    await press(page, "同意，开始")
    await say(page, STORY)
    await press(page, "直接提交")
    await press(page, "确认提交")
    case_no = await number_on(page)
    area = (await counter.case(case_no))["area"]
    assert isinstance(area, dict) and area["code"] == "990121001001"


async def test_without_scripts_everything_works_by_forms(
    huiyin_server: Huiyin, browser: Browser, counter: Staff
) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await counter.answer(case_no, REPLY)
    await asyncio.sleep(2.5)
    await press(page, "看看有没有新消息")
    drawn = page.locator("#log .text", has_text="路灯已于今日修好").last
    await expect(drawn).to_be_visible()
    assert not await counter.delivered(case_no, "reply"), "sent is not seen"
    await press(page, "满意")
    await expect(page.get_by_text("一开始接待得怎么样")).to_be_visible()
    await until_true(lambda: counter.delivered(case_no, "reply"))
    await shut(context)


async def test_what_was_written_is_shown_as_words_never_as_markup(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> 井盖\u202e松了"
    await say(page, hostile)
    await expect(page.locator("#log .text", has_text="onerror")).to_be_visible()
    assert await page.title() != "owned"
    await expect(page.locator(".waiting")).to_have_count(0, timeout=15_000)
    await page.reload()
    await expect(page.locator("#log .text", has_text="onerror")).to_be_visible()
    assert await page.title() != "owned"


async def test_a_photo_joins_the_concern_and_a_program_is_refused_kindly(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(picture, "JPEG")
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    program = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + b"\0" * 4000}
    await page.set_input_files("#files", files=[program])
    await page.click("#send")
    await expect(page.get_by_text("这种文件我收不了").last).to_be_visible()
    photo = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    await page.set_input_files("#files", files=[photo])
    await page.click("#send")
    await expect(page.get_by_text("1 张照片").last).to_be_visible()
    await press(page, "直接提交")
    await press(page, "可以用")
    await press(page, "确认提交")
    case_no = await number_on(page)
    words = (await counter.case(case_no))["words"]
    assert isinstance(words, list)
    assert [w["text"] for w in words if w["text"]] == [STORY]
    assert [w["media_type"] for w in words if w["file"]] == ["image/jpeg"]


@pytest.mark.parametrize("width", [320, 360, 1024])
async def test_nothing_overflows_and_buttons_are_large_enough(huiyin_server: Huiyin, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 640})
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    await press(page, "说完了")
    await expect(page.get_by_text("要解决困难").last).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = await page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.offsetParent && b.offsetHeight < 44)"
        ".map(b => b.innerText)"
    )
    assert small == []


async def test_the_newest_screen_is_where_the_eye_is(huiyin_server: Huiyin, page: Page) -> None:
    """After each turn the beginning of the newest screen and its first button are in view, on a small phone."""
    await page.set_viewport_size({"width": 360, "height": 640})
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    for label, first in (("同意，开始", "说完了"), ("说完了", "要解决困难"), ("要解决困难", "征地拆迁")):
        await press(page, label)
        button = page.get_by_role("button", name=first, exact=True).last
        await expect(button).to_be_visible()
        await page.wait_for_timeout(700)
        box = await button.bounding_box()
        composer = await page.locator("#box").bounding_box()
        assert box is not None and composer is not None
        assert box["y"] >= 0 and box["y"] + box["height"] <= max(composer["y"], 0), (first, box, composer)


async def test_one_thumb_reaches_what_is_asked(huiyin_server: Huiyin, browser: Browser) -> None:
    """On a small phone held in one hand, from the first word to the number: taps alone, the first choice of each step
    and the answer box in the lower two thirds, where a thumb comes without shifting the grip."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 640}, has_touch=True)
    context.set_default_timeout(10_000)
    page = await context.new_page()
    await page.goto(huiyin_server.url + "/")

    async def tap(what: Locator) -> None:
        await expect(what).to_be_visible()
        await page.wait_for_timeout(700)  # the page has scrolled to it
        box = await what.bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        assert 640 / 3 <= middle <= 640 and box["height"] >= 44, (await what.inner_text(), box)
        await page.touchscreen.tap(box["x"] + box["width"] / 2, middle)

    await page.fill("#text", STORY)
    await tap(page.locator("#send"))
    for label in ("同意，开始", "直接提交", "确认提交"):
        await tap(page.get_by_role("button", name=label, exact=True).last)
    await expect(page.get_by_text("您的编号").last).to_be_visible()
    await shut(context)


async def test_a_link_on_another_site_opens_the_same_conversation(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await expect(page.get_by_role("button", name="同意，开始", exact=True)).to_be_visible()
    await page.goto(f"data:text/html,<a href='{huiyin_server.url}/'>link</a>")
    await page.click("a")
    await expect(page.locator("#log .text", has_text=STORY)).to_be_visible()


LIGHTNESS = "Number(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])"


async def test_no_serious_accessibility_violation(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await file_a_concern(page)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert (await page.evaluate(LIGHTNESS) < 100) == (theme == "dark")
        found = await Axe().run(page)
        serious = [v["id"] for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
        assert serious == [], theme


IN_SIGHT = """() => {
  const asked = document.querySelector("#log > :last-child"), room = Math.min(innerHeight,
    document.getElementById("box").getBoundingClientRect().top);
  const over = (x, y) => document.elementFromPoint(x, y), inside = r => r.top >= -1 && r.bottom <= room + 1;
  const button = [...asked.querySelectorAll("button")].find(b => {
    const r = b.getBoundingClientRect();
    return inside(r) && over(r.left + r.width / 2, r.top + r.height / 2) === b;
  });
  const words = document.createRange();
  words.selectNodeContents(asked.querySelector(".text"));
  const seen = r => inside(r) && asked.contains(over(r.left + 2, r.top + r.height / 2));
  const line = [...words.getClientRects()].find(seen);
  return {button: button ? button.textContent : "", line: Boolean(line)};
}"""


@pytest.mark.parametrize("how", ["zoom", "font"])
async def test_letters_of_double_size_leave_a_line_and_a_button_in_sight(
    huiyin_server: Huiyin, browser: Browser, how: str
) -> None:
    """On a phone 320 wide; zoomed in, half of its width is left."""
    size = {"width": 160, "height": 320} if how == "zoom" else {"width": 320, "height": 640}
    context = await browser.new_context(locale="zh-CN", viewport=size)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page = await context.new_page()
    if how == "font":
        line = await context.new_cdp_session(page)
        await line.send("Page.enable")
        await line.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    await page.goto(huiyin_server.url + "/")
    assert how == "zoom" or await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 32
    await say(page, STORY)
    for label, comes in (("同意，开始", "说完了"), ("说完了", "要解决困难"), ("其余都跳过", "确认提交")):
        await press(page, label)
        await expect(page.get_by_role("button", name=comes, exact=True).last).to_be_visible()
        seen = await page.evaluate(IN_SIGHT)
        assert seen["button"] and seen["line"], (comes, seen)
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await press(page, "确认提交")
    await expect(page.get_by_text("您的编号").last).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await shut(context)


async def test_everything_that_can_be_pressed_has_a_name_and_the_log_is_read_out(
    huiyin_server: Huiyin, page: Page
) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.set_input_files("#files", files=[{"name": "灯.txt", "mimeType": "text/plain", "buffer": b"x"}])
    named = await page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), textarea, a')]"
        ".filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 80),"
        " e.innerText || e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].innerText) || ''])"
    )
    assert [html for html, name in named if not name.strip()] == []
    assert await page.locator("#log").get_attribute("aria-live") == "polite"
    await page.click("#send")
    state = page.locator(".file-state", has_text="已发出")
    await expect(state).to_be_visible()


async def test_by_keyboard_alone_a_story_is_sent(huiyin_server: Huiyin, page: Page) -> None:
    await page.goto(huiyin_server.url + "/")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "jump"
    await page.focus("#text")
    await page.keyboard.type("路灯坏了。")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="同意，开始").last).to_be_visible()
