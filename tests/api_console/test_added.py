"""Files by staff on the pages, without a script: shown before they go, refused without losing a word."""

import re

import pytest

from tests import samples
from tests.api_console.conftest import Desk, Seat, alert

WORDS = "您好，您反映的路灯已于本周三更换灯泡并检查线路，当晚恢复照明，整条路的其他路灯也查过，照片附后。"


def picture() -> tuple[str, tuple[str, bytes, str]]:
    return "files", ("现场.jpg", samples.jpeg(), "image/jpeg")


def held(seat: Seat) -> list[str]:
    return re.findall(r'name="held" value="([^"]+)" checked', seat.page)


async def test_a_reply_takes_its_pictures_along(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app.state.context.settings, "take_back_seconds", 30)
    case = f"/staff/cases/{await desk.file()}"
    admin = await desk.seat("admin")
    await admin.get(case)
    await admin.follow(await admin.submit(f"{case}/accept", case_class="other"))
    typed = {"kind": "answer", "text": WORDS, "step": "preview"}
    locked = ("files", ("意见.pdf", samples.pdf("geheim"), "application/pdf"))
    no = await admin.submit(f"{case}/reply", files=[picture(), locked], **typed)
    assert "意见.pdf" in alert(no.text) and "密码" in alert(no.text) and WORDS in no.text
    (kept,) = held(admin)
    shown = await admin.submit(f"{case}/reply", **typed, held=kept)
    assert "群众将看到" in shown.text and shown.text.count(f"{case}/waiting/{kept}") == 2, "in the form and as sent"
    small = await admin.http.get(f"{case}/waiting/{kept}")
    assert small.headers["content-type"] == "image/jpeg" and samples.PLACE not in small.content
    await admin.get(case)
    assert held(admin) == [kept], "it waits, like the words, when the page is loaded again"
    shown = await admin.submit(f"{case}/reply", **typed, held=kept)
    await admin.follow(await admin.submit(f"{case}/reply", **typed | {"step": "send"}, held=kept))
    assert f"{case}/files/{kept}/preview" in admin.page and "附件 1" in admin.page
    assert (await admin.http.get(f"{case}/waiting/{kept}")).status_code == 404
    await admin.follow(await admin.submit(f"{case}/takeback"))
    assert held(admin) == [kept] and f"{case}/files/{kept}" not in admin.page, "taken back with the words"


async def test_material_is_added_to_a_case_once(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    clerk = await one_desk.seat("clerk")
    await clerk.get(case)
    none = await clerk.submit(f"{case}/attach", note="社区寄来的")
    assert none.status_code == 422 and "材料" in alert(none.text) and "社区寄来的" in none.text
    form = clerk.hidden(f"{case}/attach")
    for _ in range(2):  # a double click
        sent = await clerk.http.post(f"{case}/attach", data=form | {"note": "社区寄来的"}, files=[picture()])
        await clerk.follow(sent)
    assert clerk.page.count("社区寄来的") == 1 and "补充材料" in clerk.page
    assert len(re.findall(rf'src="{case}/files/[^"]+/preview"', clerk.page)) == 1
