"""Papers of a case: which there are, in what order they say it, on how many pages, and who may print what."""

from typing import Any

import pypdfium2

from tests.api.counter import ANSWERED, Api, ok, refused

CAME = {
    "channel": "visit",
    "petition_date": "2026-11-19",
    "text": "门口的路灯坏了",
    "name": "韩梅梅",
    "phone": "13900000000",
}
LETTER = {
    "kind": "opinion",
    "opinion": {
        "claim": "修好路灯",
        "facts": "经查，灯杆线路老化，三盏路灯不亮。",
        "result": "supported",
        "opinion": "已更换线路，三盏路灯当晚恢复。",
        "basis": "《城市道路照明设施管理规定》",
    },
}


async def papers(api: Api, number: str, who: str = "clerk") -> dict[str, str]:
    """Title by id."""
    return {p["id"]: p["title"] for p in ok(await api("GET", f"/v1/cases/{number}/papers", who))["items"]}


async def pages(api: Api, number: str, id: str, who: str = "clerk") -> list[str]:
    """The text of each page."""
    got = await api("GET", f"/v1/cases/{number}/papers/{id}.pdf", who)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf"), got.text
    drawn = pypdfium2.PdfDocument(got.content)
    return ["".join(page.get_textpage().get_text_range().split()) for page in drawn]


def in_order(text: str, *words: str) -> None:
    at = 0
    for word in words:
        found = text.find("".join(word.split()), at)
        assert found >= 0, f"{word!r} does not stand behind what comes before it in {text!r}"
        at = found


async def registered(api: Api, **more: Any) -> str:
    came = {
        "channel": "visit",
        "petition_date": "2026-11-19",
        "text": "门口的路灯坏了",
        "name": "韩梅梅",
        "phone": "13900000000",
    }
    made = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=came | more), 201)
    number: str = made["case_no"]
    return number


async def test_each_step_has_its_letter(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await registered(api)
    ok(await api.move(number, "forward", unit="QH-ZJ"))
    ok(await api.move(number, "take", "housing"))
    ok(await api.move(number, "accept", "housing", case_class="appeal", route="petition"))
    ok(await api.move(number, "replies", "housing", **LETTER))
    found = await papers(api, number)
    letters = [title for id, title in found.items() if not id.startswith(("service", "supervision"))]
    assert letters == ["转送函", "受理告知书", "信访处理意见书", "信访事项案卷"]
    by = {title: id for id, title in found.items()}
    (forwarded,) = await pages(api, number, by["转送函"])
    in_order(
        forwarded,
        "转送函",
        number,
        "住房和城乡建设局：",
        "韩梅梅",
        "15日内",
        "5个工作日内",
        "门口的路灯坏了",
        "盖章",
        "2026年11月20日",
    )
    (accepted,) = await pages(api, number, by["受理告知书"])
    in_order(
        accepted,
        "受理告知书",
        "韩梅梅：",
        "2026年11月19日以来访形式",
        "第二十二条",
        "信访程序",
        "前答复您",
        "盖章",
        "2026年11月20日",
    )
    (opinion,) = await pages(api, number, by["信访处理意见书"])
    in_order(
        opinion, "信访处理意见书", "韩梅梅：", "信访请求", "修好路灯", "线路老化", "予以支持", "城市道路照明", "30日内",
        "住房和城乡建设局", "盖章",
    )  # fmt: skip
    assert opinion.count("信访处理意见书") == 2, "as the title, and in the foot"
    (served,) = await pages(api, number, by["送达回证：信访处理意见书"])
    in_order(served, "送达回证", "信访处理意见书", "受送达人：韩梅梅", "签名", "代收人", "拒收", "送达人签名")


async def test_who_may_not_reveal_names_prints_them_masked_and_it_is_kept(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await registered(api)
    ok(await api.move(number, "accept", case_class="other"))
    id = next(id for id in await papers(api, number) if id.startswith("accepted"))
    assert "韩**：" in (await pages(api, number, id, "leader"))[0]
    assert "韩梅梅：" in (await pages(api, number, id))[0]
    kept = await api.sql("SELECT actor, reason FROM audit_entry WHERE action = 'print' ORDER BY id")
    assert [reason for _, reason in kept] == ["masked", "in full"]
    refused(await api("GET", f"/v1/cases/{number}/papers", "transport"), 404, "not_found")
    refused(await api("GET", f"/v1/cases/{number}/papers/{id}.pdf", "transport"), 404, "not_found")
    for odd in ("accepted-99", "reply-1", "service-1", "supervision-1", "file-x1"):
        assert (await api("GET", f"/v1/cases/{number}/papers/{odd}.pdf", "clerk")).status_code in (404, 422), odd


async def test_a_long_file_goes_on_from_page_to_page_with_its_number_below(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await registered(api, text="\n".join(f"第{n}段，路灯还是不亮。" for n in range(90)))
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", json={"text": "内部的话"}))
    drawn = await pages(api, number, "file-0")
    assert len(drawn) in (3, 4)
    in_order(
        "".join(drawn),
        "信访事项案卷",
        number,
        "韩梅梅",
        "信访人的原话",
        "第0段",
        "第89段",
        "办理经过",
        "登记",
        "告知情况",
    )
    assert all(f"第{n}页" in page for n, page in enumerate(drawn, 1))
    assert "内部的话" not in "".join(drawn)


async def test_an_answer_and_what_is_supervised_are_put_on_paper(sqlite_api: Api) -> None:
    api = sqlite_api
    number = await registered(api)
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "replies", text=ANSWERED))
    given = {"trigger": "shirking", "note": "推给了别的单位"}
    ok(await api("POST", f"/v1/cases/{number}/supervision", "supervisor", json=given), 201)
    id = next(id for id in await papers(api, number, "supervisor") if id.startswith("supervision"))
    (drawn,) = await pages(api, number, id, "supervisor")
    in_order(drawn, "督办单", "推诿", "推给了别的单位", "督查老李", "盖章", "承办单位的答复", "签名")
    answer = next(id for id in await papers(api, number) if id.startswith("reply"))
    in_order("".join(await pages(api, number, answer)), "信访事项答复书", "现答复如下", ANSWERED[:20], "盖章")
