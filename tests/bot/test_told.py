"""Files that staff send with a reply arrive in the chat that asked, and in no other."""

import aiohttp

from tests import samples
from tests.bot.conftest import House, Web
from tests.bot.test_courier import deliver

WORDS = "路灯已于昨日修好，照片附后，请您查看。"
NAMES = {"image/jpeg": "现场.png", "application/pdf": "处理意见书.pdf"}
"""What staff call their files."""


async def upload(house: House, content: bytes, kind: str) -> str:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", content, filename=NAMES[kind], content_type=kind)
    headers = {"Idempotency-Key": f"upload-{kind.replace('/', '-')}"}
    async with house.admin.post(f"{house.api.url}/v1/files", data=form, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        token: str = (await answer.json())["file"]
        return token


async def replied(house: House, case_no: str) -> None:
    """With a photo and a document."""
    files = [await upload(house, samples.jpeg(), "image/jpeg"), await upload(house, samples.pdf(), "application/pdf")]
    await house.act(case_no, "accept", {"case_class": "other"})
    await house.act(case_no, "replies", {"text": WORDS, "files": files})


async def test_the_web_chat_shows_the_pictures_and_gives_the_files(web: Web) -> None:
    await replied(web.house, await web.filed())
    await deliver(web.house)
    (words,) = [s for e in await web.events(0) for s in e["screens"] if s["text"] == WORDS]
    assert [(f["picture"], f["saved_as"]) for f in words["files"]] == [(True, "现场.jpg"), (False, "处理意见书.pdf")]
    for file, kind in zip(words["files"], ("image/jpeg", "application/pdf"), strict=True):
        async with web.http.get(web.served.url + file["href"], headers=web.headers) as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            assert samples.PLACE not in await answer.read()
            assert answer.headers["Content-Security-Policy"] == "sandbox"
    href = words["files"][0]["href"]
    async with web.http.get(web.served.url, headers={"Cookie": f"huiyin={web.token}"}) as page:
        text = await page.text()
    assert f'<img src="{href}"' in text and 'download="处理意见书.pdf"' in text
    mine = web.token
    await web.begin()
    for path in (href, href.rpartition("/")[0] + "/7", "/chat/told/99999999999999999999/0"):
        async with web.http.get(web.served.url + path, headers=web.headers) as answer:
            assert answer.status == 404, "another chat's, or none"
    async with web.http.get(web.served.url + href) as answer:
        assert answer.status == 401
    web.token = mine
