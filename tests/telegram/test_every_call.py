"""Each call to Telegram fails once, in every way it can, while a person files a concern: one case all the same."""

import asyncio

import pytest

from models.words import say
from tests.bot.conftest import number_in
from tests.telegram.botapi import Fault
from tests.telegram.conftest import Door, Opener, hook
from tests.telegram.people import Person
from tests.telegram.test_files import OGG
from tests.telegram.test_talk import JPEG, STORY, parts_or_none, words_of

ALWAYS = ("getMe", "setMyCommands", "setMyDescription", "answerCallbackQuery", "editMessageReplyMarkup", "getFile")
ASKING, CALLED = ("getUpdates", "deleteWebhook"), ("setWebhook",)
REFUSED = ("400", "403")
"""What Telegram says it will not do; the rest is tried again."""
FAULTS = {
    "400": Fault(400, "Bad Request: not now"),
    "403": Fault(403, "Forbidden: not you"),
    "429": Fault(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
    "500": Fault(500, "Internal Server Error"),
    "reset": Fault(reset=True),
    "reset after": Fault(reset_after=True),
}


async def told(door: Door, count: int) -> None:
    """So many parts of the story are kept."""
    for _ in range(1000):
        if len(await parts_or_none(door)) == count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await parts_or_none(door))


@pytest.mark.parametrize("called", [False, True], ids=["asks", "is called"])
@pytest.mark.parametrize("how", FAULTS)
async def test_every_call_fails_once(opened: Opener, how: str, called: bool) -> None:
    """`sendMessage` has tests of its own (test_faults): what it says may have arrived."""
    door = await opened() if not called else None
    if door is None:
        door = await hook(opened, lambda made: fail_all(made, how, (*ALWAYS, *CALLED)))
    else:
        fail_all(door, how, (*ALWAYS, *ASKING))
        door.start()
    person = door.person()
    presses = [await _at_the_story(person)]
    person.says(STORY)
    await told(door, 1)
    person.sends_photo("p1", JPEG)
    if how == "400":  # no such file any more: the person is asked for it
        await person.hears(say_lost())
        person.sends_photo("p2", JPEG)
    await told(door, 2)
    await person.hears("1 张照片")
    presses += [await person.taps(ending) for ending in (".send", ".use", ".yes")]
    case_no = number_in((await person.hears("9901 21")).text)
    assert await words_of(door, case_no) == [STORY, "image/jpeg"]
    assert len(await door.house.cases()) == 1
    await door.server.until(lambda: not any(door.server.faults.values()))
    spinning = 1 if how in REFUSED else 0
    await door.server.until(lambda: len(set(presses) - door.server.answered) == spinning)
    assert not any(say("zh_Hans", "notice.repeated") in m.text for m in person.got)


def fail_all(door: Door, how: str, calls: tuple[str, ...]) -> None:
    for name in (*calls, *(("file",) if how != "400" else ())):
        door.server.fail(name, FAULTS[how])


def say_lost() -> str:
    from bot.channels.telegram import words

    return words.say("zh_Hans", "lost")


async def _at_the_story(person: Person) -> str:
    person.says("/submit")
    press = await person.taps(".agree")
    await person.asked("story")
    return press


async def test_a_file_that_breaks_off_in_the_middle_comes_whole(door: Door) -> None:
    person = door.person()
    await _at_the_story(person)
    door.server.fail("file", Fault(reset_after=True))
    person.sends_photo("p1", JPEG)
    await told(door, 1)
    (part,) = await parts_or_none(door)
    assert part["size"] == len(JPEG)


async def test_a_recording_before_anything_else_is_the_whole_story(door: Door) -> None:
    """Kept before /start and before the consent; nobody has to write."""
    person = door.person()
    door.server.files["v"] = OGG
    person.says(voice={"file_id": "v", "file_unique_id": "v", "duration": 30, "mime_type": "audio/ogg"})
    for ending in (".agree", ".send", ".use", ".yes"):
        await person.taps(ending)
    case_no = number_in((await person.hears("9901 21")).text)
    assert await words_of(door, case_no) == ["audio/ogg"]
    assert (await door.house.case(case_no))["to_write_up"] is True


# --- groups that move


async def test_a_group_that_has_become_another_is_answered_there(door: Door) -> None:
    """The first we hear may be a refusal that names the new chat; what Telegram says of it there is no message."""
    person, server = door.person(), door.server
    await server.until(lambda: door.telegram.speaker.name)
    old, new = -123, -1_000_000_000_123
    moved = Fault(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": new}, chat=old)
    server.fail("sendMessage", moved)
    person.chat = {"id": old, "type": "group", "title": "村民群"}
    person.says("/start@huiyin_bot")
    await server.until(lambda: server.to(new))
    assert server.to(old) == [] and "start=menu" in str(server.to(new)[0].markup)
    person.says(migrate_to_chat_id=new)
    person.chat = {"id": new, "type": "supergroup", "title": "村民群"}
    person.says(migrate_from_chat_id=old)
    await asyncio.sleep(0.3)
    assert (len(server.to(old)), len(server.to(new))) == (0, 1)
    person.chat = {"id": 77, "type": "private", "first_name": "某人"}
    person.says("/start")
    await person.hears("回音")
