"""Following a case over the desk: urging, a name left and withdrawn, a case that comes from another phone."""

from bot.store import Chat
from models.numbers import show_number
from models.words import say
from tests.bot.conftest import House

OTHER = Chat("web", "new-phone")
ANSWER = (
    "您好，村口的路灯已于周三更换灯泡并检查线路，当晚恢复照明；我们同时排查了整条路的其他路灯，都亮着。"
    "如再发现不亮，请直接拨打本局电话，我们当日处理。"
)


async def _open(house: House, number: str, chat: Chat | None = None) -> list[str]:
    await house.say(press="m.follow", chat=chat)
    return await house.say(number, chat=chat)


async def _code(house: House, number: str) -> str:
    """As the resident reads it in the receipt."""
    rows = [s.text for row in await house.bot.store.rows(house.chat()) for s in row.screens if "查询码：" in s.text]
    return rows[-1].split("查询码：")[1][:8]


async def test_one_tap_urges_and_the_second_is_answered_kindly(house: House) -> None:
    number = await house.filed()
    await _open(house, number)
    old = house.button(".urge")
    (text,) = await house.say(press=old)
    assert "已经替您催了" in text and show_number(number) in text
    case = await house.case(number)
    assert case["urge_count"] == 1
    await _open(house, number)
    (text,) = await house.press(".urge")
    assert "今天已经催过" in text and case["unit"]["name"] in text
    assert (await house.case(number))["urge_count"] == 1
    texts = await house.say(press=old)
    assert texts == [say("zh_Hans", "stale.button") + "\n\n" + texts[0].split("\n\n", 1)[1]]


async def test_an_urge_that_has_to_wait_is_made_once(house: House) -> None:
    number = await house.filed()
    await _open(house, number)

    async def down(method: str, path: str) -> tuple[int, bytes] | None:
        return (503, b"{}") if path == "/v1/urges" else None

    house.api.answer = down
    await house.press(".urge")
    house.api.answer = None
    for _ in range(2):
        await house.bot.desk.catch_up(house.chat())
    assert (await house.case(number))["urge_count"] == 1


async def test_a_name_left_later_and_withdrawn(house: House) -> None:
    number = await house.filed()
    await _open(house, number)
    await house.press(".sign")
    await house.say("欧阳小满")
    (text,) = await house.say("13812345678")
    assert show_number(number) in text and "欧阳" not in text
    case = await house.case(number)
    assert (case["name"], case["phone"]) == ("欧**", "138****5678")
    await _open(house, number)
    await house.press(".unsign")
    await house.press(".yes")
    case = await house.case(number)
    assert (case["anonymous"], case["name"], case["phone"]) == (True, None, None)


async def test_neither_name_nor_phone_changes_nothing(house: House) -> None:
    number = await house.filed()
    await _open(house, number)
    await house.press(".sign")
    await house.press(".skip")
    await house.press(".skip")
    assert (await house.case(number))["version"] == 1
    assert not house.api.asked("POST", "/v1/anonymity")


async def test_number_and_code_bring_a_case_to_a_new_phone(house: House) -> None:
    number = await house.filed()
    code = await _code(house, number)
    await house.bot.desk.seen(house.chat(), [s.id for s in house.shown])
    await house.bot.courier.report()
    await house.say(press="m.follow", chat=OTHER)
    await house.say(f"{number} {code}", chat=OTHER)
    await house.press(".claim", chat=OTHER)
    (text,) = await house.press(".yes", chat=OTHER)
    assert show_number(number) in text
    await house.say(press="m.follow", chat=OTHER)
    assert house.button(f".{number}"), "it is one of the new phone's own"
    await house.act(number, "accept", {"case_class": "other"})
    while await house.bot.courier.round():
        pass
    told = {
        chat.address: [(await house.bot.store.rows(chat, kinds=("notice",)))[-1].screens[0].text]
        for chat in (house.chat(), OTHER)
    }
    assert "另一部手机" in told["lin"][0] and "已受理" in told["new-phone"][0]
    await _open(house, number)
    assert not [p for s in house.shown for row in s.screen.rows for _, p in row if p.endswith(".urge")]


async def test_a_new_code_of_the_counter_is_told_to_the_chat(house: House) -> None:
    """Without the code: whoever holds the phone learns only that there is one, and whom to ring."""
    number = await house.filed()
    old = await _code(house, number)
    await house.bot.desk.seen(house.chat(), [s.id for s in house.shown])
    await house.bot.courier.report()
    await _open(house, number)
    await house.press(".sign")
    await house.say("欧阳小满")
    await house.press(".skip")
    new = await house.reissue(number)
    while await house.bot.courier.round():
        pass
    (screen,) = (await house.bot.store.rows(house.chat(), kinds=("notice",)))[-1].screens
    assert show_number(number) in screen.text and "补发" in screen.text and "请打" in screen.text
    assert old != new and new not in screen.text
    await house.say(press="m.follow", chat=OTHER)
    assert "没有查到" in (await house.say(f"{number} {old}", chat=OTHER))[0]
    assert show_number(number) in (await house.say(f"{number} {new}", chat=OTHER))[0]


