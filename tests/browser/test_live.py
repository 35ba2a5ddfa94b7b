"""A person behind the door, seen from both sides in Chromium: danger, a clerk takes over, answers, hands back."""

from playwright.async_api import Browser, Page, expect

from benchmarks.service import Huiyin
from tests.browser.conftest import shut
from tests.browser.test_chat import file_a_concern, say, until_true
from tests.browser.test_console_axe import Console

SOON = 20_000

IN_REACH = """[...document.querySelectorAll("#log > :last-child .dial a")].every(link => {
  const at = link.getBoundingClientRect();
  return document.elementFromPoint(at.left + at.width / 2, at.bottom - 3) === link;
})"""
"""Nothing lies over the numbers to call; the page may still be scrolling."""


async def _log_in(page: Page, service: Huiyin) -> None:
    await page.goto(service.url + "/staff/live")
    await page.get_by_label("登录名").fill("demo")
    await page.get_by_label("密码").fill(service.admin_password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="在线接待")).to_be_visible()


async def test_danger_brings_a_person_who_takes_over_and_hands_back_into_the_case(
    huiyin_server: Huiyin, page: Page, browser: Browser
) -> None:
    context = await browser.new_context(locale="zh-CN")
    context.set_default_timeout(10_000)
    staff = await context.new_page()
    errors: list[str] = []
    staff.on("pageerror", lambda error: errors.append(str(error)))
    staff.on("console", lambda m: errors.append(m.text) if "Content Security" in m.text else None)
    desk = Console(staff, huiyin_server)
    await _log_in(staff, huiyin_server)

    await page.set_viewport_size({"width": 320, "height": 568})
    await page.goto(huiyin_server.url + "/")
    case_no = await file_a_concern(page)
    await say(page, "我不想活了")
    await expect(page.locator("#log")).to_contain_text("12356")
    await expect(page.locator("#log > :last-child .dial a")).to_have_count(3)
    await until_true(lambda: page.evaluate(IN_REACH))
    await say(page, "我在荷花村水塔下面")

    urgent = staff.locator("#queue .urgent")
    await expect(urgent).to_contain_text("轻生", timeout=SOON)
    await expect(staff.locator("[data-watch]")).to_have_text("1", timeout=SOON)
    nobody = page.locator("#log .text", has_text="没有值班人员应答").last
    await expect(nobody).to_be_visible(timeout=SOON)
    await expect(page.locator("#log a[href='tel:110']").last).to_be_visible()
    await desk.look("queue")
    await urgent.get_by_role("button", name="接手").click()
    await expect(staff.locator("#lines")).to_contain_text("我在荷花村水塔下面")
    await expect(page.locator("#log")).to_contain_text("来了，正在看您的话", timeout=SOON)

    await staff.get_by_label("写给对方").fill("我是接访中心的，您先坐下，我一直在。")
    await staff.get_by_role("button", name="发送").click()
    await expect(page.locator("#log")).to_contain_text("您先坐下，我一直在。", timeout=SOON)
    await say(page, "谢谢你，我下来了")
    await expect(staff.locator("#lines")).to_contain_text("谢谢你，我下来了", timeout=SOON)
    await expect(staff.locator("#lines .staff")).to_contain_text("已送达", timeout=SOON)
    await desk.look("chat")

    await staff.locator("summary", has_text="交回").click()
    await staff.get_by_label("谈的是哪一件").select_option(case_no)
    await staff.get_by_role("button", name="交回机器人").click()
    await expect(staff.get_by_role("status").filter(has_text="已交回")).to_be_visible()
    await expect(page.locator("#log")).to_contain_text("现在由我接着和您办", timeout=SOON)
    await staff.goto(f"{huiyin_server.url}/staff/cases/{case_no}")
    talked = staff.locator(".timeline .e-talked")
    await expect(talked).to_contain_text("在线谈话")
    await expect(talked).to_contain_text("谢谢你，我下来了")

    await staff.goto(f"{huiyin_server.url}/staff/duty")
    await staff.get_by_label("谁").first.select_option("demo")
    await desk.look("duty")
    await staff.get_by_role("button", name="保存").click()
    await expect(staff.get_by_text("值班表已保存")).to_be_visible()
    assert desk.found == [] and errors == []
    await shut(context)
