"""What the office does by its pages, from an empty county to closed cases."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as Late

from benchmarks.office import county
from benchmarks.office.hands import WAIT, Hands, Tally
from models.numbers import clean_number, valid_case_no

NUMBER = re.compile(r"(?:\d{4} ){5}\d{2}|\d{20,22}")
ONWARDS = re.compile("^(同意，开始|只是办事不满意|继续|直接提交|其余都跳过|确认提交)$")
"""What leads on, whatever is asked: danger is none, an official's misconduct is not meant, the rest is left open."""
PASSWORDS = "table.slips tbody tr"
MOMENT = 2_000
"""Milliseconds in which a button that is there can be pressed."""
DELIVERY = 60_000
"""Milliseconds that a reply has to reach a chat that is open."""


@dataclass
class Office:
    """The people at their pages. `passwords`: as they were shown, once."""

    browser: Browser
    url: str
    admin_password: str
    tally: Tally = field(default_factory=Tally)
    passwords: dict[str, str] = field(default_factory=dict)
    people: dict[str, Hands] = field(default_factory=dict)

    def hands(self, login: str) -> Hands:
        if login not in self.people:
            self.people[login] = Hands(self.browser, self.url, self.tally)
            self.people[login].log_in(login, self.passwords.get(login, self.admin_password))
        return self.people[login]

    def learn(self, hands: Hands) -> None:
        for row in hands.page.locator(PASSWORDS).all():
            login, password = row.locator("th").inner_text(), row.locator("td.password").inner_text()
            self.passwords[login.strip()] = password.strip()

    def resident(self) -> Page:
        """Somebody's browser, with the web page before them."""
        page = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
        self.tally.watch(page)
        return page


def set_up(office: Office, home: Path) -> int:
    """From the demonstration to a county with its people. Returns the clicks, the log-in's too."""
    admin = office.hands("admin")
    admin.open("/staff/setup")
    admin.type("#clear-county", "清河县")
    admin.go("form[action='/staff/setup/clear'] button")
    for name, value in county.DESK.items():
        admin.type(f"#f-{name}", value)
    admin.go("form[action='/staff/setup'] button.go")
    office.learn(admin)
    admin.go("a[href='/staff/office/import']")
    admin.bring("#sheets", county.sheets(home))
    admin.go("form[action='/staff/office/import'] button.go")
    office.learn(admin)
    if missing := {county.head(1), county.CLERK} - set(office.passwords):
        raise AssertionError(f"no password was shown for {missing}: {admin.text()[:800]}")
    admin.open("/staff/responsibilities")
    admin.unfold("#put")
    admin.choose("#put-topic", _first(admin, "#put-topic"))
    admin.choose("#put-unit", county.unit(1))
    admin.go("#put button.go")
    return admin.clicks


def file(page: Page, url: str, story: str) -> str:
    """A resident files by the web page, with nothing but the story. Returns the number."""
    page.goto(f"{url}/")
    page.fill("#text", story)
    page.click("#send")
    number = page.locator("#log .text", has_text="您的编号").filter(has_text=NUMBER).last
    answered = page.get_by_role("button", name=ONWARDS).last
    for _ in range(12):
        expect(answered.or_(number).last).to_be_visible(timeout=WAIT)
        if number.count():
            break
        shown = page.locator("#log .text").count()
        try:
            answered.click(timeout=MOMENT)
        except Late:  # it was of the question before, and has gone meanwhile
            continue
        expect(page.locator("#log .text")).not_to_have_count(shown, timeout=WAIT)
    found = NUMBER.search(number.inner_text())
    if found is None or not valid_case_no(known := clean_number(found[0])):
        raise AssertionError("no number was shown")
    return str(known)


@dataclass(frozen=True)
class Worked:
    """Of one case: clicks until it was sent on, and until it was closed; pages that were loaded for it."""

    sent_on: int
    closed: int
    loads: int


