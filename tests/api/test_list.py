"""The list of cases: each filter, the order, pages without gaps or repeats, search in Chinese."""

import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.api.counter import ANSWERED, Api, names, ok, refused, together


async def _found(api: Api, who: str = "clerk", **query: Any) -> list[str]:
    return [c["case_no"] for c in ok(await api("GET", "/v1/cases", who, params=query))["items"]]


async def _three(api: Api) -> tuple[str, str, str]:
    """A lamp at Dongmen (assigned), a bus in Shiqiao (registered, a day later), an inquiry by phone (a day later)."""
    lamp = (await api.file("东门社区的路灯坏了", area="990121001001", topic="030500"))["case_no"]
    ok(await api.move(lamp, "accept", case_class="other"))
    ok(await api.move(lamp, "assign", unit="QH-ZJ", handler="housing"))
    api.clock.advance(timedelta(days=1))
    bus = (await api.file("公交车总是晚点", area="990121100200", topic="130000", kind="suggestion"))["case_no"]
    api.clock.advance(timedelta(days=1))
    body = {
        "channel": "phone",
        "petition_date": "2026-11-21",
        "text": "来电询问社保政策",
        "kind": "inquiry",
        "phone": "13800000000",
    }
    call = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)["case_no"]
    return lamp, bus, call


async def test_each_filter(api: Api) -> None:
    lamp, bus, call = await _three(api)
    late = (api.clock.now() - timedelta(hours=1)).isoformat()
    for query, expected in [
        ({}, [call, bus, lamp]),
        ({"state": "assigned"}, [lamp]),
        ({"state": "registered"}, [call, bus]),
        ({"kind": "suggestion"}, [bus]),
        ({"topic": "030500"}, [lamp]),
        ({"topic": "030000"}, [lamp]),
        ({"topic": "130000"}, [bus]),
        ({"topic": "000000"}, []),
        ({"area": "990121001001"}, [lamp]),
        ({"area": "990121001"}, [lamp]),
        ({"area": "990121100"}, [bus]),
        ({"area": "990121"}, [call, bus, lamp]),
        ({"area": "990000"}, [call, bus, lamp]),
        ({"area": "000000"}, []),
        ({"area": "880000"}, []),
        ({"unit": "QH-ZJ"}, [lamp]),
        ({"unit": "QH-DESK"}, [call, bus]),
        ({"unit": "QH-NO"}, []),
        ({"handler": "housing"}, [lamp]),
        ({"handler": "clerk"}, []),
        ({"channel": "phone"}, [call]),
        ({"channel": "web"}, [bus, lamp]),
        ({"updated_since": late}, [call]),
        ({"due_before": "2026-12-06"}, []),
        ({"due_before": "2026-12-07"}, [bus]),
        ({"due_before": "2026-12-08"}, [call, bus]),
        ({"due_before": "9999-12-31"}, [call, bus, lamp]),
        ({"state": ["assigned", "registered"]}, [call, bus, lamp]),
        ({"unit": ["QH-ZJ", "QH-NO"], "channel": ["web", "phone"]}, [lamp]),
        ({"topic": ["030500", "130000"]}, [bus, lamp]),
        ({"owner": "housing"}, [lamp]),
        ({"case_class": "appeal"}, []),
        ({"case_class": ["accusation", "inquiry"]}, []),
        ({"rating": "fair"}, []),
        ({"registered_from": "2026-11-20", "registered_until": "2026-11-20"}, [lamp]),
        ({"registered_from": "2026-11-21"}, [call, bus]),
        ({"registered_until": "2026-11-19"}, []),
        ({"registered_from": "0001-01-01", "registered_until": "9999-12-31"}, [call, bus, lamp]),
        ({"ended_from": "2026-01-01"}, []),
        ({"overdue": "true"}, []),
        ({"overdue": "false"}, [call, bus, lamp]),
        ({"state": "registered", "kind": "inquiry", "channel": "phone", "q": "社保"}, [call]),
        ({"sort": "registered_at"}, [lamp, bus, call]),
        ({"sort": "due_at"}, [bus, call, lamp]),
        ({"sort": "-updated_at"}, [call, bus, lamp]),
    ]:
        assert await _found(api, **query) == expected, query


