"""Files under their own id: in pieces, over broken lines, while the talk goes on; each joins its case exactly once."""

import asyncio
import io
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from bot.conversation import Conversation
from models.renditions import Renderer, Rendition
from tests.bot.conftest import House, Web, number_in


def photo(width: int = 900) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, width), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


PHOTO = photo()


async def put(web: Web, id: str, content: bytes, start: int | None, end: int = 0, size: int = 0) -> tuple[int, Any]:
    size = size or len(content)
    span = "*" if start is None else f"{start}-{(end or size) - 1}"
    headers = web.headers | {"Content-Range": f"bytes {span}/{size}", "Content-Type": "image/jpeg"}
    headers["X-File-Name"] = quote("C:\\照片\\村口 路灯.jpg")
    body = b"" if start is None else content[start : end or size]
    async with web.http.put(f"{web.served.url}/chat/files/{id}", data=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def arrived(web: Web, id: str) -> tuple[int, Any]:
    async with web.http.get(f"{web.served.url}/chat/files/{id}", headers=web.headers) as answer:
        return answer.status, await answer.json()


async def told(web: Web) -> None:
    await web.send(press="m.submit")
    await web.press(".agree")
    await web.send(text="村口的路灯坏了。")


async def files_of(house: House, number: str, *, named: bool = False) -> list[str]:
    return [w["name"] if named else w["media_type"] for w in (await house.case(number))["words"] if w["file"]]


async def test_a_file_in_pieces_is_part_of_the_story(web: Web) -> None:
    await told(web)
    assert (await arrived(web, "photo-0001"))[0] == 404
    status, held = await put(web, "photo-0001", PHOTO, None)
    assert (status, held["arrived"], held["done"], held["screens"]) == (200, 0, False, [])
    half = len(PHOTO) // 2
    assert (await put(web, "photo-0001", PHOTO, 0, half))[1]["arrived"] == half
    assert (await arrived(web, "photo-0001"))[1]["arrived"] == half
    status, held = await put(web, "photo-0001", PHOTO, half)
    assert (status, held["done"]) == (201, True)
    assert "1 张照片" in held["screens"][-1]["text"]
    await web.press(".send")  # the button that stood before the photo came
    await web.press(".use")
    number = number_in((await web.press(".yes"))[-1]["text"])
    assert await files_of(web.house, number) == ["image/jpeg"]
    assert await files_of(web.house, number, named=True) == ["村口 路灯.jpg"]
    assert (await web.house.case(number))["consent"] == "2026-11+photo"


def left(house: House) -> list[Path]:
    return [path for path in Path(house.settings.files).rglob("*") if path.is_file()]


async def test_a_file_is_drawn_when_it_arrives_and_never_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    real = Renderer.draw

    async def counted(self: Renderer, kind: str, content: AsyncIterable[bytes]) -> Rendition:
        drawn.append(kind)
        return await real(self, kind, content)

    monkeypatch.setattr(Renderer, "draw", counted)
    await told(web)
    await put(web, "photo-0010", PHOTO, 0)
    assert drawn == ["image/jpeg"]
    await web.press(".send")
    await web.press(".use")
    house, number = web.house, number_in((await web.press(".yes"))[-1]["text"])
    (file,) = [word["file"] for word in (await house.case(number))["words"] if word["file"]]
    for what in ("", "/preview"):
        async with house.admin.get(f"{house.api.url}/v1/cases/{number}/files/{file}{what}") as answer:
            assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert drawn == ["image/jpeg"]
    await house.bot.desk.files.drop(await house.bot.desk.files.of(chat_of(web)))
    assert left(house) == [], "nor is anything left of it"


async def test_what_a_broken_line_brought_is_not_sent_again(web: Web) -> None:
    await told(web)
    _reader, writer = await asyncio.open_connection("127.0.0.1", web.served.port)
    head = f"PUT /chat/files/photo-0002 HTTP/1.1\r\nHost: x\r\nAuthorization: {web.headers['Authorization']}\r\n"
    head += f"Content-Type: image/jpeg\r\nContent-Length: {len(PHOTO)}\r\n\r\n"
    writer.write(head.encode() + PHOTO[:30_000])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()
    for _ in range(3000):
        status, held = await arrived(web, "photo-0002")
        if status == 200 and held["arrived"]:
            break
        await asyncio.sleep(0.05)
    assert held["arrived"] == 30_000
    assert (await put(web, "photo-0002", PHOTO, 40_000))[0] == 409
    status, held = await put(web, "photo-0002", PHOTO, 20_000)  # what is here already is passed over
    assert (status, held["done"]) == (201, True)
    draft = Conversation.load(await web.house.bot.store.load(chat_of(web))).talk.drafts[0]
    token = draft.answers["story"]["parts"][-1]["file"]
    assert b"".join([piece async for piece in web.house.bot.desk.files.read(token)]) == PHOTO


def chat_of(web: Web) -> Any:
    from bot.channels.webchat.tokens import Tokens
    from tests.bot.conftest import KEYS

    return Tokens(KEYS).chat(web.token)


async def test_confirmed_while_on_its_way_it_joins_the_case_once(web: Web) -> None:
    await told(web)
    await put(web, "photo-0003", PHOTO, None)
    await put(web, "photo-0003", PHOTO, 0, 1000)
    await web.press(".send")
    review = await web.press(".use")
    assert "1 个文件正在路上" in review[-1]["text"]
    number = number_in((await web.press(".yes"))[-1]["text"])
    assert await files_of(web.house, number) == []
    await asyncio.gather(*(put(web, "photo-0003", PHOTO, 1000) for _ in range(3)))
    status, held = await put(web, "photo-0003", PHOTO, 1000)
    assert (status, held["done"], held["screens"]) == (201, True, [])
    assert await files_of(web.house, number) == ["image/jpeg"]
    assert len(await web.house.cases()) == 1


async def test_one_that_comes_at_the_read_back_leaves_the_button_as_it_is(web: Web) -> None:
    await told(web)
    await put(web, "photo-0004", PHOTO, None)
    await web.press(".send")
    await web.press(".use")
    assert (await put(web, "photo-0004", PHOTO, 0))[1]["screens"] == []
    screens = await web.press(".yes")
    number = number_in("\n".join(s["text"] for s in screens))
    assert await files_of(web.house, number) == ["image/jpeg"]


async def test_what_is_refused_is_left_out_even_if_it_comes_later(web: Web) -> None:
    await told(web)
    await put(web, "photo-0005", PHOTO, None)
    await web.press(".send")
    await web.press(".leave")
    number = number_in((await web.press(".yes"))[-1]["text"])
    assert (await put(web, "photo-0005", PHOTO, 0))[0] == 201
    assert await files_of(web.house, number) == []
    assert (await web.house.case(number))["consent"] == "2026-11"


async def test_a_file_alone_begins_a_concern(web: Web) -> None:
    _status, held = await put(web, "photo-0006", PHOTO, None)
    assert "同意，开始" in str(held["screens"])
    await put(web, "photo-0006", PHOTO, 0)
    web.screens = held["screens"]
    assert "1 张照片" in (await web.press(".agree"))[-1]["text"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"MZ" + b"\0" * 9000, 415, "file_not_taken"), (b"", 422, "file_empty")],
)
async def test_what_is_not_taken_is_expected_no_more(web: Web, content: bytes, status: int, code: str) -> None:
    await told(web)
    headers = web.headers | {"Content-Type": "image/jpeg"}
    async with web.http.put(f"{web.served.url}/chat/files/program1", data=content, headers=headers) as answer:
        held = await answer.json()
        assert (answer.status, held["code"]) == (status, code)
        assert held["detail"]
    assert (await arrived(web, "program1"))[0] == 404
    await web.press(".send")
    assert "正在路上" not in web.screens[-1]["text"]


