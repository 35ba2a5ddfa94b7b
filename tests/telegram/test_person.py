"""A person behind the door on Telegram: danger, a clerk takes over, words and a photo both ways, then the case."""

from collections.abc import Awaitable, Callable
from typing import Any

from models.words import say
from tests.bot.test_person import desk, queue
from tests.telegram.conftest import Door, Opener
from tests.telegram.people import until
from tests.telegram.test_talk import JPEG, filed, words_of

Says = Callable[[str], Awaitable[object]]
THANKS = "谢谢你，我下来了"
Hears = Callable[[str], Awaitable[Any]]


async def danger_to_handed_back(
    door: Door, says: Says, hears: Hears, case_no: str | None = None, last: str = THANKS
) -> dict[str, Any]:
    """From the first alarming word to the bot again; the talk as staff have it at the end."""
    await says("我不想活了")
    await hears("12356")
    await says("我在荷花村水塔下面")
    await hears(say("zh_Hans", "notice.nobody_on_duty"))

    (row,) = await queue(door.house)
    talk = f"/v1/live/{row['id']}"
    assert (row["reason"], row["channel"]) == ("C1", "telegram")
    taken = await desk(door.house, "POST", f"{talk}/take")
    await hears("来了，正在看您的话")
    assert taken["lines"][-1]["text"] == "我在荷花村水塔下面"
    await desk(door.house, "POST", f"{talk}/words", {"text": "我是接访中心的，您坐下，我一直在。"})
    await hears("您坐下，我一直在。")
    await says(THANKS)

    async def whole() -> Any:
        held = await desk(door.house, "GET", talk)
        said = [line for line in held["lines"] if not line["before"]]
        arrived = [line["media_type"] or line["text"] for line in said if line["voice"] == "resident"][-1]
        seen = all(line["state"] == "delivered" for line in said if line["voice"] == "staff")
        return held if arrived == last and seen else None

    held = await until(whole)
    await desk(door.house, "POST", f"{talk}/hand-back", {"case_no": case_no} if case_no else {})
    await hears("现在由我接着和您办")
    assert await queue(door.house) == []
    return dict(held)


async def test_danger_brings_a_person_who_hands_back_into_the_case(opened: Opener) -> None:
    door = await opened()
    door.start()
    case_no = await filed(door)
    door.start_courier()
    person = door.person()

    async def says(text: str) -> None:
        person.says(text)
        if text == THANKS:
            person.sends_photo("there", JPEG)

    held = await danger_to_handed_back(door, says, person.hears, case_no, "image/jpeg")
    assert held["lines"][-2]["text"] == THANKS
    timeline = (await desk(door.house, "GET", f"/v1/cases/{case_no}/timeline"))["items"]
    assert timeline[-1]["kind"] == "talked" and THANKS in timeline[-1]["text"]
    assert (await words_of(door, case_no))[-1] == "image/jpeg"
    after = len(person.got)
    person.says("菜单")
    await person.hears("", after=after)
