"""The staff's side of urges, wordless originals, lost codes and many cases of one chat."""

import re

from tests.api_console.conftest import Desk, Seat, alert
from tests.api_console.test_desk import listed

WAV = (
    b"RIFF$\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"
    + bytes(64)
)


async def _urge(desk: Desk, number: str, chat: str) -> None:
    headers = {"Idempotency-Key": f"urge-{number}", "Huiyin-Channel": "web", "Huiyin-Address": chat}
    answer = await desk.bot.post("/v1/urges", json={"case_no": number}, headers=headers)
    assert answer.status_code == 201, answer.text


async def test_the_unit_sees_that_it_is_urged(desk: Desk) -> None:
    calm, number = await desk.file("不急的事"), await desk.file()
    clerk = await desk.seat("clerk")
    await clerk.get(f"/staff/cases/{number}")
    await clerk.follow(await clerk.submit(f"/staff/cases/{number}/accept", case_class="other"))
    await clerk.follow(await clerk.submit(f"/staff/cases/{number}/assign", who="QH-ZJ|handler"))
    await _urge(desk, number, "chat-2")
    handler = await desk.seat("handler")
    assert "群众催办" in handler.page and number in handler.page
    await handler.get("/staff/cases")
    assert "催办 1 次，最近 11月22日 10:00" in handler.page and "被催办 <b>1</b>" in handler.page
    await handler.get(f"/staff/cases/{number}")
    assert "催办 1 次，最近" in handler.page and "<b>催办</b>" in handler.page
    await clerk.get("/staff/cases", urged="1", sort="-urged_at")
    assert listed(clerk) == [number] and calm not in clerk.page


async def _recorded(desk: Desk) -> str:
    file = await desk.upload(WAV, "audio/wav")
    return await desk.file(parts=[{"file": file}])


async def test_a_recording_is_written_up_beside_the_original(desk: Desk) -> None:
    number = await _recorded(desk)
    clerk = await desk.seat("clerk")
    await clerk.get("/staff/cases")
    assert "待整理" in clerk.page
    await clerk.get("/staff/cases", to_write_up="1")
    assert listed(clerk) == [number]
    await clerk.get(f"/staff/cases/{number}")
    assert "待整理（录音）" in clerk.page
    answer = await clerk.submit(f"/staff/cases/{number}/writeup", text=" ")
    assert answer.status_code == 422 and "请填写内容" in alert(answer.text)
    await clerk.follow(await clerk.submit(f"/staff/cases/{number}/writeup", text="三号楼\n<b>水管</b>漏水"))
    assert "待整理（录音）" not in clerk.page and "工作人员整理（王建国" in clerk.page
    assert "三号楼\n&lt;b&gt;水管&lt;/b&gt;漏水" in clerk.page and "<audio" in clerk.page
    await clerk.get("/staff/cases", q="水管")
    assert listed(clerk) == [number] and "整理：" in clerk.page
    await clerk.get("/staff/cases", to_write_up="1")
    assert listed(clerk) == []


async def test_a_case_without_files_has_no_such_form(one_desk: Desk) -> None:
    number = await one_desk.file()
    clerk = await one_desk.seat("clerk")
    await clerk.get(f"/staff/cases/{number}")
    assert f"/staff/cases/{number}/writeup" not in clerk.forms()
    recorded = await _recorded(one_desk)
    supervisor = await one_desk.seat("supervisor")
    await supervisor.get(f"/staff/cases/{recorded}")
    assert f"/staff/cases/{recorded}/writeup" not in supervisor.forms()


async def _codes(seat: Seat) -> list[str]:
    return re.findall(r'class="big">([A-Z2-9]{4} [A-Z2-9]{4})</span>', seat.page)


async def test_a_lost_code_is_issued_anew_and_shown_once(desk: Desk) -> None:
    number = await desk.file(name="李雷", phone="13800001111")
    clerk = await desk.seat("clerk")
    page = (await clerk.get(f"/staff/cases/{number}")).text
    action = f"/staff/cases/{number}/code"
    answer = await clerk.submit(action, checked="身份证原件", reason=" ")
    assert answer.status_code == 422 and "请填写理由" in answer.text and 'value="身份证原件"' in answer.text
    clerk.page = page
    answer = await clerk.submit(action, checked="身份证原件", reason="手机丢失")
    assert answer.status_code == 201
    (code,) = await _codes(clerk)
    clerk.page = page
    await clerk.submit(action, checked="身份证原件", reason="手机丢失")
    assert await _codes(clerk) == [code], "a double click is the same code"
    status = await desk.bot.post("/v1/status", json={"case_no": number, "query_code": code})
    assert status.status_code == 200
    await clerk.get(f"/staff/cases/{number}")
    assert code not in clerk.page and code.replace(" ", "") not in clerk.page
    assert "补发查询码" in clerk.page and "身份证原件\n手机丢失" in clerk.page


async def test_who_is_not_offered_a_new_code(one_desk: Desk) -> None:
    unnamed, named = await one_desk.file(), await one_desk.file(name="李雷")
    clerk, supervisor = await one_desk.seat("clerk"), await one_desk.seat("supervisor")
    await clerk.get(f"/staff/cases/{unnamed}")
    assert f"/staff/cases/{unnamed}/code" not in clerk.forms()
    await supervisor.get(f"/staff/cases/{named}")
    assert f"/staff/cases/{named}/code" not in supervisor.forms()
    forged = await clerk.http.post(f"/staff/cases/{named}/code", data={"checked": "x", "reason": "x"})
    assert forged.status_code == 403


async def test_many_cases_of_one_chat_are_marked_for_the_clerk(one_desk: Desk) -> None:
    chat = {"channel": "web", "address": "many"}
    numbers = [await one_desk.file(f"第 {n} 件", resident=chat) for n in range(11)]
    clerk = await one_desk.seat("clerk")
    await clerk.get("/staff/cases")
    assert clerk.page.count("一天多件</span>") == 1
    await clerk.get("/staff/cases", many_today="1")
    assert listed(clerk) == [numbers[-1]]
    await clerk.get("/staff/tasks")
    assert "同一聊天一天多件" in clerk.page and numbers[-1] in clerk.page
    (action,) = [a for a in clerk.forms() if a.endswith("/done")]
    await clerk.follow(await clerk.submit(action, result="核对过，没有重复"))
    assert "任务已完成" in clerk.page
