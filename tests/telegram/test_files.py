"""Photos, albums, recordings and documents: each kept at once, answered once, fetched again where a line broke."""

import asyncio
from datetime import timedelta

import pytest

from models.words import say
from tests import samples
from tests.bot.conftest import number_in
from tests.telegram.botapi import Fault
from tests.telegram.conftest import Door
from tests.telegram.test_talk import JPEG, STORY, begun, parts, parts_or_none, talk, words_of

OGG, MP4, PDF = samples.opus(), samples.film(b"mp42"), samples.pdf()


async def test_five_photos_of_an_album_are_one_answer(either: Door) -> None:
    person = either.person()
    await begun(person)
    before = len(person.got)
    for n in range(5):
        person.sends_photo(f"p{n}", JPEG, media_group_id="a1", **({"caption": "看这里"} if n == 0 else {}))
    await person.hears("5", after=before)
    await asyncio.sleep(1.6)
    assert len(person.got) == before + 1
    assert [p.get("text") or p["type"] for p in await parts(either)] == ["看这里", *["image/jpeg"] * 5]


async def test_an_album_that_a_crash_cut_off_is_answered_after_the_start(door: Door) -> None:
    person = door.person()
    await begun(person)
    before = len(person.got)
    for n in range(3):
        person.sends_photo(f"p{n}", JPEG, media_group_id="a1")
    for _ in range(3000):
        if len(await parts_or_none(door)) == 3:
            break
        await asyncio.sleep(0.02)
    await door.stop()
    assert len(person.got) == before
    await door.restarted()
    await person.hears("3", after=before)
    await asyncio.sleep(1.5)
    assert len(person.got) == before + 1


async def test_every_kind_of_file(door: Door) -> None:
    person = door.person()
    await begun(person)
    door.server.files |= {"v": OGG, "m": MP4, "n": MP4, "d": PDF, "t": "说明：路灯".encode()}
    clip = {"width": 9, "height": 9, "duration": 3}
    person.says(voice={"file_id": "v", "file_unique_id": "v", "duration": 30, "mime_type": "audio/ogg"})
    person.says(video={"file_id": "m", "file_unique_id": "m", "mime_type": "video/mp4", **clip})
    person.says(video_note={"file_id": "n", "file_unique_id": "n", "length": 9, "duration": 3})
    person.says(
        document={"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf", "file_name": "附件1.pdf"}
    )
    person.says(document={"file_id": "t", "file_unique_id": "t", "mime_type": "text/plain", "file_name": "说明.txt"})
    for _ in range(3000):
        if len(await parts_or_none(door)) == 5:
            break
        await asyncio.sleep(0.02)
    kinds = ["application/pdf", "audio/ogg", "text/plain", "video/mp4", "video/mp4"]
    files, came = door.house.bot.desk.files, await parts(door)
    assert sorted(p["type"] for p in came) == kinds, "each when it was fetched"
    called = {p["type"]: await files.name(p["file"]) for p in came}
    assert called == {"application/pdf": "附件1.pdf", "text/plain": "说明.txt", "audio/ogg": None, "video/mp4": None}


async def test_what_cannot_be_taken_is_answered_kindly(door: Door) -> None:
    person = door.person()
    await begun(person)
    person.says(sticker={"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
                         "is_animated": False, "is_video": False})  # fmt: skip
    await person.hears("看不懂")
    person.says(document={"file_id": "z", "file_unique_id": "z", "file_size": 30 * 1024 * 1024})
    await person.hears("20 MB")
    person.sends_photo("exe", b"MZ" + b"\0" * 9000)
    await person.hears(say("zh_Hans", "file.not_taken")[:8])
    person.says(contact={"phone_number": "+8613900000000", "first_name": "别人", "user_id": 5})
    await person.hears("别人的名片")
    assert await parts_or_none(door) == []


async def test_files_wait_for_a_line_that_broke(door: Door) -> None:
    """Words go ahead of a file that is slow; it joins them when it is there."""
    person = door.person()
    await begun(person)
    door.server.slow["late"] = 3.0
    person.sends_photo("late", JPEG, caption="看照片")
    person.says(STORY)
    await person.hears("2", after=len(person.got))
    for _ in range(3000):
        if len(await parts_or_none(door)) == 3:
            break
        await asyncio.sleep(0.02)
    assert [p.get("text") or p["type"] for p in await parts(door)] == ["看照片", STORY, "image/jpeg"]


async def test_a_file_that_could_not_be_had_is_fetched_after_the_start(door: Door) -> None:
    person = door.person()
    await begun(person)
    door.server.slow["late"] = 30.0
    person.sends_photo("late", JPEG)
    await door.server.until(lambda: door.server.called("file"))
    await door.stop()
    door.server.slow.clear()
    door.house.clock.advance(timedelta(minutes=6))
    await door.restarted()
    for _ in range(3000):
        if await parts_or_none(door):
            break
        await asyncio.sleep(0.02)
    assert [p["type"] for p in await parts(door)] == ["image/jpeg"]


@pytest.mark.parametrize("how", ["slow", "asked for again"])
async def test_confirmed_while_a_file_is_on_its_way_it_joins_the_case(door: Door, how: str) -> None:
    """Slow, or Telegram does not hand it out for a while: confirming waits for neither, and nothing else begins."""
    person = door.person()
    await begun(person)
    if how == "slow":
        door.server.held["late"] = asyncio.Event()
    else:
        door.server.fail("file", Fault(502), Fault(502), Fault(502))
    person.sends_photo("late", JPEG, caption="看照片")
    person.says(STORY)
    await person.hears("2 条文字")
    for ending in (".send", ".use"):
        await person.taps(ending)
    await person.hears("1 个文件正在路上")
    await person.taps(".yes")
    case_no = number_in((await person.hears("9901 21")).text)
    assert await words_of(door, case_no) == ["看照片", STORY]
    if how == "slow":
        door.server.held["late"].set()
    else:
        door.house.clock.advance(timedelta(seconds=310))
    for _ in range(3000):
        if len(words := await words_of(door, case_no)) == 3:
            break
        await asyncio.sleep(0.02)
    assert words == ["看照片", STORY, "image/jpeg"]
    assert len(await door.house.cases()) == 1
    assert (await talk(door)).drafts == []


async def test_a_file_that_never_comes_is_waited_for_no_more(door: Door) -> None:
    person = door.person()
    await begun(person)
    person.says(STORY)
    await person.hears("1 条文字")
    door.server.slow["exe"] = 3.0
    person.sends_photo("exe", b"MZ" + b"\0" * 9000)
    await person.hears(say("zh_Hans", "file.not_taken")[:8])
    await person.taps(".send")
    assert "正在路上" not in (await person.asked("review")).text
