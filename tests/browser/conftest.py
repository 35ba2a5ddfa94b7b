"""Debian's Chromium, driven by Playwright's async interface. Nothing here is skipped: no browser is a failure."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names are looked up inside the browser, where the tests' own guard does not see it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser: $CHROMIUM, or the one the system has."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found or not Path(found).exists():
        pytest.fail("no Chromium: run tests/install-browser.sh, or name one with CHROMIUM=/path/to/it")
    return found


async def shut(what: Browser | BrowserContext) -> None:
    """Closes it, or gives up after half a minute: Playwright waits for ever for a Chromium that has ended by itself."""
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            await what.close()


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS + as_root)
        yield browser
        await shut(browser)


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a fresh profile, as a resident in China has it. An uncaught error of its scripts fails the test."""
    context = await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(10_000)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await shut(context)
    assert not errors, errors
