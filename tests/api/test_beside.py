"""What the counter does beside the moves: a lost code issued again, a recording written up."""

from datetime import timedelta
from typing import Any

from tests.api.counter import Api, names, ok, refused
from tests.api.pictures import jpeg

CHECKED = {"checked": "居民身份证原件", "reason": "手机丢失"}


async def _status(api: Api, number: str, code: str) -> Any:
    return await api("POST", "/v1/status", json={"case_no": number, "query_code": code})


async def _issue(api: Api, number: str, who: str = "clerk", key: str | None = None, **body: Any) -> Any:
    return await api("POST", f"/v1/cases/{number}/code", who, key=key or api.key(), json=CHECKED | body)


async def test_a_new_code_opens_and_the_old_one_does_not(api: Api) -> None:
    got = await api.file(name="李雷", phone="13800001234")
    number, codes = got["case_no"], [got["query_code"]]
    for _ in range(2):
        codes.append(ok(await _issue(api, number), 201)["query_code"])
    assert len(set(codes)) == 3
    for old in codes[:2]:
        refused(await _status(api, number, old), 404, "not_found")
    assert ok(await _status(api, number, codes[2]))["case_no"] == number
    last = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"][-1]
    assert (last["kind"], last["actor"], last["facts"]) == ("code_reissued", "前台小陈", {})
    assert last["text"] == "居民身份证原件\n手机丢失"
    seen = (await api.my_case(number))["timeline"][-1]
    assert (seen["kind"], seen["text"]) == ("code_reissued", None)
    audited = await api.sql("SELECT action, target, reason FROM audit_entry WHERE action = 'reissue_code'")
    assert [tuple(r) for r in audited] == [("reissue_code", number, "手机丢失")] * 2


async def test_the_chat_is_told_and_never_the_code(api: Api) -> None:
    """Whoever holds the phone learns that the counter gave a code to somebody, and whom to ring if it was not them."""
    number = (await api.file(name="李雷"))["case_no"]
    code = ok(await _issue(api, number), 201)["query_code"]
    (notice,) = await api.deliver_all()
    assert (notice["kind"], notice["case_no"], notice["text"]) == ("code_reissued", number, None)
    assert notice["facts"]["phone"] and code not in str(notice) and "手机丢失" not in str(notice)
    body = {
        "channel": "letter",
        "petition_date": "2026-11-18",
        "text": "来信",
        "name": "李雷",
        "address": "东门路 5 号",
    }
    letter = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)["case_no"]
    ok(await _issue(api, letter), 201)
    assert "code_reissued" not in [n["kind"] for n in (await api.case(letter))["notices"]]


async def test_the_same_form_twice_is_one_code(api: Api) -> None:
    number = (await api.file(name="李雷"))["case_no"]
    first = ok(await _issue(api, number, key="issue-01"), 201)
    assert ok(await _issue(api, number, key="issue-01"), 201) == first
    assert ok(await _status(api, number, first["query_code"]))


async def test_a_receipt_that_is_still_to_be_delivered_holds_the_new_code(api: Api) -> None:
    body = api.matter(name="李雷")
    got = ok(await api("POST", "/v1/cases", "bot", key=api.key(), json=body), 201)
    assert (await api.receipt(got["notice"], "retry")).status_code == 204
    code = ok(await _issue(api, got["case_no"]), 201)["query_code"]
    api.clock.advance(timedelta(minutes=10))
    (notice,) = await api.lease()
    assert (notice["kind"], notice["facts"]["query_code"]) == ("received", code)


async def test_the_new_code_rates_and_claims(api: Api) -> None:
    got = await api.file(name="李雷")
    code = ok(await _issue(api, got["case_no"]), 201)["query_code"]
    claim = {"case_no": got["case_no"], "query_code": got["query_code"]}
    refused(await api("POST", "/v1/claims", "bot", key=api.key(), chat="p2", json=claim), 404, "not_found")
    ok(await api("POST", "/v1/claims", "bot", key=api.key(), chat="p2", json=claim | {"query_code": code}), 201)