@pytest.mark.parametrize("span", ["bytes 5-4/10", "bytes 0-10/10", "0-4/10", "bytes 0-4/*", "bytes -/1", "lines 0-1/2"])
async def test_a_wrong_range_is_refused(web: Web, span: str) -> None:
    headers = web.headers | {"Content-Range": span}
    async with web.http.put(f"{web.served.url}/chat/files/photo-0007", data=b"x", headers=headers) as answer:
        assert answer.status == 422


async def test_too_large_is_said_before_anything_is_sent(web: Web) -> None:
    """And uses up nothing of what may be sent from an address."""
    for size in (99_000_000, 10**12 - 1):
        assert (await put(web, "photo-0008", b"", None, size=size))[0] == 413


async def test_another_chat_sees_nothing_of_it(web: Web) -> None:
    await put(web, "photo-0009", PHOTO, 0, 500)
    await web.begin()
    assert (await arrived(web, "photo-0009"))[0] == 404


async def test_deleting_ones_data_ends_it(web: Web) -> None:
    await told(web)
    await put(web, "photo-0010", PHOTO, 0, 500)
    await web.send(press="m.erase.yes")
    assert (await arrived(web, "photo-0010"))[0] == 404
    assert await web.house.bot.desk.files.of(chat_of(web)) == set()
