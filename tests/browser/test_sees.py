"""What helps a person on the page beside words: pictures of what they sent, a voice note, news of an answer."""

import io
import re

from PIL import Image
from playwright.async_api import Page, expect

from benchmarks.service import Huiyin
from models.numbers import show_number
from tests.browser.test_chat import REPLY, STORY, Staff, counter, file_a_concern, press, say

__all__ = ["counter"]

MICROPHONE = """navigator.mediaDevices.getUserMedia = async () => {
  const sound = new AudioContext(), tone = sound.createOscillator(), out = sound.createMediaStreamDestination();
  tone.connect(out); tone.start(); await sound.resume();
  return out.stream;
};"""


async def test_a_voice_note_is_heard_before_it_is_sent_as_a_recording(huiyin_server: Huiyin, page: Page) -> None:
    await page.add_init_script(MICROPHONE)
    kinds: list[str] = []
    page.on("request", lambda r: kinds.append(r.headers.get("content-type", "")) if "/chat/files/" in r.url else None)
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    await expect(page.get_by_role("button", name="直接提交")).to_be_visible()
    await page.get_by_role("button", name="录音").click()
    await expect(page.get_by_text("正在录音 0:01")).to_be_visible()
    await page.get_by_role("button", name="录好了").click()
    await expect(page.locator("#voice audio")).to_be_visible()
    assert kinds == [], "nothing is sent before it was heard"
    await page.locator("#voice").get_by_role("button", name="发送").click()
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible()
    await expect(page.get_by_text("1 段录音").last).to_be_visible()
    assert all(kind.startswith("audio/") for kind in kinds)
    await page.reload()
    await expect(page.locator(".bubble.me", has_text="录音 × 1")).to_be_visible()


async def test_a_refused_microphone_costs_nothing_and_without_a_recorder_there_is_no_button(
    huiyin_server: Huiyin, page: Page
) -> None:
    await page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('denied'));")
    await page.goto(huiyin_server.url + "/")
    await page.get_by_role("button", name="录音").click()
    await expect(page.get_by_role("status")).to_contain_text("您可以直接写")
    await expect(page.get_by_role("button", name="发送位置")).to_be_visible()
    await page.add_init_script("delete window.MediaRecorder;")
    await page.reload()
    await expect(page.get_by_role("button", name="发送位置")).to_be_visible()
    await expect(page.locator("#record")).to_be_hidden()


async def test_a_picture_of_what_was_sent_stays_when_the_page_is_opened_again(
    huiyin_server: Huiyin, page: Page
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(picture, "JPEG")
    await page.goto(huiyin_server.url + "/")
    await say(page, STORY)
    await press(page, "同意，开始")
    photo = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    await page.set_input_files("#files", files=[photo])  # type: ignore[list-item]
    await page.click("#send")
    await expect(page.locator(".thumb")).to_be_visible()
    await expect(page.locator(".file-state", has_text="已发出")).to_be_visible()
    await page.reload()
    await expect(page.locator(".bubble.me .thumb")).to_be_visible()
    await page.get_by_role("link", name="退出").click()
    await page.get_by_role("button", name="现在退出").click()
    await expect(page.get_by_role("status")).to_contain_text("已退出")
    await page.goto(huiyin_server.url + "/chat/static/icon.svg")
    await page.wait_for_function("indexedDB.databases().then(all => all.length === 0)")


async def test_the_receipt_is_copied_and_saved_and_nothing_stays_after_deletion(
    huiyin_server: Huiyin, page: Page
) -> None:
    await page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined});")
    other = await page.context.new_page()
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    receipt = page.locator(".bubble.receipt")
    assert await receipt.locator(".number").inner_text() == show_number(case_no)
    await page.get_by_role("button", name="复制编号和查询码").click()
    await expect(page.get_by_role("status")).to_have_text(re.compile("已复制|已选中"))
    assert show_number(case_no) in await page.evaluate("getSelection().toString()")
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="保存为图片").click()
    with Image.open(await (await saving.value).path()) as picture:
        assert picture.format == "PNG" and picture.width == 720
    await expect(page.locator(".saved")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="保存为图片")).to_be_visible()

    await other.goto(huiyin_server.url + "/")
    await expect(other.get_by_text(STORY).first).to_be_visible()
    await say(page, "删除我的信息")
    await press(page, "确定删除")
    await expect(page.locator(".bubble")).to_have_count(1)
    for tab in (page, other):
        await expect(tab.get_by_text(STORY)).to_have_count(0)
        await expect(tab.locator(".receipt, .number")).to_have_count(0)
    assert await page.evaluate("Object.keys(localStorage)") == []


async def test_news_while_nobody_looks_stand_in_the_title(huiyin_server: Huiyin, page: Page, counter: Staff) -> None:
    asked = "window.asked = 0; Notification.requestPermission = () => { window.asked += 1; return Promise.resolve() };"
    await page.add_init_script(asked)
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    assert await page.evaluate("asked") == 0, "asked for by a press alone"
    await page.get_by_role("button", name="有消息提醒我").click()
    await expect(page.get_by_role("status")).to_contain_text("有消息会响一声")
    assert await page.evaluate("asked") == 1
    await page.evaluate("document.hasFocus = () => false")
    await counter.answer(case_no, REPLY)
    await expect(page).to_have_title(re.compile(r"\([0-9]+\) 有新消息"), timeout=20_000)
    await page.evaluate("document.hasFocus = () => true; dispatchEvent(new Event('focus'))")
    await expect(page).to_have_title(re.compile("^回音"))
