"""What takes two persons, on the staff's page: proposed by one, decided by another, listed for who decides."""

from tests.api_console.conftest import Desk, alert

REFUSAL = {
    "ground": "R1_in_progress",
    "unit": "QH-ZJ",
    "text": "您的事正由住建局办理。",
    "place": "清河县住房和城乡建设局",
    "objection": "可以向清河县人民政府提出。",
    "reason": "同一件事，已在办理",
}


async def assigned(desk: Desk) -> str:
    case = f"/staff/cases/{await desk.file()}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/accept", case_class="appeal", route="petition"))
    await clerk.follow(await clerk.submit(f"{case}/assign", who="QH-ZJ|handler"))
    await desk.deliver()
    return case


async def test_more_time_is_proposed_and_decided_on_the_page(desk: Desk) -> None:
    case = await assigned(desk)
    handler, leader = await desk.seat("handler"), await desk.seat("leader")
    await handler.get(case)
    typed = {"days": "10", "text": "要等配件到货。", "reason": "已订货，有合同"}
    wrong = await handler.submit(f"{case}/extend", **typed | {"days": "60"})
    assert wrong.status_code == 422 and "延长几天" in alert(wrong.text) and "要等配件到货。" in wrong.text
    await handler.follow(await handler.submit(f"{case}/extend", **typed))
    assert "已提请延期" in handler.page and f"{case}/extend" not in handler.forms()
    assert f"{case}/rule" not in handler.forms(), "not by oneself"
    await leader.get("/staff/proposals")
    assert case in leader.page and "已订货，有合同" in leader.page
    await leader.get(case)
    unsaid = await leader.submit(f"{case}/rule", answer="")
    assert unsaid.status_code == 422 and "同意不同意" in alert(unsaid.text)
    await leader.follow(await leader.submit(f"{case}/rule", approve="yes", answer="抓紧"))
    assert "审批已记下。" in leader.page and "抓紧" in leader.page
    await leader.get("/staff/proposals")
    assert case not in leader.page
    await handler.get("/staff")
    assert "您提请的延期：同意" in handler.page
    assert await desk.deliver() == 1
    await handler.get(case)
    assert "延期告知" in handler.page and "还剩 70 天" in handler.page


async def test_a_refusal_asks_for_everything_the_resident_must_know(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    clerk = await desk.seat("clerk")
    await clerk.get(case)
    for without, name in (
        ("unit", "正在办理的单位"),
        ("text", "内容"),
        ("place", "地点"),
        ("objection", "不同意怎么办"),
        ("reason", "理由"),
    ):
        typed = {k: v for k, v in REFUSAL.items() if k != without}
        unsaid = await clerk.submit(f"{case}/refuse", **typed)
        assert unsaid.status_code == 422 and name in alert(unsaid.text), (without, alert(unsaid.text))
        assert without == "text" or REFUSAL["text"] in unsaid.text
    final = REFUSAL | {"ground": "R2_final", "document": "清建信〔2025〕3号"}
    unsaid = await clerk.submit(f"{case}/refuse", **final)
    assert unsaid.status_code == 422 and "没有新的事实" in alert(unsaid.text)
    await clerk.follow(await clerk.submit(f"{case}/refuse", **REFUSAL))
    assert "照常登记着" in clerk.page and f"{case}/accept" in clerk.forms()
    supervisor = await desk.seat("supervisor")
    await supervisor.get(case)
    assert "由清河县住房和城乡建设局办理" in supervisor.page and "可以去：清河县住房和城乡建设局" in supervisor.page, (
        "whoever decides reads what the resident will"
    )
    unsaid = await supervisor.submit(f"{case}/rule", approve="no")
    assert unsaid.status_code == 422 and "审批意见" in alert(unsaid.text)
    await supervisor.follow(await supervisor.submit(f"{case}/rule", approve="yes"))
    assert "不予受理" in supervisor.page


async def test_a_unit_objects_and_is_named_for_good(desk: Desk) -> None:
    case = f"/staff/cases/{await desk.file()}"
    clerk, handler, supervisor = [await desk.seat(who) for who in ("clerk", "handler", "supervisor")]
    await clerk.get(case)
    assert f"{case}/return" not in clerk.forms(), "nobody passed it on"
    await clerk.follow(await clerk.submit(f"{case}/forward", unit="QH-ZJ"))
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/return", reason="路灯归交通局管"))
    await clerk.get(case)
    assert "路灯归交通局管" in clerk.page
    await clerk.follow(await clerk.submit(f"{case}/rule", approve="no", answer="责任清单写的是住建局"))
    await handler.get(case)
    assert "责任清单写的是住建局" in handler.page
    typed = {"handler": "QH-ZJ|handler", "by": "joint_meeting", "reason": "联席会议议定"}
    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/designate", **typed))
    await supervisor.get(case)
    await supervisor.follow(await supervisor.submit(f"{case}/rule", approve="yes"))
    await handler.get(case)
    assert f"{case}/return" not in handler.forms() or "指定" in alert(
        (await handler.submit(f"{case}/return", reason="再退")).text
    )


async def test_class_and_speed_are_changed_by_two(one_desk: Desk) -> None:
    case = await assigned(one_desk)
    handler, supervisor = await one_desk.seat("handler"), await one_desk.seat("supervisor")
    for form, typed, shown in (
        ("retier", {"tier": "complex", "reason": "要几家一起看"}, "限期办"),
        ("reclass", {"case_class": "suggestion", "reason": "说的是建议"}, "建议意见"),
    ):
        await handler.get(case)
        await handler.follow(await handler.submit(f"{case}/{form}", **typed))
        await supervisor.get(case)
        await supervisor.follow(await supervisor.submit(f"{case}/rule", approve="yes"))
        await handler.get(case)
        assert shown in handler.page
