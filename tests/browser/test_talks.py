"""Whole talks on the page, answered in words: staff's question, what somebody thinks of the answer, all in English."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from benchmarks.journey import Lost
from benchmarks.service import Huiyin
from tests.browser.conftest import shut
from tests.browser.test_chat import REPLY, Staff, counter, file_a_concern, number_on, press, say, until_true

__all__ = ["counter"]
QUESTION = "灯杆上有编号吗？"
WHERE = "在村口大樟树底下，没看到编号。"
CHINESE = re.compile("[\u3400-\u9fff]")


async def test_staff_s_question_and_their_answer_are_answered_in_words(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await counter.step(case_no, "accept", case_class="other")
    await counter.step(case_no, "assign", unit="QH-ZJ", handler="demo")
    await counter.step(case_no, "questions", text=QUESTION)
    await expect(page.locator("#log .text", has_text=QUESTION).last).to_be_visible(timeout=15_000)
    await say(page, WHERE)
    await until_true(lambda: counter.has(case_no, WHERE))
    await counter.step(case_no, "replies", text=REPLY)
    await expect(page.locator("#log .text", has_text="路灯已于今日修好").last).to_be_visible(timeout=15_000)
    await say(page, "不满意")
    await until_true(lambda: counter.rated(case_no, "unsatisfied"))


@pytest.fixture
async def english(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740})
    context.set_default_timeout(10_000)
    yield await context.new_page()
    await shut(context)


async def test_in_english_from_the_first_word_to_the_rating(
    huiyin_server: Huiyin, english: Page, counter: Staff
) -> None:
    page = english
    await page.goto(huiyin_server.url + "/")
    await say(page, "The street lamp at my door has been out for a week.")
    for label in ("Agree and start", "Send as it is", "Confirm and send"):
        await press(page, label)
    number = page.locator(".receipt .number")
    case_no = re.sub(r"\D", "", await number.inner_text())
    answer = "The lamp was repaired this morning."
    await counter.answer(case_no, answer)
    await expect(page.locator("#log .text", has_text=answer)).to_be_visible(timeout=15_000)
    await press(page, "Satisfied")
    await until_true(lambda: counter.rated(case_no, "satisfied"))
    await expect(page.get_by_text("One last question")).to_be_visible()
    shown = await page.evaluate("document.title + document.body.innerText")
    left = [line for line in shown.splitlines() if CHINESE.search(line.replace("语言", ""))]
    assert left == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def sees(page: Page, text: str) -> None:
    await expect(page.locator("#log .text", has_text=text).last).to_be_visible(timeout=15_000)


async def test_misconduct_by_the_short_way_is_asked_about_and_walled_off(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, "石桥镇副镇长刘某收了开发商20万")
    await sees(page, "被反映的人和单位看不到")
    for label in ("干部违纪违法", "同意，开始", "直接提交"):
        await press(page, label)
    await sees(page, "您说的是石桥镇，对吗")
    await press(page, "跳过")
    await sees(page, "12388")
    await press(page, "确认提交")
    case_no = await number_on(page)
    with pytest.raises(Lost, match="404"):  # it is not there for those at the counter
        await counter.case(case_no)


async def test_a_group_leaves_a_spokesman_and_is_offered_a_visit_day(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    await page.goto(huiyin_server.url + "/")
    await say(page, "楼里停水三天了")
    for label in ("同意，开始", "说完了"):
        await press(page, label)
    for question, answer in (("您想做什么", "跳过"), ("是哪方面的事", "对"), ("事情在哪里", "跳过")):
        await sees(page, question)
        await press(page, answer)
    await sees(page, "这件事关系到几个人")
    await say(page, "三十几户")
    await sees(page, "请留一位代表的姓名和电话")
    await say(page, "李老根，电话13800000678")
    await sees(page, "来 5 位以内的代表就行")
    await press(page, "确认提交")
    case = await counter.case(await number_on(page))
    assert case["petitioner_count"] == 30
    await press(page, "预约来访")
    await sees(page, "一件事约一次")
