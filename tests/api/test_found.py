"""What staff's search finds: all that was said and written of a case, on both databases as a plain look would."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api import worker
from api.cases import search_queries
from models.search import query_runs, searchable
from models.tables import Case
from models.visible import visible
from tests.api.counter import Api, ok

FILLER = "事情的经过是这样的，我们一家从去年春天开始就反复找物业和居委会说明情况，"


async def found(api: Api, words: str, who: str = "clerk") -> list[str]:
    page = ok(await api("GET", "/v1/cases", who, params={"q": words, "limit": 200}))
    return [item["case_no"] for item in page["items"]]


async def added(api: Api, number: str, words: str, chat: str = "chat-1", **more: Any) -> None:
    said = {"case_no": number, "parts": [{"text": words}], **more}
    ok(await api("POST", "/v1/additions", "bot", chat=chat, key=api.key(), json=said), 201)


@pytest.mark.parametrize(
    ("words", "looked_for"),
    [
        ("楼下浙Q9K714的货车天天占道。", "浙Q9K"),
        ("楼下浙Q9K714的货车天天占道。", "9k71"),
        ("楼下浙Q9K714的货车天天占道。", "浙Ｑ９Ｋ７１４"),
        ("楼下浙Q·9K714的货车", "9K714"),
        ("合同号 HT-20260817-033", "260817"),
        ("小区的5G 信号差", "5g信号"),
        ("小区的 WiFi 断了", "wif"),
        ("門口的路燈壞了", "路灯"),
        ("门口的路\u200b灯坏了", "路灯坏"),
        (FILLER * 66 + "最后是蓝湾物业经理签的字。", "蓝湾物业"),
        ("字" * 19_990 + "青湾物业", "青湾物业"),
    ],
)
async def test_parts_of_words_to_the_end(api: Api, words: str, looked_for: str) -> None:
    number = (await api.file(words))["case_no"]
    await api.file("别的事情")
    assert await found(api, looked_for) == [number]


async def test_what_is_said_and_written_later(api: Api) -> None:
    """Additions, answers, replies, notes, write-ups: all of them stand in the timeline that the finder may read."""
    number = (await api.file("拖欠工资三个月"))["case_no"]
    other = (await api.file("拖欠工资半年", "chat-2"))["case_no"]
    await added(api, number, "对方公司叫鑫茂达劳务。")
    ok(await api.move(number, "accept", case_class="inquiry"))
    ok(await api("POST", f"/v1/cases/{number}/questions", "clerk", key=api.key(), json={"text": "合同编号是多少？"}))
    asked = (await api.my_case(number))["open_question"]
    await added(api, number, "编号是QX-0817。", question=asked)
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", key=api.key(), json={"text": "已致电劳监大队核实"}))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api.move(number, "replies", "housing", kind="answer", text="经协调，公司已将欠薪全部付清，请查收。" * 3))
    for words in ("鑫茂达", "合同编号", "QX-0817", "x0817", "劳监大队", "欠薪全部付清", "工资 鑫茂达 付清"):
        assert (words, await found(api, words)) == (words, [] if words == "x0817" else [number])
    assert await found(api, "鑫茂达", "transport") == []  # of another unit: not theirs to see
    assert await found(api, "拖欠工资") == [other, number]


async def test_no_word_of_an_accusation_is_found(api: Api) -> None:
    number = (await api.file("镇长索贿两万元", kind="accusation"))["case_no"]
    await added(api, number, "证人是王五四")
    ok(await api("POST", f"/v1/cases/{number}/notes", "discipline", key=api.key(), json={"text": "已约谈证人"}))
    for who in ("clerk", "discipline"):
        assert [await found(api, words, who) for words in ("索贿", "王五四", "约谈")] == [[], [], []]
    assert await api.sql("SELECT 1 FROM case_search") == []


async def test_older_cases_are_read_again(api: Api) -> None:
    """Rows as they were kept before: the beginning of the original, nothing of later words."""
    numbers = [(await api.file(f"{FILLER * 66}末尾是蓝湾物业{n}号", "chat-1"))["case_no"] for n in range(3)]
    await added(api, numbers[0], "对方公司叫鑫茂达劳务。")
    await api.sql("DELETE FROM case_search WHERE seq > 0")
    await api.sql(
        "UPDATE case_search SET seq = -1, body = substr(body, 1, 2000), grams = '[]'"
        if api.ctx.db.sqlite
        else "UPDATE case_search SET seq = -1, body = substr(body, 1, 2000), grams = '{}'"
    )
    if api.ctx.db.sqlite:
        await api.sql("DELETE FROM case_fts")
    assert await found(api, "蓝湾物业") == []
    await added(api, numbers[1], "后来又来了一次。")  # before the worker comes to it
    assert (await worker.once(api.ctx))["older cases made findable"] == 3
    assert (await worker.once(api.ctx))["older cases made findable"] == 0
    assert await found(api, "蓝湾物业") == numbers[::-1]
    assert await found(api, "鑫茂达") == numbers[:1] and await found(api, "又来了") == numbers[1:2]


PIECES = st.text(st.sampled_from("路灯燈坏了浙Q9Kq7１4wifi·，。 \n-_👍\u200b\u3000éß%'\"*"), max_size=14)


def _examples() -> list[tuple[list[str], list[str]]]:
    """Texts and what is looked for in them, of Hypothesis' choosing."""
    made: list[tuple[list[str], list[str]]] = []

    @settings(
        max_examples=25,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(PIECES, min_size=2, max_size=4), st.lists(PIECES, max_size=4), st.data())
    def choose(texts: list[str], queries: list[str], data: st.DataObject) -> None:
        parts = [t[(at := data.draw(st.integers(0, len(t)))) : at + data.draw(st.integers(1, 6))] for t in texts]
        made.append((texts, [*queries, *parts]))

    choose()
    return made


