"""What staff write to the resident: kinds that are chosen, opinion letters, suggestions, who else helps, closing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.counter import ANSWERED, SOLVED, Api, names, ok, refused

OPINION = {
    "claim": "请求修好东门社区菜场门口的路灯。",
    "facts": "经现场查看，该处路灯因线路老化不亮，属市政设施，由本局管养；周边另有两盏亮度不足，一并查明。",
    "opinion": "已于11月18日更换线路和灯具，当晚恢复照明，并排查了整条路的路灯，今后每月巡查一次。",
    "basis": "《城市照明管理规定》第二十六条（示例）。",
    "result": "supported",
}


async def accepted(api: Api, **said: Any) -> str:
    """An assigned case, accepted as it is said; all was delivered."""
    number = await api.brought_to("registered")
    ok(await api.move(number, "accept", **{"case_class": "other"} | said))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    await api.deliver_all()
    return number


async def reply(api: Api, number: str, **body: Any) -> Any:
    return await api.move(number, "replies", "housing", **body)


async def owed(api: Api, number: str, key: str) -> dict[str, Any]:
    """The newest of that key."""
    return dict([o for o in (await api.case(number))["obligations"] if o["key"] == key][-1])


async def contacts(api: Api, area: str | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(await api("GET", "/v1/contacts" + (f"?area={area}" if area else ""), "clerk"))[
        "items"
    ]
    return found


# --- opinion letters


@pytest.mark.parametrize("route", [None, "petition"])
async def test_an_appeal_ends_with_an_opinion_letter(api: Api, route: str | None) -> None:
    number = await accepted(api, case_class="appeal", **({"route": route} if route else {}))
    refused(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}"), 409, "opinion_needed")
    refused(await reply(api, number, text=f"{number}：{ANSWERED}"), 409, "opinion_needed")
    assert (await api.case(number))["state"] == "assigned" and await api.deliver_all() == []
    ok(await reply(api, number, kind="opinion", opinion=OPINION))
    (notice,) = await api.deliver_all()
    text = notice["text"]
    for part in ("claim", "facts", "opinion", "basis"):
        assert OPINION[part] in text
    assert "予以支持" in text and "自收到本意见书之日起30日内" in text and "清河县人民政府" in text
    assert number in text and "2026年11月20日" in text
    case = await api.case(number)
    (answer,) = case["answers"]
    assert (answer["kind"], answer["result"], answer["opinion"], answer["thin"]) == (
        "opinion",
        "supported",
        OPINION,
        False,
    )
    assert (await owed(api, number, "handle"))["met_at"] is not None
    assert (await api.my_case(number))["timeline"][-1]["text"] == text
    ((sealed,),) = await api.sql("SELECT form_sealed FROM answer")
    assert OPINION["facts"].encode() not in bytes(sealed)


async def test_the_last_day_of_the_remedy_counts_from_receipt(api: Api) -> None:
    number = await accepted(api, case_class="appeal")
    ok(await reply(api, number, kind="opinion", opinion=OPINION))
    api.clock.advance(timedelta(days=9))
    received = api.clock.now().date()
    await api.deliver_all()
    right = await owed(api, number, "review_request")
    assert right["due_nominal"] == (received + timedelta(days=30)).isoformat()


@pytest.mark.parametrize("tier", ["simple", "utilities", "emergency"])
async def test_what_is_handled_simply_is_answered_simply(sqlite_api: Api, tier: str) -> None:
    api = sqlite_api
    number = await accepted(api, case_class="appeal", tier=tier, note="情况复杂")
    ok(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}"))


@pytest.mark.parametrize("said", [{"case_class": "inquiry"}, {"case_class": "appeal", "route": "arbitration"}])
async def test_a_letter_is_for_petitions_only(sqlite_api: Api, said: dict[str, str]) -> None:
    api = sqlite_api
    number = await accepted(api, **said)
    names(await reply(api, number, kind="opinion", opinion=OPINION), "kind")
    ok(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}"))


async def test_of_a_letter_its_own_words_are_weighed(api: Api) -> None:
    """What every letter says makes none long, and another claim makes the same opinion no other one."""
    number = await accepted(api, case_class="appeal")
    ok(await reply(api, number, kind="opinion", opinion=OPINION | {"facts": "属实。", "opinion": "已办。"}))
    assert (await api.case(number))["answers"][0]["thin"]
    ok(await reply(api, number, kind="opinion", opinion=OPINION))
    assert not (await api.case(number))["answers"][1]["thin"]
    other = await accepted(api, case_class="appeal")
    ok(await reply(api, other, kind="opinion", opinion=OPINION | {"claim": "请求修好另一处的路灯。"}))
    assert (await api.case(other))["answers"][0]["thin"]


async def test_the_same_answer_with_other_marks_is_the_same(api: Api) -> None:
    """A stop more, blanks, another width or zero-width characters make no answer of its own, and none any longer."""
    dressed = ("{}", "{}！", "  {}  ", "{}\u200b。。", "\u202d{}\u202c")
    thin = []
    for dress in dressed:
        number = await accepted(api, case_class="inquiry")
        ok(await reply(api, number, kind="answer", text=dress.format(ANSWERED)))
        thin.append((await api.case(number))["answers"][0]["thin"])
    assert thin == [False, True, True, True, True]
    number = await accepted(api, case_class="inquiry")
    ok(await reply(api, number, kind="answer", text="已处理" + "\u200b。" * 200))
    assert (await api.case(number))["answers"][0]["thin"]
    for wordless in ("\u200b" * 70, "。。。", "👍"):
        names(await reply(api, number, kind="answer", text=wordless), "text")


@pytest.mark.parametrize("missing", ["claim", "facts", "opinion", "basis", "result"])
async def test_a_letter_has_all_its_parts(sqlite_api: Api, missing: str) -> None:
    api = sqlite_api
    number = await accepted(api, case_class="appeal")
    parts = {k: v for k, v in OPINION.items() if k != missing}
    names(await reply(api, number, kind="opinion", opinion=parts), missing)
    if missing != "result":
        names(await reply(api, number, kind="opinion", opinion=parts | {missing: " \n"}), missing)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "opinion", "text": ANSWERED},
        {"kind": "opinion", "text": ANSWERED, "opinion": OPINION},
        {"kind": "answer", "opinion": OPINION},
        {"kind": "answer"},
        {"kind": "answer", "text": ANSWERED, "outcome": "lawyer"},
        {"kind": "answer", "text": ANSWERED, "contact": 1},
        {"kind": "progress", "text": "正在看", "adoption": "adopted"},
        {"kind": "promise", "text": ANSWERED},
    ],
)
async def test_a_reply_that_fits_no_kind(sqlite_api: Api, body: dict[str, Any]) -> None:
    api = sqlite_api
    number = await accepted(api)
    refused(await reply(api, number, **body), 422, "invalid")
    assert (await api.case(number))["answers"] == []


async def test_news_needs_no_letter_and_answers_nothing(api: Api) -> None:
    number = await accepted(api, case_class="appeal")
    for kind in ("formal", "progress"):
        ok(await reply(api, number, kind=kind, text=f"正在协调电力部门（{kind}）。"))
    told = await api.deliver_all()
    assert [(n["kind"], n["facts"]["formal"]) for n in told] == [("progress", True), ("progress", False)]
    assert (await owed(api, number, "handle"))["done_at"] is None
    assert (await api.case(number))["state"] == "assigned"
    assert (await api.my_case(number))["timeline"][-1]["text"] == "正在协调电力部门（progress）。"


# --- suggestions, other routes, who else helps


async def test_a_suggestion_is_adopted_or_not_and_why(api: Api) -> None:
    number = await accepted(api, case_class="suggestion")
    names(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}"), "adoption")
    ok(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}", adoption="partly"))
    assert (await api.case(number))["answers"][0]["adoption"] == "partly"
    other = await accepted(api)
    names(await reply(api, other, kind="answer", text=f"{other}：{ANSWERED}", adoption="adopted"), "adoption")


async def test_another_route_s_clock_is_said_to_run(api: Api) -> None:
    number = await accepted(api, case_class="appeal", route="arbitration")
    ok(await reply(api, number, kind="answer", text=f"{number}：{ANSWERED}"))
    (notice,) = await api.deliver_all()
    assert notice["facts"]["own_clock"] is True and "review_days" not in notice["facts"]
    own = await accepted(api)
    ok(await reply(api, own, kind="answer", text=f"{own}：{ANSWERED}"))
    (notice,) = await api.deliver_all()
    assert "own_clock" not in notice["facts"] and notice["facts"]["review_days"] == 30


async def test_contacts_of_the_place_come_first(api: Api) -> None:
    found = await contacts(api, "990121001001")
    mediation = [(c["name"], c["area"]["code"]) for c in found if c["outcome"] == "mediation"]
    assert mediation == [("城关街道人民调解委员会", "990121001"), ("清河县人民调解委员会", "990121")]
    assert {c["outcome"] for c in found} == {"mediation", "legal_aid", "aid", "lawyer"}
    assert {c["area"]["code"] for c in await contacts(api)} == {"990121"}
    assert await contacts(api, "999999") == []


async def test_who_else_helps_is_named_with_a_phone(api: Api) -> None:
    lawyer = next(c for c in await contacts(api) if c["outcome"] == "lawyer")
    number = await accepted(api)
    answer = {"kind": "answer", "text": f"{number}：{ANSWERED}"}
    names(await reply(api, number, **answer, outcome="mediation", contact=lawyer["id"]), "contact")
    names(await reply(api, number, **answer, outcome="lawyer", contact=999), "contact")
    ok(await reply(api, number, **answer, outcome="lawyer", contact=lawyer["id"]))
    (notice,) = await api.deliver_all()
    assert (notice["facts"]["contact"], notice["facts"]["contact_phone"]) == (lawyer["name"], lawyer["phone"])
    (kept,) = (await api.case(number))["answers"]
    assert (kept["outcome"], kept["contact"]) == ("lawyer", lawyer["name"])


# --- closing


@pytest.mark.parametrize("missing", ["cause", "resolved"])
async def test_closing_says_why_it_arose_and_whether_it_is_solved(api: Api, missing: str) -> None:
    number = await api.brought_to("replied")
    version = (await api.case(number))["version"]
    given = {k: v for k, v in SOLVED.items() if k != missing}
    path = f"/v1/cases/{number}/close"
    names(await api("POST", path, "clerk", version=version, json=given), missing)
    names(await api("POST", path, "clerk", version=version, json=SOLVED | {missing: "because"}), missing)
    ok(await api("POST", path, "clerk", version=version, json=SOLVED))


@pytest.mark.parametrize("resolved", ["yes", "partly", "no"])
async def test_solved_is_the_staff_s_word_and_satisfied_the_resident_s(api: Api, resolved: str) -> None:
    number = await api.brought_to("replied")
    ok(await api.move(number, "close", cause="delay", resolved=resolved))
    await api.deliver_all()
    given = {"case_no": number, "rating": "unsatisfied"}
    ok(await api("POST", "/v1/ratings", "bot", key=api.key(), chat="chat-1", json=given), 201)
    case = await api.case(number)
    assert (case["cause"], case["resolved"], case["rating"]) == ("delay", resolved, "unsatisfied")
    ((wholly,),) = await api.sql("SELECT resolved FROM case_ WHERE case_no = :n", n=number)
    assert bool(wholly) is (resolved == "yes")
    again = {"case_no": number}
    ok(await api("POST", "/v1/reopenings", "bot", key=api.key(), chat="chat-1", json=again), 201)
    assert (await api.case(number))["resolved"] == "no"
