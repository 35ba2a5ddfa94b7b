"""Files of cases: looked at when they arrive, shown without place, time and device; the original with a reason."""

import asyncio
import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from api.cases import paper
from api.cases.blocks import Picture
from api.files import shown as drawing
from models.keys import Keys
from models.renditions import NotDrawn, RendererDown, Rendition, handed
from tests import samples
from tests.api.counter import Api, ok, refused
from tests.api.test_reviews import asked, fetch
from tests.held import held_by

MARKS = (samples.DEVICE, samples.PLACE, b"Exif", b"xmpmeta", *samples.DEGREES)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {
    "jpeg": (samples.jpeg, "image/jpeg", "image/jpeg"),
    "rotated": (lambda: samples.jpeg(6), "image/jpeg", "image/jpeg"),
    "heic": (samples.heic, "image/heic", "image/jpeg"),
    "heix": (lambda: samples.heic(b"heix"), "image/heic", "image/jpeg"),
    "transparent": (lambda: samples.saved(samples.letters(), "PNG"), "image/png", "image/jpeg"),
    "cmyk": (lambda: samples.saved(samples.halves(mode="CMYK"), "JPEG"), "image/jpeg", "image/jpeg"),
    "animated": (lambda: samples.animated("GIF"), "image/gif", "image/jpeg"),
    "long screenshot": (lambda: samples.long_screenshot(5000), "image/png", "image/jpeg"),
    "live photo": (lambda: samples.jpeg() + samples.film(), "image/jpeg", "image/jpeg"),
    "mp4": (samples.film, "video/mp4", "video/mp4"),
    "mov": (lambda: samples.film(b"qt  "), "video/quicktime", "video/quicktime"),
    "3gp": (lambda: samples.film(b"3gp5"), "video/3gpp", "video/3gpp"),
    "m4a": (lambda: samples.film(b"M4A ", (b"soun",)), "audio/mp4", "audio/mp4"),
    "amr": (samples.amr, "audio/amr", "audio/amr"),
    "opus": (samples.opus, "audio/ogg", "audio/ogg"),
    "pdf": (samples.pdf, "application/pdf", "application/pdf"),
    "docx": (samples.docx, WORD, WORD),
    "gb18030": (lambda: "路灯坏了".encode("gb18030"), "text/plain", "text/plain; charset=utf-8"),
    "utf-16": (lambda: "路灯坏了".encode("utf-16"), "text/plain", "text/plain; charset=utf-8"),
}


async def _upload(api: Api, content: bytes, kind: str = "") -> Any:
    return await api("POST", "/v1/files", "bot", key=api.key(), files={"file": ("a", content, kind)})


async def _case(api: Api, *files: str) -> str:
    number: str = (await api.file(parts=[{"text": "看材料"}, *({"file": file} for file in files)]))["case_no"]
    return number


async def _filed(api: Api, content: bytes, kind: str = "") -> tuple[str, str]:
    """(number, file)"""
    file = ok(await _upload(api, content, kind), 201)["file"]
    return await _case(api, file), file


async def _not_looked_at(api: Api) -> None:
    """As an older release left its rows."""
    await api.sql("UPDATE attachment SET looked_at = NULL, shown_token = NULL, shown_type = NULL, preview_token = NULL")


@pytest.mark.parametrize("name", KINDS)
async def test_every_kind_is_shown_without_what_the_device_wrote(api: Api, name: str) -> None:
    make, kind, as_what = KINDS[name]
    raw = make()
    assert any(place in raw for place in samples.DEGREES) or kind not in ("image/jpeg", "image/heic") or name == "cmyk"
    receipt = ok(await _upload(api, raw, kind), 201)
    assert receipt["media_type"] == kind
    number = await _case(api, receipt["file"])
    path = f"/v1/cases/{number}/files/{receipt['file']}"
    got = await api("GET", path, "leader")
    assert (got.status_code, got.headers["content-type"]) == (200, as_what), got.text[:200]
    assert got.content != raw or kind == "audio/amr", "never the very bytes"
    assert not any(mark in got.content for mark in MARKS)
    word = (await api.case(number))["words"][1]
    assert (word["media_type"], word["shown"], word["broke_off"]) == (kind, as_what.partition(";")[0], False)
    preview = await api("GET", f"{path}/preview", "leader")
    assert (preview.status_code == 200) == word["preview"] == (kind == "application/pdf" or kind.startswith("image/"))
    if word["preview"]:
        assert not any(mark in preview.content for mark in MARKS)
        assert Image.open(io.BytesIO(preview.content)).width <= 1240
    refused(await api("POST", f"{path}/original", "leader", json={"reason": "看看"}), 403, "forbidden")
    opened = await api("POST", f"{path}/original", "clerk", json={"reason": "核对拍摄地点"})
    assert opened.content == raw
    assert len(await api.sql("SELECT 1 FROM audit_entry WHERE action = 'open_original'")) == 1


