"""What the scripts of a case's page put in: the preview beside what is being written, the form to close once the reply
has arrived."""

from datetime import timedelta

from tests.api_console.conftest import Desk
from tests.api_console.test_work import SOLVED, reply

WORDS = (
    "您好，东门社区菜场门口的路灯已经修好，线路和灯具都换了新的，今晚起照常亮灯。整条路的其他路灯也一并查过，都亮着；"
    "以后发现不亮的，请打本局电话，我们当天派人去修。"
)


async def test_what_is_being_written_is_shown_as_the_chat_will_draw_it(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    handler, outsider = await one_desk.seat("admin"), await one_desk.seat("outsider")
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/accept", case_class="other"))
    typed = handler.hidden(f"{case}/reply") | {"kind": "answer", "text": WORDS}
    part = await handler.http.post(f"{case}/reply/preview", data=typed)
    assert part.status_code == 200 and "<html" not in part.text
    whole = await handler.submit(f"{case}/reply", kind="answer", text=WORDS, step="preview")
    seen = handler.hidden(f"{case}/reply")["seen"]
    chat = part.text[part.text.index('<div class="chat">') : part.text.index('<p class="buttons">')]
    assert seen in part.text and WORDS in chat and chat in whole.text
    assert await one_desk.deliver() == 1, "nothing was sent but that it is taken up"

    for unfit in ({"kind": ""}, {"text": " "}, {"adoption": "adopted"}):
        half = await handler.http.post(f"{case}/reply/preview", data=typed | unfit)
        assert (half.status_code, half.text) == (204, ""), unfit
    assert (await handler.http.post(f"{case}/note/preview", data=typed)).status_code == 404
    assert (await handler.http.post(f"{case}/reply/preview", data=typed | {"csrf": ""})).status_code == 403
    theirs = outsider.page.partition('name="csrf" value="')[2].partition('"')[0]
    assert (await outsider.http.post(f"{case}/reply/preview", data=typed | {"csrf": theirs})).status_code == 404

    await handler.follow(await handler.submit(f"{case}/reply", kind="answer", text=WORDS, step="send", seen=seen))
    assert "答复还没有送达" in handler.page


async def test_once_the_reply_has_arrived_the_form_to_close_comes_by_itself(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    handler, clerk = await one_desk.seat("admin"), await one_desk.seat("clerk")
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/accept", case_class="other"))
    await reply(handler, case, WORDS)
    asked = handler.page.partition('data-await="')[2].partition('"')[0]
    assert asked.startswith(f"{case}/close?version=")
    assert (await handler.http.get(asked)).status_code == 204, "it waits its moment, and was not delivered"
    one_desk.clock.advance(timedelta(seconds=one_desk.app.state.context.settings.take_back_seconds))
    await one_desk.deliver()
    part = await handler.http.get(asked)
    assert part.status_code == 200 and "<html" not in part.text and "信访原因" in part.text

    await clerk.get(case)
    await clerk.follow(await clerk.submit(f"{case}/note", text="刚才又来过电话"))
    later = await handler.http.get(asked)
    assert "信访原因" not in later.text and "刷新" in later.text, "nobody closes over what they have not read"
    handler.page = part.text
    refused = await handler.submit(f"{case}/close", **SOLVED)
    assert refused.status_code == 412 and "刚才又来过电话" in refused.text
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/close", **SOLVED))
    assert "已办结" in handler.page


async def test_what_a_supervisor_has_to_look_at_first_is_not_said_to_be_ready(one_desk: Desk) -> None:
    case = f"/staff/cases/{await one_desk.file()}"
    handler = await one_desk.seat("admin")
    await handler.get(case)
    await handler.follow(await handler.submit(f"{case}/accept", case_class="other"))
    await reply(handler, case, "路灯已经修好。")
    asked = handler.page.partition('data-await="')[2].partition('"')[0]
    one_desk.clock.advance(timedelta(seconds=one_desk.app.state.context.settings.take_back_seconds))
    await one_desk.deliver()
    part = (await handler.http.get(asked)).text
    assert "核看以后才能办结" in part and "信访原因" not in part