async def test_overdue_begins_when_the_last_day_has_ended(api: Api) -> None:
    lamp, bus, _ = await _three(api)  # bus: registered on the 21st, 15 days: the 6th of December ends at 16:00 UTC
    due = (await api.case(bus))["due_at"]
    assert due == "2026-12-06T16:00:00Z"
    for seconds, expected in [(-1, []), (1, [bus])]:
        api.clock.set(
            api.clock.now().replace(year=2026, month=12, day=6, hour=16, minute=0, second=0)
            + timedelta(seconds=seconds)
        )
        assert await _found(api, overdue="true") == expected
        assert (await api.case(bus))["overdue"] is bool(expected)
    ok(await api.move(bus, "accept", case_class="other"))
    ok(await api.move(bus, "replies", text=ANSWERED))
    api.clock.advance(timedelta(days=90))
    assert bus not in await _found(api, overdue="true")
    assert lamp in await _found(api, overdue="true")


async def test_pages_have_no_gaps_and_no_repeats(api: Api) -> None:
    for start in range(0, 120, 40):
        await together(*(_create(api, i) for i in range(start, start + 40)))
        api.clock.advance(timedelta(seconds=1))  # forty share one moment: the id decides
    before = set(await _found(api, limit=200))
    assert len(before) == 120
    for sort in ("-registered_at", "registered_at", "due_at", "-updated_at"):
        seen: list[str] = []
        path, query = "/v1/cases", {"limit": "7", "sort": sort, "kind": "difficulty"}
        url = str(httpx.URL(path, params=query))
        while url:
            answer = await api("GET", url, "clerk")
            page = ok(answer)
            seen += [c["case_no"] for c in page["items"]]
            if len(seen) in (7, 70) and sort != "-updated_at":
                await _create(api, 1000 + len(seen))  # while somebody turns pages
            link = answer.headers.get("link", "")
            assert bool(link) is bool(page["next"])
            url = link.partition("<")[2].partition(">")[0]
            if url:
                assert dict(httpx.URL(url).params) == query | {"cursor": page["next"]} and link.endswith('; rel="next"')
        assert len(seen) == len(set(seen)), sort
        assert before <= set(seen), sort


async def _create(api: Api, i: int) -> httpx.Response:
    return await api("POST", "/v1/cases", "bot", key=f"page-{i:05}", json=api.matter(f"第{i}件", f"chat-{i % 9}"))


def _cursor(*held: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        "\u0000",
        "A" * 201,
        _cursor(),
        _cursor("due_at", "2026-11-20T00:00:00+00:00", 1),
        _cursor("-registered_at", "2026-11-20T00:00:00", 1),
        _cursor("-registered_at", "2026-11-20", 1),
        _cursor("-registered_at", "0001-01-01T00:00:00+14:00", 1),
        _cursor("-registered_at", "9999-12-31T23:59:59-14:00", 1),
        _cursor("-registered_at", "2026-11-20T00:00:00+00:00", 2**63),
        _cursor("-registered_at", "2026-11-20T00:00:00+00:00", -1),
        _cursor("-registered_at", "2026-11-20T00:00:00+00:00", float("inf")),
        _cursor("-registered_at", "2026-11-20T00:00:00+00:00", float("nan")),
        _cursor("-registered_at", 7, None),
        _cursor("-registered_at", "'; DROP TABLE case_", 1),
        base64.urlsafe_b64encode(b"[" * 140).decode(),
        base64.urlsafe_b64encode(b'["-registered_at","2026-11-20T00:00:00+00:00",1e999]').decode(),
    ],
    ids=range(19),
)
async def test_a_cursor_that_we_did_not_give(sqlite_api: Api, cursor: str) -> None:
    names(await sqlite_api("GET", "/v1/cases", "clerk", params={"cursor": cursor}), "cursor")


BAD_QUERIES = [
    ({"limit": "0"}, "limit"),
    ({"limit": "201"}, "limit"),
    ({"limit": "x"}, "limit"),
    ({"limit": "9" * 50}, "limit"),
    ({"state": "lost"}, "state"),
    ({"kind": ""}, "kind"),
    ({"channel": "fax"}, "channel"),
    ({"topic": "a b"}, "topic"),
    ({"area": "x" * 21}, "area"),
    ({"unit": "\u0000"}, "unit"),
    ({"handler": "a\u0000"}, "handler"),
    ({"due_before": "2026-02-30"}, "due_before"),
    ({"overdue": "perhaps"}, "overdue"),
    ({"updated_since": "2026-11-20"}, "updated_since"),
    ({"updated_since": "2026-11-20T00:00:00"}, "updated_since"),
    ({"updated_since": "0001-01-01T00:00:00+14:00"}, "updated_since"),
    ({"updated_since": "9999-12-31T23:59:59-14:00"}, "updated_since"),
    ({"q": ""}, "q"),
    ({"q": "  "}, "q"),
    ({"q": "a\u0000b"}, "q"),
    ({"q": "x" * 201}, "q"),
    ({"sort": "name"}, "sort"),
    ({"sort": "\u0000"}, "sort"),
]