def send_on(office: Office, number: str) -> Hands:
    """The clerk reads it, sets topic and area, classes it and gives it to whom the page proposes for them."""
    clerk = office.hands(county.CLERK)
    clerk.open("/staff/cases")
    clerk.start()
    clerk.go(f"a[href^='/staff/cases/{number}']")
    clerk.choose("#accept-topic", _first(clerk, "#accept-topic"))
    clerk.choose("#accept-area", county.area(1))
    expect(clerk.find("#likely")).to_contain_text("责任清单：")  # the page asks who answers for it
    clerk.tick("#accept input[name=case_class][value=other]")
    clerk.choose("#accept-who", f"{county.unit(1)}|{county.head(1)}")
    clerk.go("#accept button.go")
    return clerk


def work(office: Office, number: str, words: str) -> Worked:
    """To its end, by two people: sent on by the clerk; answered and closed by the head of the unit."""
    clerk = send_on(office, number)
    sent_on, handler = clerk.clicks, office.hands(county.head(1))
    handler.open("/staff")
    handler.start()
    handler.go(f"a[href^='/staff/cases/{number}']")
    answer(handler, words)
    close(handler)
    return Worked(sent_on, sent_on + handler.clicks, clerk.loads + handler.loads)


def answer(handler: Hands, words: str) -> None:
    """What is sent stands beside it as the resident will see it."""
    handler.tick("#reply input[name=kind][value=answer]")
    handler.type("#reply-text", words)
    send = handler.page.locator("#reply button[name=step][value=send]")
    expect(send).to_be_enabled()
    handler.go(send)


def close(handler: Hands) -> None:
    """Once the reply has reached the chat, which the page shows by itself."""
    form = handler.page.locator("#close-cause")
    try:
        expect(form).to_be_visible(timeout=DELIVERY)
    except AssertionError:
        handler.go(handler.page.locator("a", has_text="刷新"))
    handler.choose("#close-cause", "service")
    handler.tick("#close input[name=resolved][value=yes]")
    handler.go("#close button.go")
    expect(handler.page.locator("header.head .state").first).to_have_text("已办结")


def _first(hands: Hands, select: str) -> str:
    """The first that can be chosen."""
    return hands.find(f"{select} option:not([value=''])").get_attribute("value") or ""


def until(ask: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not ask():
        if time.monotonic() > end:
            raise AssertionError("it did not come true")
        time.sleep(0.2)


def walk_in(office: Office) -> int:
    """Somebody at the desk, from the menu to the slip. Returns the clicks."""
    clerk = office.hands(county.CLERK)
    clerk.open("/staff")
    clerk.start()
    clerk.go("header a[href='/staff/register'], a[href='/staff/register']")
    clerk.type("#text", "我家门口的井盖没了，晚上看不见。")
    clerk.type("#name", "林小满")
    clerk.type("#phone", "13900001111")
    clerk.choose("#topic", _first(clerk, "#topic"))
    clerk.choose("#area", county.area(1))
    clerk.tick("input[name=slip]")
    clerk.go("form[action='/staff/register'] button.go")
    clerk.click("button[data-print]")
    return clerk.clicks


BEGUN, MORE = "您好，我们已经派人去看过，正在等材料，", "下周三前给您答复。"
"""A reply that is half written, and its end."""


def half_written(office: Office, number: str) -> int:
    """Words of a reply: in another tab, after a note was saved, and after a log-out. Returns how many were lost."""
    login = county.head(1)
    handler = office.hands(login)
    handler.open(f"/staff/cases/{number}")
    handler.type("#reply-text", BEGUN)
    expect(handler.page.locator("html[data-kept=reply]")).to_be_attached()
    handler.open(f"/staff/cases/{number}")
    lost = [handler.find("#reply-text").input_value() != BEGUN]
    handler.type("#reply-text", BEGUN + MORE)
    handler.unfold("#reply details.aside")
    handler.type("#note-text", "等供货")
    handler.go("button[formaction$='/note#note-text']")
    lost.append(handler.find("#reply-text").input_value() != BEGUN + MORE)
    lost.append("等供货" not in handler.text())
    handler.go("form.out button")
    handler.log_in(login, office.passwords[login])
    handler.open(f"/staff/cases/{number}")
    lost.append(handler.find("#reply-text").input_value() != BEGUN + MORE)
    return sum(lost)


def untold(office: Office, number: str, login: str) -> int:
    """1 when a case that has come is not on the Today of whoever has to take it up."""
    hands = office.hands(login)
    hands.open("/staff")
    return int(hands.page.locator(f"a[href^='/staff/cases/{number}']").count() == 0)