async def test_what_is_gone_from_this_phone_is_not_offered(house: House) -> None:
    """One's own case is not offered to be moved here; a stranger's is not offered to be signed."""
    number = await house.filed()
    await _open(house, number)
    presses = [p.rsplit(".", 1)[1] for s in house.shown for row in s.screen.rows for _, p in row]
    assert "sign" in presses and "claim" not in presses
    code = await _code(house, number)
    await house.say(press="m.follow", chat=OTHER)
    await house.say(f"{number} {code}", chat=OTHER)
    presses = [p.rsplit(".", 1)[1] for s in house.shown for row in s.screen.rows for _, p in row]
    assert "claim" in presses and not {"sign", "unsign"} & set(presses)


async def test_an_old_button_on_the_phone_that_no_longer_has_the_case(house: House) -> None:
    """Rating under a notice of before: said plainly, nothing is counted."""
    number = await house.filed()
    code = await _code(house, number)
    await house.replied(number)
    await house.bot.desk.seen(house.chat(), [row.id for row in await house.bot.store.rows(house.chat())])
    await house.bot.courier.report()
    await house.say(press="m.follow", chat=OTHER)
    await house.say(f"{number} {code}", chat=OTHER)
    await house.press(".claim", chat=OTHER)
    await house.press(".yes", chat=OTHER)
    texts = await house.say(press=f"n.{number}.rate-satisfied")
    assert texts[-1] == say("zh_Hans", "follow.none")
    assert (await house.case(number))["rating"] is None


# --- the last word


async def test_not_solved_in_one_tap_and_the_unit_above(house: House) -> None:
    """From the notice of the answer: the dates stand under it, and each tap is one step."""
    number = await house.filed()
    await house.replied(number, f"{number}：{ANSWER}")
    while await house.bot.courier.round():
        pass
    rows = await house.bot.store.rows(house.chat())
    shown = [s for row in rows for s in row.screens if row.kind == "notice"]
    assert "30 天内可以申请复查" in shown[-1].text
    await house.bot.desk.seen(house.chat(), [row.id for row in rows])
    await house.bot.courier.report()
    text, more = await house.say(press=f"n.{number}.unsolved")
    case = await house.case(number)
    assert "接着办" in text and "最后一天" in more and case["state"] == "accepted"
    assert "申请复查" in str([s.rows for row in await house.bot.store.rows(house.chat()) for s in row.screens][-1:])
    await house.say(press=f"n.{number}.view")
    assert "答复您" in (await house.bot.store.rows(house.chat()))[-1].screens[-1].text


async def test_withdrawn_by_the_chat_and_taken_back(house: House) -> None:
    number = await house.filed()
    await _open(house, number)
    for ending in (".rights", ".withdraw", ".no"):
        await house.press(ending)
    (text,) = await house.press(".yes")
    matter, said, last = text.splitlines()
    assert "路灯" in matter and last == f"编号 {show_number(number)}"
    assert "已经撤回" in said and (await house.case(number))["state"] == "withdrawn"
    while await house.bot.courier.round():
        pass
    (text,) = await house.say(press=f"n.{number}.undo")
    assert "恢复办理" in text and (await house.case(number))["state"] == "registered"
    (text,) = await house.say(press=f"n.{number}.undo")
    assert "已经不在这一步" in text


async def test_a_button_that_is_not_possible_any_more_shows_the_case(house: House) -> None:
    number = await house.filed()
    (text,) = await house.say(press=f"n.{number}.review")
    assert "原来选的已经没有了" in text and show_number(number) in text
    (text,) = await house.say(press=f"n.{number}.unsolved")
    assert "重新办理的期限过了" in text
    assert (await house.case(number))["state"] == "registered"


async def test_words_typed_while_staff_wait_for_an_answer_are_the_answer(house: House) -> None:
    """Nobody has to press "answer" first, and nothing of a new concern is left over."""
    number = await house.filed()
    await house.act(number, "questions", {"text": "灯杆上的编号是多少？"})
    texts = await house.say("编号是 D-017。")
    assert "回答" in texts[0] and not [text for text in texts if "同意" in text]
    case = await house.case(number)
    assert [word["text"] for word in case["words"]][-1] == "编号是 D-017。"
    apart = [press for shown in house.shown for row in shown.screen.rows for _, press in row if ".apart." in press]
    texts = await house.say(press=apart[0])
    assert "已记下：1 条文字" in texts[-1], "it can become a matter of its own"
