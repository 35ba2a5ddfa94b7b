"""Files that staff add to a case, or send with a reply: the resident gets those of the reply and no others."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from tests import samples
from tests.api.counter import ANSWERED, Api, names, ok, refused


async def upload(api: Api, who: str = "housing", content: bytes = b"", kind: str = "image/jpeg") -> str:
    sent = {"file": ("现场", content or samples.jpeg(), kind)}
    token: str = ok(await api("POST", "/v1/files", who, key=api.key(), files=sent), 201)["file"]
    return token


async def line(api: Api, number: str, kind: str, who: str = "housing") -> dict[str, Any]:
    """The newest line of this kind of the timeline."""
    found = ok(await api("GET", f"/v1/cases/{number}/timeline", who))["items"]
    return next(e for e in reversed(found) if e["kind"] == kind)


async def test_files_of_a_case_stand_in_its_timeline_and_nowhere_of_the_resident_s(api: Api) -> None:
    number = await api.brought_to("assigned")
    picture, letter = await upload(api), await upload(api, content=samples.pdf(), kind="application/pdf")
    ok(
        await api(
            "POST", f"/v1/cases/{number}/attachments", "housing", json={"files": [picture, letter], "note": "现场"}
        )
    )
    event = await line(api, number, "files_added")
    assert [(f["seq"], f["file"], f["shown"]) for f in event["files"]] == [
        (1, picture, "image/jpeg"), (2, letter, "application/pdf"),
    ]  # fmt: skip
    assert event["facts"]["files"] == [f["sha256"] for f in event["files"]] and event["text"] == "现场"
    assert [f["name"] for f in event["files"]] == ["现场", "现场"]
    got = await api("GET", f"/v1/cases/{number}/files/{picture}", "clerk")
    assert got.headers["content-disposition"] == f"inline; filename*=UTF-8''{quote('现场.jpg')}"
    assert got.status_code == 200 and not any(mark in got.content for mark in (samples.DEVICE, samples.PLACE))
    refused(await api("GET", f"/v1/cases/{number}/files/{picture}", "transport"), 404, "not_found")
    assert [e["kind"] for e in (await api.my_case(number))["timeline"] if e["kind"] == "files_added"] == []
    assert await api.lease() == []
    names(await api("POST", f"/v1/cases/{number}/attachments", "housing", json={"files": [picture]}), "files")
    names(await api("POST", f"/v1/cases/{number}/attachments", "housing", json={"files": []}), "files")


async def test_with_the_reply_the_resident_gets_its_files(api: Api) -> None:
    number = await api.brought_to("assigned")
    file = await upload(api)
    words = f"{number}：{ANSWERED}"
    unknown = {"text": words, "files": [file, "no-such-file"]}
    names(await api.move(number, "replies", "housing", **unknown), "files")
    ok(await api.move(number, "replies", "housing", text=words, files=[file], hold_seconds=30))
    notice = (await api.case(number))["notices"][-1]
    path = f"/v1/notifications/{notice['id']}/files/{file}"
    refused(await api("GET", path, "courier"), 404, "not_found")
    api.clock.advance(timedelta(seconds=31))
    (leased,) = await api.lease()
    assert [(f["file"], f["type"], f["name"]) for f in leased["files"]] == [(file, "image/jpeg", "现场")]
    got = await api("GET", path, "courier")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/jpeg")
    assert got.headers["cache-control"] == "private, no-store" and samples.PLACE not in got.content
    refused(await api("GET", path, "housing"), 403, "forbidden")
    refused(await api("GET", f"/v1/notifications/{notice['id'] - 1}/files/{file}", "courier"), 404, "not_found")
    assert (await line(api, number, "reply"))["files"][0]["file"] == file


async def test_taken_back_the_files_wait_again_beside_the_words(api: Api) -> None:
    number = await api.brought_to("assigned")
    file, words = await upload(api), f"{number}：{ANSWERED}"
    sent = ok(await api.move(number, "replies", "housing", text=words, files=[file], hold_seconds=30))
    ok(await api("POST", f"/v1/cases/{number}/sent/{sent['event']}/take-back", "housing"))
    draft = ok(await api("GET", f"/v1/drafts?place=cases/{number}", "housing"))["mine"]["reply"]
    assert (draft["text"], draft["held"]) == (words, file)
    refused(await api("GET", f"/v1/cases/{number}/files/{file}", "housing"), 404, "not_found")
    notice = (await api.case(number))["notices"][-1]
    api.clock.advance(timedelta(seconds=31))
    refused(await api("GET", f"/v1/notifications/{notice['id']}/files/{file}", "courier"), 404, "not_found")
    ok(await api.move(number, "replies", "housing", text=words, files=[file]))
    (leased,) = await api.lease()
    assert [f["file"] for f in leased["files"]] == [file]


async def test_files_of_an_accusation_stay_behind_the_wall(api: Api) -> None:
    number = await api.brought_to("registered")
    ok(await api.move(number, "accept", case_class="accusation"))
    file = await upload(api, "discipline")
    ok(await api("POST", f"/v1/cases/{number}/attachments", "discipline", json={"files": [file]}))
    assert (await line(api, number, "files_added", "discipline"))["files"][0]["file"] == file
    for who in ("clerk", "supervisor", "leader", "admin"):
        refused(await api("GET", f"/v1/cases/{number}/files/{file}", who), 404, "not_found")
    assert (await api("GET", f"/v1/cases/{number}/files/{file}", "discipline")).status_code == 200
    assert len(await api.sql("SELECT 1 FROM audit_entry WHERE action = 'open_file'")) == 1