@pytest.mark.parametrize(
    ("raw", "kind", "status", "code"),
    [
        pytest.param(samples.heic()[:300], "image/heic", 422, "broken", id="heic that broke off"),
        pytest.param(samples.pdf("geheim"), "application/pdf", 422, "locked", id="pdf with a password"),
        pytest.param(samples.saved(Image.new("1", (20_000, 20_000)), "PNG"), "image/png", 413, "heavy", id="pixels"),
    ],
)
async def test_what_nobody_could_look_at_is_refused_when_it_arrives(
    api: Api, raw: bytes, kind: str, status: int, code: str
) -> None:
    refused(await _upload(api, raw, kind), status, code)
    assert await api.sql("SELECT 1 FROM attachment") == []
    assert not [p for p in (api.ctx.settings.var / "files").rglob("*") if p.is_file()]


async def test_a_photo_that_broke_off_is_shown_as_far_as_it_came(api: Api) -> None:
    raw = samples.noise()
    number, file = await _filed(api, raw[: len(raw) * 2 // 3], "image/jpeg")
    assert (await api.case(number))["words"][1]["broke_off"] is True
    got = await api("GET", f"/v1/cases/{number}/files/{file}", "clerk")
    assert Image.open(io.BytesIO(got.content)).size == (400, 400)


async def test_a_repeated_upload_leaves_one_file_and_what_is_shown_of_it(api: Api) -> None:
    sent = {"file": ("a", samples.jpeg(), "image/jpeg")}
    for _ in range(2):
        ok(await api("POST", "/v1/files", "bot", key="upload-1", files=sent), 201)
    kept = [p for p in (api.ctx.settings.var / "files").rglob("*") if p.is_file()]
    assert len(kept) == 3 and len(await api.sql("SELECT 1 FROM attachment")) == 1


async def test_nothing_is_shown_that_was_not_drawn_of_this_very_file(api: Api) -> None:
    """A rendition that comes along counts only if it was sealed with our keys, for these bytes."""
    raw, made = samples.jpeg(), Rendition("image/jpeg", b"handed on")
    own, another = (hashlib.sha256(of).hexdigest() for of in (raw, b"another"))
    others = Keys({1: bytes(32)}, 1)
    for drawn, taken in [
        (handed.sealed(api.ctx.keys, made, own, "image/jpeg"), True),
        (handed.sealed(api.ctx.keys, made, another, "image/jpeg"), False),
        (handed.sealed(api.ctx.keys, made, own, "image/png"), False),
        (handed.sealed(others, made, own, "image/jpeg"), False),
        (made.packed(), False),
        (b"", False),
    ]:
        sent = {"file": ("a", raw, "image/jpeg"), "drawn": ("drawn", drawn)}
        file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
        got = await api("GET", f"/v1/cases/{await _case(api, file)}/files/{file}", "clerk")
        assert (got.content == made.body) is taken and got.status_code == 200


async def test_a_file_of_an_older_release_is_drawn_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    number, file = await _filed(api, samples.heic(), "image/heic")
    await _not_looked_at(api)
    drawn: list[str] = []
    real = api.ctx.renderer.draw

    async def counted(kind: str, content: Any) -> Any:
        drawn.append(kind)
        return await real(kind, content)

    monkeypatch.setattr(api.ctx.renderer, "draw", counted)
    assert (await api.case(number))["words"][1]["shown"] == "image/jpeg"
    for _ in range(3):
        got = await api("GET", f"/v1/cases/{number}/files/{file}", "clerk")
        assert got.headers["content-type"] == "image/jpeg" and not any(mark in got.content for mark in MARKS)
    assert drawn == ["image/heic"]


async def test_two_who_look_at_once_leave_one_rendition(api: Api) -> None:
    number, file = await _filed(api, samples.jpeg(), "image/jpeg")
    await _not_looked_at(api)
    path = f"/v1/cases/{number}/files/{file}"
    before = len([p for p in (api.ctx.settings.var / "files").rglob("*") if p.is_file()])
    got = await asyncio.gather(*(api("GET", path, "clerk") for _ in range(3)))
    assert [one.status_code for one in got] == [200, 200, 200]
    assert len([p for p in (api.ctx.settings.var / "files").rglob("*") if p.is_file()]) == before + 2


async def test_files_of_an_older_release_are_drawn_by_a_command(api: Api) -> None:
    first, second = [ok(await _upload(api, samples.jpeg(), "image/jpeg"), 201)["file"] for _ in range(2)]
    number = await _case(api, first, second)
    await _not_looked_at(api)
    await api.ctx.vault.delete(first)
    assert [shown for _, shown in [one async for one in drawing.look_at_all(api.ctx)]] == [False, True]
    assert (await api("GET", f"/v1/cases/{number}/files/{second}", "clerk")).status_code == 200
    refused(await api("GET", f"/v1/cases/{number}/files/{first}", "clerk"), 404, "file_lost")


async def test_while_no_worker_starts_files_are_taken(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(kind: str, content: Any) -> Any:
        raise RendererDown("no process")

    with monkeypatch.context() as patched:
        patched.setattr(api.ctx.renderer, "draw", down)
        number, file = await _filed(api, samples.jpeg(), "image/jpeg")
        refused(await api("GET", f"/v1/cases/{number}/files/{file}", "clerk"), 503, "unavailable")
    assert (await api("GET", f"/v1/cases/{number}/files/{file}", "clerk")).status_code == 200


async def test_an_old_file_that_cannot_be_drawn_stops_no_page_and_no_pdf(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = []
    for raw in (samples.jpeg(), samples.long_screenshot(), samples.noise(), samples.pdf()):
        files.append(ok(await _upload(api, raw), 201)["file"])
    text = ok(await _upload(api, "东门路五号".encode("gb18030"), "text/plain"), 201)["file"]
    await _not_looked_at(api)

    async def broken(kind: str, content: Any) -> Any:
        raise NotDrawn("broken")

    number, _, id = await asked(api, at_top=True, parts=[{"text": "看材料"}, *({"file": f} for f in [*files, text])])
    with monkeypatch.context() as patched:
        patched.setattr(api.ctx.renderer, "draw", broken)
        refused(await api("GET", f"/v1/cases/{number}/files/{files[0]}", "clerk"), 422, "picture")
    assert (await api.case(number))["words"][1]["shown"] is None
    blocks: list[Any] = []
    real = paper.draw

    def watched(font: Path, foot: str, at: Any, given: list[Any]) -> bytes:
        blocks.extend(given)
        return real(font, foot, at, given)

    monkeypatch.setattr(paper, "draw", watched)
    got = await fetch(api, number, id, "clerk")
    assert got.status_code == 200 and got.content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(got.content)) as file:
        streams = [held.read_raw_bytes() for held in file.objects if isinstance(held, pikepdf.Stream)]
    assert not any(mark in stream for stream in streams for mark in MARKS)
    said = [getattr(block, "text", "") for block in blocks]
    assert any("打不开" in line for line in said) and "东门路五号" in said
    assert sum(isinstance(block, Picture) for block in blocks) == 3


async def test_a_player_gets_the_part_it_asks_for(api: Api) -> None:
    number, file = await _filed(api, samples.film(), "video/mp4")
    path = f"/v1/cases/{number}/files/{file}"
    whole = (await api("GET", path, "clerk")).content
    for asked_for, status, body in [
        ("bytes=0-9", 206, whole[:10]),
        ("bytes=10-", 206, whole[10:]),
        ("bytes=-5", 206, whole[-5:]),
        (f"bytes={len(whole)}-", 416, b""),
        ("bytes=0-1,4-5", 200, whole),
        ("nonsense", 200, whole),
    ]:
        got = await api("GET", path, "clerk", headers={"Range": asked_for})
        assert (got.status_code, got.content) == (status, body), asked_for


async def test_nothing_is_drawn_inside_a_transaction(sqlite_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a picture is drawn for as long as it likes, others write."""
    api = sqlite_api
    begun, go_on = asyncio.Event(), asyncio.Event()
    real = api.ctx.renderer.draw

    async def slow(kind: str, content: Any) -> Any:
        begun.set()
        await go_on.wait()
        return await real(kind, content)

    number, file = await _filed(api, samples.jpeg(), "image/jpeg")
    await _not_looked_at(api)
    monkeypatch.setattr(api.ctx.renderer, "draw", slow)
    for waiting in (
        _upload(api, samples.jpeg(), "image/jpeg"),
        api("GET", f"/v1/cases/{number}/files/{file}", "clerk"),
    ):
        begun.clear()
        go_on.clear()
        task = asyncio.create_task(waiting)
        await begun.wait()
        async with asyncio.timeout(5):
            await api.file()
        go_on.set()
        assert (await task).status_code in (200, 201)


async def test_a_bomb_holds_the_loop_no_longer_than_a_photo(sqlite_api: Api) -> None:
    raw = samples.saved(Image.new("RGB", (7740, 7740)), "PNG")
    uploading = asyncio.create_task(_upload(sqlite_api, raw, "image/png"))
    held = await held_by(uploading)
    assert (await uploading).status_code == 201 and held.agrees(), held
