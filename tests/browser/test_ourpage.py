"""The page behind a link from a chat abroad: readable by everybody, without scripts; its answer is in the chat."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.bot.conftest import House, Web, _seeded, api, house, web  # noqa: F401 - the fixtures live there
from tests.bot.test_steps import abroad, at_the_page, late, private  # noqa: F401


async def _sound(page: Page) -> None:
    found = await Axe().run(page)
    assert [v["id"] for v in found.response["violations"]] == []


async def test_a_name_and_a_phone_are_left(page: Page, abroad: House, web: Web) -> None:  # noqa: F811
    token = await at_the_page(abroad)
    await page.set_viewport_size({"width": 360, "height": 640})
    await page.goto(f"{web.served.url}/?step={token}")
    await _sound(page)
    await page.get_by_label("姓名").fill("李雷雷")
    await page.get_by_label("手机号或座机号").fill("12345")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_label("手机号或座机号")).to_have_attribute("aria-invalid", "true")
    await _sound(page)
    await page.get_by_label("手机号或座机号").fill("138 0000 1234")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("status")).to_contain_text("收到了")
    await _sound(page)
    assert "step=" not in page.url
    (text,) = await late(abroad)
    assert private(text)
