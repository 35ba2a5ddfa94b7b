"""An accusation never ends in a case that others read, whoever calls and whatever they name it."""

import pytest

from tests.api.counter import Api, ok, refused
from tests.api.test_behalf import LETTER, act, registered

BRIBES, ANY = "190100", "190000"


@pytest.mark.parametrize("topic", [BRIBES, ANY])
async def test_a_topic_of_discipline_walls_the_case_off_whatever_kind_is_named(api: Api, topic: str) -> None:
    number = (await api.file("村主任收了钱", topic=topic, kind="difficulty"))["case_no"]
    taken = await registered(api, topic=topic, kind="inquiry", text="局长收了钱")
    for case_no in (number, taken):
        refused(await api("GET", f"/v1/cases/{case_no}", "clerk"), 404, "not_found")
        found = ok(await api("GET", f"/v1/cases/{case_no}", "discipline"))
        assert found["kind"] == "accusation"
    assert (await api.sql("SELECT count(*) FROM case_search"))[0][0] == 0


async def test_words_that_accuse_are_kept_out_of_an_ordinary_case(api: Api) -> None:
    number = await registered(api)
    said = {"case_no": number, "kind": "accusation"}
    for path, more in (("additions", {"parts": [{"text": "他收了钱"}]}), ("complaints", {"text": "他收了钱"})):
        refused(await act(api, path, LETTER, **said, **more), 409, "apart")
        ok(await act(api, path, LETTER, **said | {"kind": "difficulty"}, **more), 201)
    mine = (await api.file())["case_no"]
    body = {"case_no": mine, "kind": "accusation", "parts": [{"text": "他收了钱"}]}
    refused(await api("POST", "/v1/additions", "bot", key=api.key(), chat="chat-1", json=body), 409, "apart")
    walled = (await api.file(kind="accusation"))["case_no"]
    ok(await api("POST", "/v1/additions", "bot", key=api.key(), chat="chat-1", json=body | {"case_no": walled}), 201)


async def test_a_correction_cannot_make_an_ordinary_case_one_of_discipline(api: Api) -> None:
    number = (await api.file())["case_no"]
    refused(await api.move(number, "corrections", topic=BRIBES), 409, "walled")
    refused(await api.move(number, "accept", topic=BRIBES, case_class="appeal"), 409, "walled")
    ok(await api.move(number, "accept", topic=BRIBES, case_class="accusation"))