async def test_bad_queries_name_the_field(api: Api) -> None:
    for query, name in BAD_QUERIES:
        names(await api("GET", "/v1/cases", "clerk", params=query), name)
    assert await _found(api, limit=1) == await _found(api, limit=200) == []


async def test_text_is_found_by_one_two_and_more_characters(api: Api) -> None:
    lamp = (await api.file("东门社区的路灯坏了一个星期，LED灯箱 K12 也不亮。100%没人管_"))["case_no"]
    other = (await api.file("公交路线要改，灯会很好"))["case_no"]
    for words, expected in [
        ("灯", [other, lamp]),
        ("路", [other, lamp]),
        ("路灯", [lamp]),
        ("路燈", [lamp]),
        ("路灯坏", [lamp]),
        ("路灯坏了一个星期", [lamp]),
        ("灯路", []),
        ("星期 社区", [lamp]),
        ("星期 公交", []),
        ("led", [lamp]),
        ("K12", [lamp]),
        ("ｋ１２", [lamp]),
        ("高速铁路", []),
    ]:
        assert await _found(api, q=words) == expected, words


HOSTILE = [
    *("'", '"', "*", "%", "_", "\\", "(", ")", ":", "^", "-", "+", ";", "--", "/*", "\u202e", "😀", "。", "　x"),
    *('路灯"', "路灯*", 'NEAR("路" "灯")', "路 OR 灯", "AND", "NOT 路", "body:路", "{路}", "'; DROP TABLE case_; --"),
    *("路灯' OR 1=1", "%路%", "路%灯", "路_", "\\路", "a" * 200, "字" * 200, "é\u0301", "\ufeff", "\u200b", "ﷺ" * 60),
]


async def test_hostile_searches_find_nothing_they_should_not(api: Api) -> None:
    number = (await api.file("路灯坏了"))["case_no"]
    await api.file("路灯受贿", kind="accusation")
    for words in HOSTILE:
        answer = await api("GET", "/v1/cases", "clerk", params={"q": words})
        if answer.status_code == 422:
            names(answer, "q")
        else:
            assert {c["case_no"] for c in ok(answer)["items"]} <= {number}, words
    assert await _found(api, q='路灯"') == await _found(api, q="路灯*") == await _found(api, q="路%灯") == [number]
    assert await _found(api, q="%") == await _found(api, q="_") == await _found(api, q="灯路%") == []


async def test_a_list_tells_no_personal_data(api: Api) -> None:
    await api.file(name="欧阳明月", phone="13912345678", place="东门社区7号楼")
    answer = await api("GET", "/v1/cases", "clerk")
    (row,) = ok(answer)["items"]
    assert not {"name", "phone", "place"} & set(row)
    for told in ("欧阳", "13912345678", "5678", "7号楼", "chat-1"):
        assert told not in answer.text


async def test_reading_one_case_shows_masks_and_revealing_is_audited(api: Api) -> None:
    number = (await api.file(name="欧阳明月", phone="139-1234-5678"))["case_no"]
    seen = await api.case(number)
    assert (seen["name"], seen["phone"]) == ("欧**", "139****5678")
    names(await api("POST", f"/v1/cases/{number}/reveal", "clerk", json={"reason": " "}), "reason")
    shown = ok(await api("POST", f"/v1/cases/{number}/reveal", "clerk", json={"reason": "电话核实"}))
    assert shown == {"name": "欧阳明月", "phone": "139-1234-5678", "address": None}
    kept = await api.sql("SELECT action, target, reason FROM audit_entry")
    assert [tuple(row) for row in kept] == [("reveal", number, "电话核实")]
    refused(await api("GET", "/v1/cases/0", "clerk"), 404, "not_found")
