"""Filing: one case whatever is repeated, a number that adds up, words kept byte for byte."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from models.numbers import QUERY_ALPHABET, valid_case_no
from tests.api.counter import Api, names, ok, refused, together

STRANGE = [
    "\u00a0开头和结尾有空格\u3000",
    "  两行\r\n\t缩进\n\n",
    "零\u0000字符",
    "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "\u202eمرحبا\u202c 反向",
    "e\u0301 é ﬁ １２３",
    "\u0001\u0007\u001b[31m",
    "x" * 20_000,
    "字" * 20_000,
]


async def _sequence(api: Api, **more: Any) -> tuple[str, int]:
    """(area and day, sequence) of a new case."""
    number: str = (await api.file(**more))["case_no"]
    assert valid_case_no(number)
    return number[:14], int(number[14:-1])


async def test_numbers_count_by_area_and_local_day(api: Api) -> None:
    api.clock.set(datetime(2026, 11, 20, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
    assert await _sequence(api) == ("99012120261120", 1)
    assert await _sequence(api, area="990121001001") == ("99012120261120", 2)  # a village counts with its county
    assert await _sequence(api, area="990100") == ("99010020261120", 1)
    api.clock.set(datetime(2026, 11, 20, 16, 1, tzinfo=UTC))  # 00:01 of the next day
    assert await _sequence(api) == ("99012120261121", 1)
    assert await _sequence(api) == ("99012120261121", 2)


async def test_the_receipt_says_number_code_and_date(api: Api) -> None:
    receipts = [await api.file() for _ in range(3)]
    for receipt in receipts:
        assert len(receipt["query_code"]) == 8 and set(receipt["query_code"]) <= set(QUERY_ALPHABET)
        assert receipt["told_by"] == "2026-12-05"
        facts = {"told_by": "2026-12-05", "query_code": receipt["query_code"], "phone": "0500-555-0101"}
        assert receipt["notice"]["facts"] == facts
    assert len({r["query_code"] for r in receipts}) == 3


async def test_answers_that_need_no_column_are_kept_with_the_case_and_proved(api: Api) -> None:
    answers = {"before": "often", "safe": "no"}
    number = (await api.file(answers=answers))["case_no"]
    assert (await api.case(number))["form_answers"] == answers
    events = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
    assert events[0]["facts"]["answers"] == answers  # the hash chain covers the facts


async def test_the_same_key_again_is_the_same_answer(api: Api) -> None:
    first = await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter())
    again = await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter())
    assert ok(first, 201) == ok(again, 201)
    assert "idempotency-replayed" not in first.headers and again.headers["idempotency-replayed"] == "true"
    other = await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter("别的话"))
    refused(other, 422, "idempotency_key_reused")
    elsewhere = await api(
        "POST", "/v1/call-requests", "bot", key="session-1", json={"resident": api.matter()["resident"]}
    )
    refused(elsewhere, 422, "idempotency_key_reused")
    assert ok(await api("POST", "/v1/cases", "intake", key="session-1", json=api.matter()), 201) != first.json()
    assert len(await api.mine()) == 2


async def test_the_same_key_after_its_answer_is_forgotten_makes_no_second_case(api: Api) -> None:
    first = ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)
    await api.sql("DELETE FROM idempotency")
    again = ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)
    assert {**again, "notice": None} == {**first, "notice": None}
    assert len(await api.mine()) == 1


async def test_a_refused_request_leaves_its_key_free(api: Api) -> None:
    refused(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter(topic="nowhere")), 422, "invalid")
    ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)


async def test_fifty_at_once_get_fifty_numbers(api: Api) -> None:
    bodies = [api.matter(f"第{i}件", f"chat-{i % 7}") for i in range(50)]
    got = await together(*(api("POST", "/v1/cases", "bot", key=f"race-{i:04}", json=b) for i, b in enumerate(bodies)))
    numbers = {ok(answer, 201)["case_no"] for answer in got}
    assert len(numbers) == 50
    assert {int(n[14:-1]) for n in numbers} == set(range(1, 51))


async def test_twenty_at_once_with_one_key_make_one_case(api: Api) -> None:
    got = await together(*(api("POST", "/v1/cases", "bot", key="one-session", json=api.matter()) for _ in range(20)))
    assert len({ok(answer, 201)["case_no"] for answer in got}) == 1
    assert len(await api.mine()) == 1
    assert [r[0] for r in await api.sql("SELECT count(*) FROM notification")] == [1]


@pytest.mark.parametrize("stored", [True, False])
async def test_repeats_take_no_number(api: Api, stored: bool) -> None:
    """One after another and at once, with the stored answer and after it is forgotten: the next case is number two."""

    async def file(key: str) -> str:
        return str(ok(await api("POST", "/v1/cases", "bot", key=key, json=api.matter()), 201)["case_no"])

    at_once = set(await asyncio.gather(*(file("session-1") for _ in range(8))))
    if not stored:
        await api.sql("DELETE FROM idempotency")
    again = {await file("session-1"), *await asyncio.gather(*(file("session-1") for _ in range(8)))}
    assert len(at_once) == 1 and again == at_once
    numbers = [int(number[14:-1]) for number in (*at_once, await file("session-2"))]
    assert numbers == [1, 2]


class _Unshared(dict[str, asyncio.Lock]):
    """Nobody waits for anybody, as in processes of their own."""

    def setdefault(self, _key: str, given: asyncio.Lock, /) -> asyncio.Lock:  # type: ignore[override]
        return given


async def test_repeats_at_other_processes_and_after_faults_take_no_number(api: Api) -> None:
    api.ctx.filing = _Unshared()  # type: ignore[assignment]

    async def file(key: str, **more: Any) -> Any:
        return await api("POST", "/v1/cases", "bot", key=key, json=api.matter(**more))

    for _ in range(3):
        refused(await file("session-1", parts=[{"file": "no-such-file"}]), 422, "invalid")
    for first in (1, 2, 3):
        got = await together(*(file(f"session-{first}") for _ in range(6)))
        assert {int(ok(answer, 201)["case_no"][14:-1]) for answer in got} == {first}
        await api.sql("DELETE FROM idempotency")
        assert int(ok(await file(f"session-{first}"), 201)["case_no"][14:-1]) == first


async def test_words_are_kept_byte_for_byte(api: Api) -> None:
    for words in STRANGE:
        number = (await api.file(words))["case_no"]
        (kept,) = (await api.case(number))["words"]
        assert kept["text"] == words
        assert kept["sha256"] == hashlib.sha256(words.encode()).hexdigest()


async def test_pieces_keep_their_order(api: Api) -> None:
    parts = [{"text": f"第{i}条"} for i in range(30)]
    number = (await api.file(parts=parts))["case_no"]
    assert [{"text": w["text"]} for w in (await api.case(number))["words"]] == parts


BAD: list[tuple[dict[str, Any], str]] = [
    ({"parts": []}, "parts"),
    ({"parts": [{"text": ""}]}, "parts.0.text"),
    ({"parts": [{"text": "字" * 20_001}]}, "parts.0.text"),
    ({"parts": [{"text": "半个\ud83d代理"}]}, "parts.0.text"),
    ({"parts": [{"text": 7}]}, "parts.0.text"),
    ({"parts": [{}]}, "parts.0"),
    ({"parts": [{"text": "a", "file": "abcdefgh"}]}, "parts.0"),
    ({"parts": [{"file": "../../etc/passwd"}]}, "parts.0.file"),
    ({"parts": [{"file": "no-such-file"}]}, "parts"),
    ({"parts": [{"text": "x"}] * 201}, "parts"),
    ({"parts": "路灯"}, "parts"),
    ({"kind": "petition"}, "kind"),
    ({"topic": "999999"}, "topic"),
    ({"topic": "a\u0000b"}, "topic"),
    ({"area": "000000"}, "area"),
    ({"area": 10**30}, "area"),
    ({"place": "字" * 501}, "place"),
    ({"name": "名" * 101}, "name"),
    ({"phone": "打我电话"}, "phone"),
    ({"phone": "1" * 30}, "phone"),
    ({"petitioner_count": 0}, "petitioner_count"),
    ({"petitioner_count": 10**30}, "petitioner_count"),
    ({"petitioner_count": "三"}, "petitioner_count"),
    ({"answers": {"before": "打我"}}, "answers.before"),
    ({"answers": {"before": "x" * 21}}, "answers.before"),
    ({"answers": {f"q{n}": "yes" for n in range(31)}}, "answers"),
    ({"consent": "x" * 41}, "consent"),
    ({"consent": "a\nb"}, "consent"),
    ({"resident": {"channel": "web", "address": ""}}, "resident.address"),
    ({"resident": {"channel": "web", "address": "x" * 129}}, "resident.address"),
    ({"resident": {"channel": "fax", "address": "x"}}, "resident.channel"),
    ({"resident": {"channel": "web", "address": "x", "locale": "fr"}}, "resident.locale"),
    ({"resident": None}, "resident"),
    ({"surprise": 1}, "surprise"),
]


@pytest.mark.parametrize(("change", "field"), BAD, ids=range(len(BAD)))
async def test_bad_input_is_refused_and_the_field_named(sqlite_api: Api, change: dict[str, Any], field: str) -> None:
    import json

    body = json.dumps(sqlite_api.matter() | change)  # as ASCII: a client's JSON may spell half a surrogate pair
    sent = {"Content-Type": "application/json"}
    names(await sqlite_api("POST", "/v1/cases", "bot", key="session-1", content=body, headers=sent), field)
    assert await sqlite_api.mine() == []


async def test_what_the_databases_refuse_differently_is_refused_before(api: Api) -> None:
    for change, field in [
        ({"topic": "9" * 21}, "topic"),
        ({"answers": {"before": "打我"}}, "answers.before"),
        ({"answers": {"before": "x" * 21}}, "answers.before"),
        ({"answers": {f"q{n}": "yes" for n in range(31)}}, "answers"),
        ({"consent": "x" * 41}, "consent"),
        ({"area": "9" * 16}, "area"),
    ]:
        names(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter() | change), field)
    for number in ["0" * 40, "%00", "１" * 20, "ﷺ" * 40, "%ED%A0%BD"]:
        refused(await api("GET", f"/v1/cases/{number}", "clerk"), 404, "not_found")
    names(await api("GET", f"/v1/cases/{'9' * 41}", "clerk"), "case_no")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b'{"kind": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 422),
        (b'{"petitioner_count": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 422),
        (b"[]", "application/json", 422),
        (b'{"\\ud800": 1}', "application/json", 422),
    ],
    ids=range(8),
)
async def test_a_body_that_is_none_is_a_problem(sqlite_api: Api, content: bytes, kind: str, status: int) -> None:
    sent = {"Content-Type": kind}
    answer = await sqlite_api("POST", "/v1/cases", "bot", key="session-1", content=content, headers=sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_key_is_required(sqlite_api: Api) -> None:
    names(await sqlite_api("POST", "/v1/cases", "bot", json=sqlite_api.matter()), "Idempotency-Key")
    for key in ("short", "x" * 121, "with blank", "with/slash"):
        names(await sqlite_api("POST", "/v1/cases", "bot", key=key, json=sqlite_api.matter()), "Idempotency-Key")


async def test_an_empty_name_is_no_name(api: Api) -> None:
    number = (await api.file(name=""))["case_no"]
    assert (await api.case(number))["anonymous"] is True


async def test_staff_take_down_a_visit(api: Api) -> None:
    body = {
        "channel": "visit",
        "petition_date": "2026-11-18",
        "text": "\u3000井盖坏了 ",
        "name": "韩梅梅",
        "phone": "139-0000-0000",
    }
    got = await together(*(api("POST", "/v1/cases/register", "clerk", key="visit-0001", json=body) for _ in range(5)))
    (number,) = {ok(answer, 201)["case_no"] for answer in got}
    await api.sql("DELETE FROM idempotency")
    assert ok(await api("POST", "/v1/cases/register", "clerk", key="visit-0001", json=body), 201)["case_no"] == number
    case = await api.case(number)
    assert case["petition_date"] == "2026-11-18" and case["registered_at"].startswith("2026-11-20T02:00")
    assert (case["words"][0]["text"], case["channel"], case["name"], case["phone"]) == (
        "\u3000井盖坏了 ",
        "visit",
        "韩**",
        "139****0000",
    )
    names(
        await api("POST", "/v1/cases/register", "clerk", key="visit-0002", json=body | {"petition_date": "2026-11-21"}),
        "petition_date",
    )
    names(await api("POST", "/v1/cases/register", "clerk", key="visit-0003", json=body | {"text": " \n"}), "text")
