"""A case answered and closed on one page in Chromium: what the resident will see stands beside what is written, and the
form to close comes when the reply has arrived."""

from collections import Counter

import aiohttp
from playwright.async_api import Page, Response, expect

from benchmarks.journey import Chat, Web
from benchmarks.service import Huiyin

SOON = 30_000
ANSWER = (
    "您好，村口小桥的栏杆已于今天上午换新，桥面两侧都装了防滑条，夜里加了一盏路灯。我们还查看了全村其他三座小桥，都完好。"
    "以后发现问题，请直接打本局电话，我们当天到场。"
)


async def test_a_reply_is_seen_as_it_is_written_and_closed_where_it_was_sent(huiyin_server: Huiyin, page: Page) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        web = Web(http, huiyin_server.url, Counter())
        chat = Chat(web)
        await chat.start()
        number = await chat.file("村口小桥的栏杆断了，老人过桥害怕。")
        form = {"username": "demo", "password": huiyin_server.admin_password}
        staff = (await web.good("POST", "/v1/token", data=form))["access_token"]
        given = {"case_class": "other", "unit": "QH-ZJ", "handler": "demo"}
        version = {"If-Match": f'"{(await web.good("GET", f"/v1/cases/{number}", staff))["version"]}"'}
        await web.good("POST", f"/v1/cases/{number}/accept", staff, json=given, headers=version)

        await page.goto(f"{huiyin_server.url}/staff/login?next=/staff/cases/{number}")
        await page.get_by_label("登录名").fill("demo")
        await page.get_by_label("密码").fill(huiyin_server.admin_password)
        await page.keyboard.press("Enter")
        words = page.get_by_label("答复内容")
        send = page.get_by_role("button", name="发送给群众")
        await words.fill(ANSWER)
        await expect(page.locator("#reply [data-preview] button")).to_have_text("预览")
        await page.get_by_label("答复", exact=True).check()
        await expect(page.locator("#reply .bubble").nth(1)).to_have_text(ANSWER)
        await words.fill(f"{ANSWER}谢谢您。")
        await expect(send).to_be_disabled()  # it says what was there before
        await expect(page.locator("#reply .bubble").nth(1)).to_have_text(f"{ANSWER}谢谢您。")

        loads: list[str] = []

        def loaded(response: Response) -> None:
            if response.request.is_navigation_request() and response.status == 200:
                loads.append(response.url)

        page.on("response", loaded)
        await send.click()
        await expect(page.locator("#close")).to_contain_text("答复还没有送达")
        while not await chat.replies(number):
            pass
        await page.get_by_label("信访原因").select_option("service", timeout=SOON)
        await page.get_by_label("已解决", exact=True).check()
        await page.get_by_role("button", name="办结", exact=True).click()
        await expect(page.locator(".state").first).to_have_text("已办结")
        assert len(loads) == 2, "sent, and closed"