async def test_both_databases_find_what_a_plain_look_finds(api: Api) -> None:
    """One oracle for both: every run of letters and digits stands in one of the texts of the case."""
    ids = {}
    for _ in range(4):
        number = (await api.file("一"))["case_no"]
        ((ids[number],),) = await api.sql("SELECT id FROM case_ WHERE case_no = :no", no=number)
    for texts, queries in _examples():
        held: dict[str, list[str]] = {}
        async with api.ctx.db.write() as session:
            for n, (number, id) in enumerate(ids.items()):
                await search_queries.unindex(session, id, api.ctx.db.sqlite)
                held[number] = [texts[n % len(texts)], texts[(n + 1) % len(texts)] if n % 2 else ""]
                for seq, text in enumerate(held[number]):
                    await search_queries.index(session, id, seq, text, api.ctx.db.sqlite)
        for words in queries:
            runs = query_runs(words)
            plain = {c for c, own in held.items() if runs and all(any(r in searchable(t) for t in own) for r in runs)}
            if visible(words).strip() and "\n" not in words:
                assert set(await found(api, words)) == plain, (words, held)
            if runs:  # as words are looked for that are said often
                async with api.ctx.db.read() as session:
                    each = select(Case.case_no).where(search_queries.said_by_each(words))
                    assert set(await session.scalars(each)) == plain, (words, held)


async def test_words_said_often_are_found_newest_first_page_by_page(api: Api) -> None:
    numbers = [(await api.file(f"路灯坏了{n}", f"chat-{n % 5}"))["case_no"] for n in range(search_queries.OFTEN + 2)]
    numbers.append((await api.file("井盖松了"))["case_no"])
    seen: list[str] = []
    query: dict[str, Any] = {"q": "路灯", "limit": 9}
    while True:
        page = ok(await api("GET", "/v1/cases", "clerk", params=query))
        seen += [item["case_no"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == numbers[-2::-1]
    assert await found(api, "井盖") == numbers[-1:]
