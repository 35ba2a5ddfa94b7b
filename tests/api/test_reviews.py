"""The unit above: who decides, what follows from it, the file on paper for a body that is not in this system."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.cases import paper, pdf
from api.cases.blocks import Said, Title
from tests.api.counter import ANSWERED, START, Api, ok, refused
from tests.api.pictures import jpeg
from tests.api.test_clockwork import at, go
from tests.api.test_last_word import above, answered, owed, post

DECISION = "经复查，原答复没有说明理由，依据不足。"


async def asked(api: Api, *, at_top: bool = False, **more: Any) -> tuple[str, str, int]:
    """(number, login of the unit above, id) of a case whose answer is under review; `at_top`: nobody here is above."""
    number = await answered(api, **more)
    if at_top:
        await api.sql("UPDATE unit SET parent_id = NULL WHERE code = 'QH-ZJ'")
        await api.sql("UPDATE staff_role SET unit_id = NULL WHERE role = 'clerk'")  # of the whole county: sees it still
    login = await above(api)
    ok(await post(api, "reviews", number, text="答复没有说原因"), 201)
    await api.deliver_all()
    return number, login, int((await api.case(number))["reviews"][-1]["id"])


async def decide(api: Api, number: str, id: int, who: str, result: str) -> Any:
    return await api.move(number, f"reviews/{id}/decide", who, result=result, text=DECISION)


async def fetch(api: Api, number: str, id: int, who: str) -> Any:
    return await api("GET", f"/v1/cases/{number}/reviews/{id}/file.pdf", who)


# --- what follows from a decision


async def test_a_revoked_answer_is_owed_anew(api: Api) -> None:
    number, login, id = await asked(api)
    ok(await decide(api, number, id, login, "revoked"))
    (told,) = await api.deliver_all()
    again = await owed(api, number)
    assert again["handle"]["done_at"] is None and again["handle"]["counted_from"] == "2026-11-20"
    assert told["facts"]["answer_by"] == again["handle"]["due_nominal"] == (await api.my_case(number))["answer_by"]
    refused(await api.move(number, "close"), 409, "answer_owed")
    ok(await api.move(number, "replies", "housing", text=f"重新答复 {number}：{ANSWERED}"))
    await api.deliver_all()
    assert (await owed(api, number))["handle"]["met_at"] is not None
    ok(await api.move(number, "close"))


@pytest.mark.parametrize("result", ["upheld", "changed"])
async def test_what_stands_or_is_changed_owes_nothing_anew(api: Api, result: str) -> None:
    number, login, id = await asked(api)
    ok(await decide(api, number, id, login, result))
    (told,) = await api.deliver_all()
    assert "answer_by" not in told["facts"] and told["facts"]["result"] == result
    assert [e["text"] for e in (await api.my_case(number))["timeline"] if e["kind"] == "review_decided"] == [DECISION]
    ok(await api.move(number, "close"))


async def test_after_the_second_it_is_final_and_new_facts_are_a_new_case(api: Api) -> None:
    number, login, id = await asked(api)
    ok(await decide(api, number, id, login, "upheld"))
    await api.deliver_all()
    assert (await owed(api, number))["reopen"]["void"] is False, "after the first it can still be opened again"
    ok(await post(api, "reviews", number), 201)
    second = (await api.case(number))["reviews"][-1]
    ok(await decide(api, number, second["id"], "clerk", "upheld"))
    await api.deliver_all()
    assert (await owed(api, number))["reopen"]["void"]
    refused(await post(api, "reopenings", number), 409, "window_over")
    refused(await post(api, "reviews", number), 409, "right_over")
    assert (await api.file("又有新的情况：灯杆倒了"))["case_no"] != number


async def test_a_hearing_moves_nothing_at_the_first_level(api: Api) -> None:
    number, login, id = await asked(api)
    due = (await owed(api, number))["review_decision"]["due_nominal"]
    path = f"/v1/cases/{number}/reviews/{id}/hearing"
    ok(await api("POST", path, login, json={"first": "2026-12-01", "last": "2026-12-05"}))
    after = (await owed(api, number))["review_decision"]
    assert (after["due_nominal"], after["changes"]) == (due, [])


async def test_a_decision_that_is_late_goes_one_step_up(api: Api) -> None:
    number, _, _ = await asked(api)
    due = date.fromisoformat((await owed(api, number))["review_decision"]["due_nominal"])
    await go(api, at((due - timedelta(days=1)).isoformat()))
    assert [n["kind"] for n in await api.deliver_all()] == ["slipping"]
    await go(api, at((due + timedelta(days=1)).isoformat()))
    assert (await owed(api, number))["review_decision"]["late"]


async def test_the_right_ends_from_the_answer_on(api: Api) -> None:
    """From an answer that was received to the end of its right: a week before, a day before, and ended."""
    number = await answered(api)
    last = date.fromisoformat((await owed(api, number))["review_request"]["due_nominal"])
    seen = []
    for days in range(12, -3, -1):
        await go(api, at((last - timedelta(days=days)).isoformat()))
        seen += [(days, n["kind"]) for n in await api.deliver_all()]
    assert seen == [(7, "right_ending"), (1, "right_ending"), (-1, "right_ended")]
    refused(await post(api, "reviews", number), 409, "right_over")


# --- bodies outside


async def test_where_nobody_is_above_a_body_outside_decides(api: Api) -> None:
    number, login, id = await asked(api, at_top=True)
    (review,) = (await api.case(number))["reviews"]
    assert (review["unit"], review["outside"]) == (None, "清河县住房和城乡建设局的上一级机关")
    for who in ("housing", "supervisor"):
        refused(await decide(api, number, id, who, "upheld"), 403, "not_your_review")
    refused(await decide(api, number, id, login, "upheld"), 404, "not_found")
    ok(await decide(api, number, id, "clerk", "upheld"))
    (told,) = await api.deliver_all()
    assert told["facts"]["unit"] == review["outside"]
    ok(await post(api, "reviews", number), 201)
    second = (await api.case(number))["reviews"][-1]
    assert second["outside"] == f"{review['outside']}的上一级机关", "never the body that decided the first"


async def test_the_file_for_a_body_outside(api: Api) -> None:
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
    parts = [{"text": "路灯坏了\r\n第二行😀"}, {"file": file}]
    number, _, id = await asked(api, at_top=True, parts=parts, name="李秀英", phone="138-0000-5678")
    ok(await api("POST", f"/v1/cases/{number}/notes", "housing", json={"text": "内部备注"}))
    got = await fetch(api, number, id, "clerk")
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf"), got.text[:300]
    assert got.headers["cache-control"] == "no-store" and number in got.headers["content-disposition"]
    assert got.content.startswith(b"%PDF-") and b"/Image" in got.content
    assert len(re.findall(rb"/Type /Page\b(?!s)", got.content)) >= 1
    kept = await api.sql("SELECT actor, reason FROM audit_entry WHERE action = 'review_file' AND target = :n", n=number)
    assert len(kept) == 1 and "复查" in kept[0][1]
    refused(await fetch(api, number, id, "housing"), 403, "not_your_review")
    refused(await fetch(api, number, 987654, "clerk"), 404, "not_found")
    refused(await fetch(api, number, id, "transport"), 404, "not_found")


async def test_what_stands_in_the_file(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn as blocks: the words, not the ink, are looked at here."""
    number, _, id = await asked(api, at_top=True, name="李秀英", phone="138-0000-5678", answers={"before": "often"})
    ok(await api("POST", f"/v1/cases/{number}/notes", "housing", json={"text": "内部备注"}))
    ok(await post(api, "complaints", number, text="有人因此威胁我", retaliation=True), 201)
    drawn: list[Any] = []
    real = paper.draw

    def watched(font: Path, foot: str, when: Any, blocks: Any) -> bytes:
        drawn.extend(blocks)
        return real(font, foot, when, blocks)

    monkeypatch.setattr(paper, "draw", watched)
    assert (await fetch(api, number, id, "clerk")).status_code == 200
    text = "\n".join(getattr(b, "text", "") for b in drawn)
    due = (await owed(api, number))["review_decision"]["due_nominal"]
    for part in (
        "路灯坏了一个星期",
        ANSWERED,
        "答复没有说原因",
        "李秀英",
        "138-0000-5678",
        number,
        due,
        "上一级机关",
        "before: often",
    ):
        assert part in text, part
    assert "内部备注" not in text and "威胁" not in text


async def test_without_a_font_it_is_said_so(sqlite_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api = sqlite_api
    number, _, id = await asked(api, at_top=True)
    monkeypatch.setattr(api.ctx.settings, "pdf_font", Path("/nowhere.ttf"))
    refused(await fetch(api, number, id, "clerk"), 503, "no_font")
    assert await api.sql("SELECT 1 FROM audit_entry WHERE action = 'review_file'") == [], "nobody got anything"


def test_what_a_font_lacks_is_written_by_its_number() -> None:
    known = {ord(c) for c in "路灯 a"}
    assert pdf.readable("路灯\t😀\r\na\0", known) == "路灯    〔U+1F600〕\na〔U+0000〕"


@pytest.mark.slow
def test_a_long_file_has_many_pages_and_the_same_bytes_twice() -> None:
    blocks = [Title("案卷"), *(Said(f"{n} " + "长" * 300 + "x" * 300) for n in range(60))]
    font = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    made = [paper.draw(font, "案卷", START, blocks) for _ in range(2)]
    assert made[0] == made[1] and len(re.findall(rb"/Type /Page\b(?!s)", made[0])) > 5
