"""The staff pages in Chromium: a case worked through, every page looked at, on a small phone too."""

from typing import Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from benchmarks.service import Huiyin
from tests.api.pictures import jpeg

WORDS = "来访人反映：\n　　村口小桥的栏杆断了，<b>老人</b>过桥害怕。"
ANSWER = (
    "您好：\n村口小桥的栏杆已于今天上午换新，桥面两侧都装了防滑条，夜里加了一盏路灯。"
    "我们还查看了全村其他三座小桥，都完好。以后发现问题，请直接打本局电话，我们当天到场。"
)
SERIOUS = {"serious", "critical"}
OFFICE = (
    "/staff/accounts", "/staff/office", "/staff/office/units", "/staff/office/units/QH-ZJ", "/staff/office/areas",
    "/staff/office/templates/new", "/staff/office/texts", "/staff/office/texts/consent", "/staff/office/hotlines/110",
    "/staff/office/calendar", "/staff/office/profiles", "/staff/webhooks",
    "/staff/office/import", "/staff/office/missing", "/staff/office/audit",
    "/staff/setup", "/staff/visits/keep", "/staff/holders", "/staff/me/second-factor",
)  # fmt: skip
"""What administrators see."""
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "dark"), (1280, "light"))


class Console:
    """The pages, each looked at as it passes."""

    def __init__(self, page: Page, service: Huiyin) -> None:
        self.page, self.service = page, service
        self.found: list[str] = []

    async def look(self, name: str) -> None:
        """Notes serious violations, in the light and in the dark, and whatever is wider than a screen."""
        for width, theme in LOOKS:
            await self.page.set_viewport_size({"width": width, "height": 740})
            await self.page.emulate_media(color_scheme=theme)
            result = (await Axe().run(self.page)).response
            self.found += [
                f"{name} at {width}, {theme}: {v['id']}: {v['nodes'][0]['html'][:200]}"
                for v in result["violations"]
                if v["impact"] in SERIOUS
            ]
            wide: int = await self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.found.append(f"{name} at {width} is {wide} wide")

    async def open(self, path: str) -> None:
        await self.page.goto(self.service.url + path)

    async def press(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).first.click()


async def test_a_visit_is_worked_through_and_every_page_is_accessible(huiyin_server: Huiyin, page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    console = Console(page, huiyin_server)
    await console.open("/staff")
    await console.look("log-in")
    await page.keyboard.type("demo")  # the first field has the focus
    await page.keyboard.press("Tab")
    await page.keyboard.type(huiyin_server.admin_password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="信访件", exact=True)).to_be_visible()

    await console.open("/staff/register")
    await page.get_by_label("群众原话").fill(WORDS)
    await page.get_by_label("电话", exact=True).fill("一三八")
    await console.press("登记")
    await expect(page.get_by_role("alert")).to_contain_text("电话不对")
    await console.look("register")
    await page.get_by_label("电话", exact=True).fill("13900001111")
    await console.press("登记")
    await console.look("receipt")

    await page.get_by_role("link", name="打开这一件").click()
    case = page.url
    assert await page.locator(".words").inner_text() == WORDS
    await console.look("case")
    await page.get_by_label("其他", exact=True).check()
    await page.get_by_label("交给谁办").select_option("QH-ZJ|demo")
    await console.press("受理")
    await page.get_by_label("信访处理意见书", exact=True).check()
    await console.look("opinion letter")
    await page.get_by_label("答复", exact=True).check()
    await page.get_by_label("答复内容").fill(ANSWER)
    await expect(page.get_by_role("heading", name="群众将看到")).to_be_visible()
    await console.look("preview")
    await console.press("发送给群众")
    await expect(page.get_by_text("答复还没有送达")).to_be_visible()
    await console.look("replied")

    await page.locator("#attach > summary").click()
    await page.locator("#attach-files").set_input_files({"name": "桥.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    await console.press("加入这一件")
    await expect(page.get_by_text("桥.jpg").first).to_be_visible()
    await console.look("with a file")
    await page.locator("#links input[type=search], #links input[name=find]").first.fill("小桥")
    await page.locator("#links").get_by_role("button", name="查找").click()
    await console.look("another one to link")
    await console.open("/staff/cases")
    await page.locator(".c-tick input").first.check()
    await page.locator("#bulk > summary").click()
    await console.look("several at once")
    await page.locator("#bulk-cause").select_option("service")
    await page.locator("#bulk-resolved").select_option("yes")
    await console.press("办结…")
    await expect(page.get_by_text("现在还没有办")).to_be_visible()
    await console.look("what would become of them")
    await page.goto(case)
    await page.locator("#supervise > summary").click()
    await page.get_by_label("督办事由").select_option("shirking")
    await page.get_by_label("情况（负责人会看到，要书面答复；群众看不到）").fill("没有人去看过现场。")
    await console.press("督办")
    await expect(page.get_by_role("status")).to_contain_text("已督办")
    await console.open("/staff/supervision")
    await page.get_by_role("link", name="推诿、敷衍、拖延").click()
    await console.look("supervised")
    await page.get_by_label("结果").fill("已约谈。")
    await console.press("办结督办")
    await expect(page.get_by_role("status")).to_contain_text("督办已办结")
    await console.open("/staff/me")
    await console.press("取绑定码")
    await expect(page.get_by_role("status")).to_contain_text("/staff ")
    await console.look("chat code")

    for path in (
        "/staff",
        "/staff/cases?overdue=1&area=990121001",
        "/staff/tasks",
        "/staff/cases",
        "/staff/settings",
        "/staff/proposals",
        "/staff/responsibilities",
        "/staff/improvements?all",
        "/staff/improvements",
        "/staff/supervision",
        "/staff/supervision?mine=1",
        "/staff/me",
        "/staff/reports",
        "/staff/reports?from=x",
        "/staff/reports/by/unit",
        "/staff/board",
        "/staff/visits",
        "/staff/posters",
        "/staff/posters/990121001001",
        "/staff/x",
    ):
        await console.open(path)
        await console.look(path)
    await page.goto(case)
    last = page.locator("#notices > ul > li").last
    await last.get_by_label("结果").select_option("phone:spoke")
    await last.get_by_label("告知了谁").fill("本人")
    await last.get_by_role("button", name="记录").click()
    await page.get_by_label("信访原因").select_option("service")
    await page.get_by_label("已解决", exact=True).check()
    await console.press("办结")
    await expect(page.get_by_role("status")).to_contain_text("已办结")
    for who in ("demo-leader", "admin"):
        await console.press("退出")
        await page.get_by_label("登录名").fill(who)
        await page.get_by_label("密码").fill(huiyin_server.admin_password)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("link", name="设置", exact=True)).to_be_visible()
        await console.look(f"Today of {who}")
    for path in OFFICE:
        await console.open(path)
        await console.look(path)
    assert console.found == []
    assert refused == []
