"""The page without JavaScript: forms post, the answer is a redirect, the transcript is the mailbox."""

import html
import re
from collections.abc import AsyncIterator
from typing import Any, get_args

import aiohttp
import pytest

from bot.channels.webchat import page
from bot.channels.webchat.words import guess, words
from bot.filling import Outcome
from models.words import phrases
from models.words.languages import LOCALES
from tests.bot.conftest import House, Served, number_in
from tests.sockets import a_free_port


class Browser:
    """A browser that runs no scripts: it keeps cookies, follows redirects, and fills in the one form."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http, self.text = url, http, ""

    async def open(self, query: str = "", **headers: str) -> str:
        async with self.http.get(f"{self.url}/{query}", headers=headers) as answer:
            assert answer.status == 200
            self.headers = answer.headers
            self.text = await answer.text()
        return self.text

    @property
    def hidden(self) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text))

    @property
    def bubbles(self) -> list[tuple[str, str]]:
        found = re.findall(r'<div class="bubble (\w+)[^"]*".*?<p class="text">(.*?)</p>', self.text, re.DOTALL)
        return [(who, html.unescape(re.sub(r"</?a\b[^>]*>", "", text))) for who, text in found]

    def button(self, label: str) -> str:
        found = re.findall(
            r'<button name="press" value="([^"]+)" class="\w*" formnovalidate>([^<]*)</button>', self.text
        )
        return next(press for press, text in reversed(found) if html.unescape(text) == label)

    async def submit(self, files: list[tuple[str, bytes, str]] | None = None, **fields: str) -> str:
        form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
        for name, value in (self.hidden | {"text": ""} | fields).items():
            form.add_field(name, value)
        for name, content, kind in files or [("", b"", "application/octet-stream")]:
            form.add_field("files", content, filename=name, content_type=kind)
        async with self.http.post(f"{self.url}/chat/form", data=form) as answer:
            assert answer.status == 200, await answer.text()
            self.text = await answer.text()
        return self.text

    async def press(self, label: str, **more: Any) -> str:
        return await self.submit(press=self.button(label), **more)


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    served = Served(house.bot.web, a_free_port())
    await served.up()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Browser(served.url, http)
    await served.down()


async def test_looking_at_the_page_stores_nothing(browser: Browser, house: House) -> None:
    await browser.open()
    assert browser.bubbles[0][0] == "bot"
    assert await house.bot.store.database.fetch("select * from chat") == []


async def test_every_page_says_that_the_county_is_fictional_in_the_language_of_the_chat(browser: Browser) -> None:
    assert "演示：清河县是虚构的" in await browser.open()
    assert "Demonstration only: Qinghe" in await browser.open(**{"Accept-Language": "en"})
    await browser.submit(text="/lang en")
    page = await browser.open("chat/leave", **{"Accept-Language": "zh-CN"})
    assert "Demonstration only: Qinghe" in page and 'lang="en"' in page


async def test_a_poster_fills_in_the_place(browser: Browser, house: House) -> None:
    """Said at once, read back, changeable; loading the page again begins nothing."""
    await browser.open("?place=990121001001")
    assert all(who == "bot" for who, _ in browser.bubbles)
    assert "您扫的是东门社区的海报" in browser.bubbles[-1][1]
    shown = browser.bubbles
    await browser.open()
    assert browser.bubbles == shown
    await browser.press("同意，开始")
    await browser.submit(text="路灯坏了")
    await browser.open("?place=990121001002")  # another poster, when the place is known: it stays
    await browser.press("直接提交")
    assert "东门社区" in browser.bubbles[-1][1]
    await browser.press("确认提交")
    case = await house.case(number_in(browser.bubbles[-1][1]))
    assert case["area"]["code"] == "990121001001"


async def test_what_only_previews_a_poster_s_link_begins_no_chat(house: House, browser: Browser) -> None:
    """Without cookies: the page as it is, in the end."""
    link = f"{browser.url}/?place=990121001001"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as bare, bare.get(link) as answer:
        assert answer.status == 200 and "提交诉求" in await answer.text()
    assert await house.bot.store.database.fetch("select * from chat") == []


@pytest.mark.parametrize("place", ["", "x", "99012100100100", "<script>", "9" * 300])
async def test_what_is_no_place_opens_the_page_as_it_is(browser: Browser, place: str) -> None:
    await browser.open(f"?place={place}")
    assert "海报" not in browser.text and "<script>" not in browser.text
    await browser.press("提交诉求")
    assert browser.bubbles[-1][0] == "bot"


async def test_a_place_that_is_gone_is_asked_for_as_usual(browser: Browser) -> None:
    await browser.open("?place=990121999999")
    assert "海报" not in browser.text
    await browser.press("同意，开始")
    assert "什么事" in browser.bubbles[-1][1]


async def test_whoever_only_scanned_has_no_draft(browser: Browser) -> None:
    await browser.open("?place=990121001001")
    await browser.submit(text="菜单")
    assert "没写完" not in browser.text and "提交诉求" in browser.text


async def test_a_concern_is_filed_and_answered_without_scripts(browser: Browser, house: House) -> None:
    await browser.open()
    await browser.press("提交诉求")
    await browser.press("同意，开始")
    await browser.submit(text="第一行\r\n第二行 <b>&amp;</b>")
    await browser.press("直接提交")
    await browser.press("确认提交")
    assert browser.bubbles[-2] == ("me", "确认提交")
    number = number_in(browser.bubbles[-1][1])
    assert [w["text"] for w in (await house.case(number))["words"]] == ["第一行\n第二行 <b>&amp;</b>"]
    assert ("me", "第一行\n第二行 <b>&amp;</b>") in browser.bubbles
    await house.replied(number, "<script>alert(1)</script> 修好了")
    while await house.bot.courier.round():
        pass
    await browser.submit(refresh="1")
    assert ("notice", "<script>alert(1)</script> 修好了") in browser.bubbles
    assert "<script>alert" not in browser.text
    await house.bot.courier.report()
    assert (await house.notices(number))["reply"] == "sent"  # drawn, but the page has not said so yet
    await browser.press("满意")
    await house.bot.courier.report()
    assert await house.notices(number) == {"received": "delivered", "accepted": "delivered", "reply": "delivered"}
    assert ("me", "满意") in browser.bubbles
    assert (await house.case(number))["rating"] == "satisfied"


async def test_words_and_a_button_together_are_both_heard(browser: Browser) -> None:
    await browser.open()
    await browser.press("提交诉求")
    await browser.press("同意，开始")
    await browser.submit(text="路灯坏了。")
    await browser.press("说完了", text="还有井盖。")
    assert "要解决困难" in browser.text
    assert [text for who, text in browser.bubbles if who == "me"][-2:] == ["还有井盖。", "说完了"]


async def test_the_same_form_twice_is_one_message(browser: Browser) -> None:
    await browser.open()
    await browser.press("提交诉求")
    await browser.press("同意，开始")
    same = browser.hidden
    await browser.submit(text="路灯坏了。", id=same["id"])
    await browser.submit(text="路灯坏了。", id=same["id"])
    assert [text for who, text in browser.bubbles].count("路灯坏了。") == 1


async def test_looking_for_news_keeps_what_is_typed(browser: Browser) -> None:
    await browser.open()
    await browser.submit(refresh="1", text="写到一半</textarea>")
    assert "写到一半&lt;/textarea&gt;</textarea>" in browser.text
    assert ("me", "写到一半</textarea>") not in browser.bubbles


async def test_an_old_page_loses_no_words(browser: Browser) -> None:
    await browser.open()
    await browser.submit(text="路灯坏了。", csrf="0" * 32)
    assert "路灯坏了。</textarea>" in browser.text
    browser.http.cookie_jar.clear()
    await browser.submit(text="路灯坏了。")
    assert "路灯坏了。</textarea>" in browser.text
    await browser.submit(text="路灯坏了。")
    assert ("me", "路灯坏了。") in browser.bubbles


async def test_a_file_that_is_not_taken_is_said_kindly(browser: Browser) -> None:
    await browser.open()
    await browser.submit(files=[("a.jpg", b"MZ" + b"\0" * 99, "image/jpeg")])
    assert any("收不了" in text for _, text in browser.bubbles)


async def test_only_the_newest_question_has_buttons(browser: Browser) -> None:
    await browser.open()
    await browser.press("提交诉求")
    assert browser.text.count(">预约来访</button>") == 0
    assert browser.text.count(">同意，开始</button>") == 1


async def test_an_empty_form_changes_nothing(browser: Browser) -> None:
    await browser.open()
    before = browser.bubbles
    await browser.submit()
    assert browser.bubbles == before


async def test_the_page_when_the_api_is_down(browser: Browser, house: House) -> None:
    await house.api.down()
    await browser.open()
    assert "tel:" not in browser.text
    assert browser.bubbles


async def test_the_page_is_guarded_and_light(browser: Browser) -> None:
    await browser.open()
    policy = browser.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r'\sstyle="|<style|\son\w+="|<script>', browser.text)
    assert "http://" not in browser.text
    assert "https://" not in browser.text
    size = len(browser.text.encode())
    for path in re.findall(r'(?:src|href)="(/chat/static/[^"]+)"', browser.text):
        async with browser.http.get(browser.url + path) as answer:
            assert answer.status == 200
            size += int(answer.headers.get("content-length") or 0) or len(await answer.read())  # as it travels
    assert size < 40_000


@pytest.mark.parametrize(
    ("says", "locale"),
    [
        ("", "zh_Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh-TW", "zh_Hant"),
        ("zh-Hant-HK,en", "zh_Hant"),
        ("en-GB,en", "en"),
        ("fr,de", "zh_Hans"),
        ("fr,en", "en"),
        (",;;", "zh_Hans"),
    ],
)
async def test_the_first_language_is_the_browsers(browser: Browser, says: str, locale: str) -> None:
    assert guess(says) == locale
    await browser.open(**({"Accept-Language": says} if says else {}))
    assert f'lang="{locale.replace("_", "-")}"' in browser.text


def test_the_pages_words_are_whole_in_every_language() -> None:
    spoken = words("en")
    for locale in LOCALES:
        assert set(words(locale)) == set(spoken)
        for key, english in spoken.items():
            names = set(re.findall(r"{\w+}", english))
            assert set(re.findall(r"{\w+}", words(locale)[key])) == names, (locale, key)
    template = "".join(path.read_text() for path in sorted((page.HERE / "templates").glob("*.html")))
    script = "".join(path.read_text() for path in sorted((page.HERE / "static").glob("*.js")))
    used = set(re.findall(r"\bt\.(\w+)", template)) | set(re.findall(r"\bwords\.(\w+)", script))
    assert used <= set(spoken)
    outcomes = {f"step_{outcome}" for outcome in get_args(Outcome)}
    told = {"voice", "video", "document", "step_one", "not_stored", *outcomes}  # by the channel itself
    assert set(spoken) - used == told


def test_no_button_of_the_talk_is_called_as_the_page_s_own() -> None:
    """Told to press one, nobody presses the other."""
    for locale in LOCALES:
        own = {words(locale)[key] for key in ("send", "photos", "place", "again", "copy", "remove_this", "leave_yes")}
        assert not own & set(phrases(locale, "button.").values())
