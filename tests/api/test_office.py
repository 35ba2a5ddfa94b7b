"""What the office is made of: made, changed, switched off over the API, and what the audit keeps of it."""

from typing import Any

import pytest

from api.examples import EXAMPLES
from tests.api.counter import Api, ok, refused

UNIT = EXAMPLES["UnitWanted"]


async def put(api: Api, kind: str, code: str, who: str = "admin", **changed: Any) -> Any:
    """The row with these fields changed, as one who has just read it would."""
    row = ok(await api("GET", f"/v1/office/{kind}/{code}", who))
    version = row.pop("version")
    return await api("PUT", f"/v1/office/{kind}/{code}", who, version=version, json=row | changed)


async def test_a_unit_is_made_headed_and_switched_off(api: Api) -> None:
    made = ok(await api("POST", "/v1/office/units", "admin", key="a-new-unit", json=UNIT), 201)
    again = await api("POST", "/v1/office/units", "admin", key="a-new-unit", json=UNIT)
    assert again.headers["Idempotency-Replayed"] == "true" and again.json() == made
    headed = ok(await put(api, "units", "QH-SL", head="housing", deputy="clerk", phone="0500-555-0199"))
    assert (headed["head"], headed["deputy"], headed["phone"]) == ("housing", "clerk", "0500-555-0199")
    stale = await api("PUT", "/v1/office/units/QH-SL", "admin", version=made["version"], json=UNIT | {"phone": "1"})
    refused(stale, 412, "version_changed")
    assert "QH-SL" in [u["code"] for u in ok(await api("GET", "/v1/units", "clerk"))["items"]]
    ok(await put(api, "units", "QH-SL", active=False))
    assert "QH-SL" not in [u["code"] for u in ok(await api("GET", "/v1/units", "clerk"))["items"]]
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    off: dict[str, Any] = {"unit": "QH-SL", "handler": "housing"}
    refused(await api.move(number, "assign", **off), 422, "invalid")
    found = ok(await api("GET", "/v1/audit?q=QH-SL", "admin"))["items"]
    assert [e["changed"] for e in found][:2] == [
        ["active: True → False"],
        ["phone: 0500-555-0116 → 0500-555-0199", "head:  → housing", "deputy:  → clerk"],
    ]
    assert {e["name"] for e in found} == {"管理员"}


async def test_work_without_a_person_is_the_head_s_then_the_deputy_s(sqlite_api: Api) -> None:
    api = sqlite_api
    ok(await put(api, "units", "QH-DESK", head="housing2", deputy="transport"))
    assert await owner(api, (await api.file())["case_no"]) == "housing2"
    off = {"from": "2026-11-19T00:00:00Z", "until": "2026-12-01T00:00:00Z"}
    ok(await api("PUT", "/v1/me/away", "housing2", json=off))
    assert await owner(api, (await api.file(chat="chat-2"))["case_no"]) == "transport"


async def owner(api: Api, case_no: str) -> str:
    rows = await api.sql("SELECT login FROM staff s JOIN case_ c ON c.owner_id = s.id WHERE c.case_no = :n", n=case_no)
    login: str = rows[0][0]
    return login


WRONG = (
    ("units", "QH-DESK", {"active": False}, 409, "only_desk"),
    ("units", "QH-JW", {"discipline": False}, 409, "only_discipline"),
    ("units", "QH-GOV", {"active": False}, 409, "in_use"),
    ("units", "QH-GOV", {"parent": "QH-XF"}, 422, "unit_circle"),
    ("units", "QH-ZJ", {"head": "housing", "deputy": "housing"}, 422, "same_person"),
    ("units", "QH-ZJ", {"head": "nobody"}, 422, "invalid"),
    ("units", "QH-ZJ", {"area": "999999"}, 422, "invalid"),
    ("areas", "990121001", {"active": False}, 409, "in_use"),
    ("areas", "990121001001", {"level": "county"}, 422, "area_digits"),
    ("areas", "990121001001", {"parent": "990121"}, 422, "area_level"),
    ("areas", "990121001001", {"parent": "990121002"}, 422, "area_prefix"),
    ("areas", "990121001001", {"profile": "moon"}, 422, "invalid"),
    ("contacts", "C1", {"phone": ""}, 422, "invalid"),
)


async def test_what_the_rows_beside_it_do_not_allow_is_refused(sqlite_api: Api) -> None:
    for kind, code, changed, status, why in WRONG:
        refused(await put(sqlite_api, kind, code, **changed), status, why)
    topic = EXAMPLES["TopicWanted"] | {"code": "888801"}
    refused(await sqlite_api("POST", "/v1/office/topics", "admin", key="topic-888801", json=topic), 422, "topic_above")
    await sqlite_api.file()
    refused(await put(sqlite_api, "units", "QH-DESK", discipline=True), 422, "desk_discipline")
    assert ok(await sqlite_api("GET", "/v1/audit?q=_changed", "admin"))["items"] == []


async def test_an_official_and_an_account_are_one_because_somebody_said_so(sqlite_api: Api) -> None:
    api = sqlite_api
    assert ok(await api("GET", "/v1/office/officials/O-HEAD", "clerk"))["account"] is None  # though the names are equal
    bound = ok(await put(api, "officials", "O-HEAD", account="leader", name="林若川（兼）"))
    assert (bound["account"], bound["name"]) == ("leader", "林若川（兼）")


@pytest.mark.parametrize("kind", ["areas", "topics"])
async def test_a_list_is_read_page_by_page_and_searched(sqlite_api: Api, kind: str) -> None:
    codes: list[str] = []
    after = "0"
    while after is not None:
        page = ok(await sqlite_api("GET", f"/v1/office/{kind}?limit=25&cursor={after}", "clerk"))
        codes += [row["code"] for row in page["items"]]
        after = page["next"]
    assert len(codes) == len(set(codes)) > 30
    (found,) = ok(await sqlite_api("GET", f"/v1/office/{kind}?q={codes[-1]}", "clerk"))["items"]
    assert found["code"] == codes[-1]
