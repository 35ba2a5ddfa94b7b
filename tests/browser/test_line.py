"""What the page makes of answers that are not ours, or not of this release: none is taken for one by mistake."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.serve import Huiyin


async def asked(page: Page, url: str, **answer: Any) -> Any:
    """What the page's script reads of this answer."""
    await page.goto(url + "/")
    await page.route("**/chat/nothing", lambda route: route.fulfill(**answer))
    return await page.evaluate("huiyin.ask('GET', '/chat/nothing')")


@pytest.mark.parametrize(
    "read",
    [
        {"screens": [{"blocks": []}]},
        {"screens": [None]},
        {"screens": "x"},
        {"events": [{"id": 1}]},
        {"events": [{"id": 1, "screens": [{"text": 5}]}]},
    ],
)
async def test_what_cannot_be_drawn_is_no_answer(huiyin_server: Huiyin, page: Page, read: Any) -> None:
    assert (await asked(page, huiyin_server.url, status=200, json=read))["kind"] == "down"


@pytest.mark.parametrize(("said", "waited"), [("999999999999", 60), ("-5", 0), ("Wed, 21 Oct 2099 07:28:00 GMT", 0)])
async def test_nobody_is_made_to_wait_for_ever(huiyin_server: Huiyin, page: Page, said: str, waited: int) -> None:
    answer = await asked(page, huiyin_server.url, status=503, headers={"Retry-After": said})
    assert (answer["kind"], answer["after"]) == ("down", waited)
