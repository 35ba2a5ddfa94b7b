"""Following a case over the desk: urging, a name left and withdrawn, a case that comes from another phone."""

from bot.store import Chat
from conversations.words import say
from tests.bot.conftest import House

OTHER = Chat("web", "new-phone")


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
    assert "已经替您催了" in text and number in text
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
    assert number in text and "欧阳" not in text
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
    assert number in text
    await house.say(press="m.follow", chat=OTHER)
    assert house.button(f".{number}"), "it is one of the new phone's own"
    await house.act(number, "accept", {})
    while await house.bot.courier.round():
        pass
    told = {
        chat.address: [(await house.bot.store.rows(chat, kinds=("notice",)))[-1].screens[0].text]
        for chat in (house.chat(), OTHER)
    }
    assert "另一部手机" in told["lin"][0] and "已受理" in told["new-phone"][0]
    await _open(house, number)
    assert not [p for s in house.shown for row in s.screen.rows for _, p in row if p.endswith(".urge")]


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
