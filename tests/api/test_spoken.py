"""The office's own words: texts in three languages and help lines, in force at once, ours beneath them."""

from collections.abc import Iterator
from typing import Any

import pytest

from conversations.screens import crisis, for_topic, phrase
from models import hotlines, words
from tests.api.counter import Api, ok, refused

GREETING = "您好，这里是县信访局。您想办什么？"


@pytest.fixture(autouse=True)
def ours() -> Iterator[None]:
    """What one process says is what all of it says."""
    yield
    words.put_in_force({})
    hotlines.put_in_force([])


async def read(api: Api, code: str) -> Any:
    return ok(await api("GET", f"/v1/office/texts/{code}", "clerk"))


async def put(api: Api, code: str, version: int, **said: str) -> Any:
    return await api("PUT", f"/v1/office/texts/{code}", "admin", version=version, json=said)


async def test_a_text_is_changed_seen_and_taken_back(api: Api) -> None:
    before = await read(api, "greeting")
    assert (before["own"], before["version"]) == (None, 0) and before["shown"] == before["shipped"]
    seen = ok(await api("POST", "/v1/office/texts/greeting/preview", "admin", json={"zh_Hans": GREETING}))
    assert seen["zh_Hant"] == "您好，這裡是縣信訪局。您想辦什麼？" and words.say("zh_Hans", "menu") != GREETING
    changed = ok(await put(api, "greeting", 0, zh_Hans=GREETING))
    assert words.say("zh_Hans", "menu") == GREETING and words.say("zh_Hant", "menu") == seen["zh_Hant"]
    assert words.say("en", "menu") == before["shipped"]["en"], "what it does not say is ours"
    assert ok(await put(api, "greeting", 1, zh_Hans=GREETING)) == changed, "the same again changes nothing"
    refused(await put(api, "greeting", 0, zh_Hans="别的"), 412, "version_changed")
    refused(await api("PUT", "/v1/office/texts/greeting", "clerk", version=1, json={"zh_Hans": "好"}), 403, "forbidden")
    catalogue = ok(await api("GET", "/v1/catalogue", "bot"))
    assert catalogue["texts"]["menu"]["zh_Hans"] == GREETING
    leased = ok(await api("POST", "/v1/notifications/lease", "bot", json={"channels": ["web"], "limit": 1}))
    assert leased["words"] == catalogue["words"] != "", "couriers hear that it is to be read again"
    back = ok(await api("POST", "/v1/office/texts/greeting/restore", "admin", version=1))
    assert back["own"] is None and back["version"] == 2 and words.say("zh_Hans", "menu") != GREETING
    audited = ok(await api("GET", "/v1/audit?q=greeting", "admin"))["items"]
    assert [entry["action"] for entry in audited] == ["text_restored", "text_changed"]
    assert any(GREETING in line for line in audited[1]["changed"]), "each version stands there with its words"


async def test_what_residents_agree_to_has_a_version(sqlite_api: Api) -> None:
    api = sqlite_api
    assert ok(await api("GET", "/v1/catalogue", "bot"))["desk"]["consent"] == ""
    ok(await put(api, "consent", 0, zh_Hans="您写的交给{desk}。可以开始吗？"))
    assert ok(await api("GET", "/v1/catalogue", "bot"))["desk"]["consent"] == ".1"
    wrong = await put(api, "consent", 1, zh_Hans="交给{desk}。", en="To {phone.x}.")
    assert refused(wrong, 422, "unknown_fact")["errors"][0]["field"] == "en"
    refused(await put(api, "consent", 1, zh_Hans="交给{somebody}。"), 422, "unknown_fact")
    refused(await put(api, "nothing", 0, zh_Hans="好"), 404, "not_found")
    reason = await read(api, "R1_in_progress")
    ok(await put(api, "R1_in_progress", reason["version"], zh_Hans="正在办的，不重复受理。"))
    assert words.labels("help")["R1_in_progress"] == "正在办的，不重复受理。"


async def test_help_lines_are_named_as_the_office_keeps_them(api: Api) -> None:
    lines = {line["code"]: line for line in ok(await api("GET", "/v1/office/hotlines?limit=50", "clerk"))["items"]}
    assert list(lines) == [line.number for line in hotlines.shipped()]
    kept = {k: v for k, v in lines["12356"].items() if k != "version"}
    new = kept | {"code": "0500-555-0199", "name": "县心理援助", "name_en": "", "hours": "全天", "topic": "030000"}
    ok(await api("POST", "/v1/office/hotlines", "admin", key=api.key(), json=new), 201)
    said = crisis("zh_Hant", "C1", None).text
    assert "0500-555-0199  縣心理援助（全天）" in said and "12356" in said
    assert [phrase("zh_Hans", line) for line in for_topic("030599")] == [
        "这类事也可以打 0500-555-0199 问：县心理援助（全天）。"
    ]
    assert for_topic("040100") == for_topic(None) == ()
    off = kept | {"active": False}
    ok(await api("PUT", "/v1/office/hotlines/12356", "admin", version=lines["12356"]["version"], json=off))
    assert "12356" not in crisis("zh_Hans", "C1", None).text
    police = {k: v for k, v in lines["110"].items() if k != "version"} | {"threat": False}
    no = await api("PUT", "/v1/office/hotlines/110", "admin", version=lines["110"]["version"], json=police)
    refused(no, 409, "only_hotline")
    assert ok(await api("POST", "/v1/office/hotlines-restore", "admin", key=api.key()))["changed"] == 1
    assert "12356" in crisis("zh_Hans", "C1", None).text and "0500-555-0199" in crisis("zh_Hans", "C1", None).text