async def test_who_may_issue_and_for_whom(api: Api) -> None:
    named = (await api.file(name="李雷"))["case_no"]
    unnamed = (await api.file())["case_no"]
    refused(await _issue(api, unnamed), 409, "nothing_to_check")
    for who in ("housing", "supervisor", "leader", "admin", "bot"):
        refused(await _issue(api, named, who), 403, "forbidden")
    walled = (await api.file(kind="accusation", name="李雷"))["case_no"]
    refused(await _issue(api, walled), 404, "not_found")
    ok(await _issue(api, walled, "discipline"), 201)
    for field in ("checked", "reason"):
        names(await _issue(api, named, **{field: " "}), field)
        names(await _issue(api, named, **{field: "字" * 201}), field)


# --- writing up


async def _voice(api: Api, **more: Any) -> str:
    """A case whose original is a file only."""
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
    number: str = (await api.file(parts=[{"file": file}], **more))["case_no"]
    return number


async def _listed(api: Api, query: str, who: str = "clerk") -> list[str]:
    return [c["case_no"] for c in ok(await api("GET", f"/v1/cases?{query}", who))["items"]]


async def _write_up(api: Api, number: str, text: str, who: str = "clerk") -> Any:
    return await api("POST", f"/v1/cases/{number}/writeups", who, json={"text": text})


async def test_a_wordless_case_is_written_up_and_found(api: Api) -> None:
    number, spoken = await _voice(api), (await api.file("井盖松了"))["case_no"]
    assert await _listed(api, "to_write_up=true") == [number]
    assert await _listed(api, "to_write_up=false") == [spoken]
    before = await api.case(number)
    assert before["to_write_up"] and before["excerpt"] == "" and await _listed(api, "q=水管") == []
    ok(await _write_up(api, number, "三号楼 水管漏水"))
    after = await api.case(number)
    assert (after["to_write_up"], after["written_up"]) == (False, "三号楼 水管漏水")
    assert after["words"] == before["words"], "the original stays as it is"
    assert await _listed(api, "to_write_up=true") == []
    ok(await _write_up(api, number, "更正：四号楼水管漏水"))
    for words in ("水管", "三号楼", "四号楼"):
        assert await _listed(api, f"q={words}") == [number], words
    assert (await api.case(number))["written_up"] == "更正：四号楼水管漏水"
    (row,) = [c for c in ok(await api("GET", "/v1/cases", "clerk"))["items"] if c["case_no"] == number]
    assert (row["to_write_up"], row["written_up"]) == (False, "更正：四号楼水管漏水")
    told = (await api.my_case(number))["timeline"]
    assert [(e["kind"], e["text"]) for e in told[1:]] == [("written_up", None)] * 2


async def test_words_that_were_there_are_still_found(api: Api) -> None:
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
    number = (await api.file(parts=[{"text": "路灯坏了" + "长" * 3000}, {"file": file}]))["case_no"]
    assert not (await api.case(number))["to_write_up"]
    ok(await _write_up(api, number, "照片上写着三号杆"))
    for words in ("路灯", "三号杆"):
        assert await _listed(api, f"q={words}") == [number], words


async def test_what_is_written_up_behind_the_wall_is_found_nowhere(api: Api) -> None:
    number = await _voice(api, kind="accusation")
    refused(await _write_up(api, number, "某某收了钱"), 404, "not_found")
    ok(await _write_up(api, number, "某某收了钱", "discipline"))
    assert await _listed(api, "q=某某", "discipline") == []
    assert await api.sql("SELECT 1 FROM case_search") == []


async def test_only_files_are_written_up(api: Api) -> None:
    number = (await api.file())["case_no"]
    refused(await _write_up(api, number, "x"), 409, "nothing_to_write_up")
    names(await _write_up(api, number, " "), "text")
