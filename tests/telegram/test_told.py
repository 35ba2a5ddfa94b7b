"""Files that staff send with a reply, on Telegram: photos and documents, in their place among the words."""

from models.words import say
from tests.bot.test_told import WORDS, replied
from tests.telegram.botapi import Fault
from tests.telegram.conftest import Opener
from tests.telegram.test_talk import filed


async def test_what_staff_send_with_a_reply_comes_as_photo_and_document(opened: Opener) -> None:
    door = await opened()
    door.start()
    door.start_courier()
    case_no = await filed(door)
    await replied(door.house, case_no)
    person = door.person()
    await person.hears("附件 2（文件")
    texts = [m.text for m in person.got]
    at = texts.index(WORDS)
    assert [t[:7] for t in texts[at + 1 : at + 3]] == ["附件 1（图片", "附件 2（文件"], "after the words"
    assert len(door.server.called("sendPhoto")) == len(door.server.called("sendDocument")) == 1
    await door.server.until(lambda: any(m.presses for m in person.got[at + 3 :]))


async def test_a_picture_that_is_no_photo_to_telegram_comes_as_a_document(opened: Opener) -> None:
    door = await opened()
    door.start()
    door.start_courier()
    case_no = await filed(door)
    door.server.fail("sendPhoto", Fault(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    door.server.fail("sendDocument", Fault(), Fault(400, "Bad Request: file is too big"))
    await replied(door.house, case_no)
    person = door.person()
    await person.hears("附件 1（图片")
    await person.hears(say("zh_Hans", "notice.files_elsewhere", n=1))
