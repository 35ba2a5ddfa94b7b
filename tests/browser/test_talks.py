"""Whole talks on the page, answered in words: staff's question, what somebody thinks of the answer, all in English."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from benchmarks.service import Huiyin
from tests.browser.test_chat import REPLY, Staff, counter, file_a_concern, press, say, until_true

__all__ = ["counter"]
QUESTION = "灯杆上有编号吗？"
WHERE = "在村口大樟树底下，没看到编号。"
CHINESE = re.compile("[\u3400-\u9fff]")


async def test_staff_s_question_and_their_answer_are_answered_in_words(
    huiyin_server: Huiyin, page: Page, counter: Staff
) -> None:
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await counter.step(case_no, "accept")
    await counter.step(case_no, "assign", unit="QH-ZJ", handler="admin")
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
    await context.close()


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
