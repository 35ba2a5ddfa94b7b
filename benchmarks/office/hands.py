"""A person at the pages: every click and load is counted, typing is not; a choice from a list is two clicks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Response

WAIT = 15_000
"""Milliseconds that a page has."""


@dataclass
class Tally:
    """Over everybody. `milliseconds`: from asking for a page to its having been read."""

    milliseconds: list[float] = field(default_factory=list)
    script_errors: list[str] = field(default_factory=list)

    def p95(self) -> float:
        ordered = sorted(self.milliseconds)
        return round(ordered[max(0, round(len(ordered) * 0.95) - 1)], 1) if ordered else 0.0

    def watch(self, page: Page) -> None:
        """What its scripts complain of, what is refused to them, and what the service could not answer."""
        page.on("pageerror", lambda error: self.script_errors.append(str(error)))
        page.on("console", lambda said: self._complains(said.text) if said.type == "error" else None)
        page.on("response", self._came)

    def _complains(self, text: str) -> None:
        if "Failed to load resource" not in text:  # counted by its status
            self.script_errors.append(text)

    def _came(self, response: Response) -> None:
        if response.status >= 500:
            self.script_errors.append(f"{response.status} {response.url.partition('?')[0]}")


class Hands:
    """One browser of one member of staff. `clicks` and `loads` since the last `start`."""

    def __init__(self, browser: Browser, url: str, tally: Tally) -> None:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(WAIT)
        self.url, self.tally = url, tally
        self.page: Page = context.new_page()
        self.page.on("response", self._came)
        tally.watch(self.page)
        self.clicks = self.loads = 0

    def _came(self, response: Response) -> None:
        moved = 300 <= response.status < 400
        self.loads += response.request.is_navigation_request() and not moved

    def start(self) -> None:
        self.clicks = self.loads = 0

    def open(self, path: str) -> None:
        """By address, as from a bookmark: a load and no click."""
        self._timed(lambda: self.page.goto(self.url + path))

    def log_in(self, login: str, password: str) -> None:
        self.page.context.clear_cookies()
        self.open("/staff/login")
        self.type("#login", login)
        self.type("#password", password)
        self.go(self.page.locator("form button.go"))

    def find(self, what: str | Locator) -> Locator:
        return self.page.locator(what).first if isinstance(what, str) else what.first

    def click(self, what: str | Locator) -> None:
        self.clicks += 1
        self.find(what).click()

    def go(self, what: str | Locator) -> None:
        """A click that loads the next page."""

        def press() -> None:
            with self.page.expect_navigation():
                self.find(what).click()

        self.clicks += 1
        self._timed(press)

    def _timed(self, load: Callable[[], object]) -> None:
        began = time.perf_counter()
        load()
        self.tally.milliseconds.append((time.perf_counter() - began) * 1000)

    def type(self, what: str | Locator, text: str) -> None:
        self.find(what).fill(text)

    def choose(self, what: str | Locator, value: str) -> None:
        """Two clicks, unless it stands so already."""
        chosen = self.find(what)
        if chosen.input_value() != value:
            self.clicks += 2
            chosen.select_option(value)

    def tick(self, what: str | Locator) -> None:
        if not self.find(what).is_checked():
            self.clicks += 1
            self.find(what).check()

    def unfold(self, what: str) -> None:
        """Opens a part of the page that is folded."""
        if self.find(what).get_attribute("open") is None:
            self.click(f"{what} > summary")

    def bring(self, what: str | Locator, *files: Path) -> None:
        self.clicks += 1
        self.find(what).set_input_files([str(file) for file in files])

    def text(self) -> str:
        return self.page.inner_text("main")
