"""A resident by SMS: submits, is answered, rates; whatever the gateway does, nothing is lost or doubled."""

import asyncio
import json
from typing import Any

import pytest

from bot.channels.push.numbered import listed, numbered
from bot.channels.sms import WINDOW, SmsSettings
from bot.conversation import Conversation
from bot.store import Chat
from conversations.screens import Screen
from models.words import say
from tests.bot.test_told import WORDS, replied
from tests.sms.conftest import PHONE, Line, number_of
from tests.sms.gateway import Fault, Gateway
from tests.sms.waiting import until
from tests.telegram.people import opening

CHAT = Chat("sms", PHONE)
ENDED = ("manual", "undeliverable")


async def told(line: Line) -> list[str]:
    """What is held of the draft."""
    talk = Conversation.load(await line.house.bot.store.load(CHAT)).talk
    return [part["text"] for draft in talk.drafts for part in draft.parts]


async def test_a_resident_by_sms_from_the_first_word_to_the_rating(line: Line) -> None:
    case_no = await line.filed()
    case = await line.house.case(case_no)
    assert (case["channel"], [w["text"] for w in case["words"]]) == ("sms", ["村口的路灯坏了一个月，晚上看不见路。"])
    await line.states(case_no, received="delivered")
    await line.house.replied(case_no, "路灯已于昨日修好，请您查看。")
    asked = await line.gateway.hears(PHONE, "基本满意")
    assert any("路灯已于昨日修好，请您查看。" in text for text in line.gateway.to(PHONE))
    await line.states(case_no, accepted="delivered", reply="delivered")
    await line.asks(number_of(asked, "满意"), say("zh_Hans", "rated.satisfied"))
    assert (await line.house.case(case_no))["rating"] == "satisfied"


async def test_files_of_a_reply_are_said_to_wait_at_the_counter(line: Line) -> None:
    await replied(line.house, await line.filed())
    assert WORDS in await line.gateway.hears(PHONE, say("zh_Hans", "notice.files_elsewhere", n=2))


async def test_a_notice_is_sent_until_every_part_has_its_receipt(line: Line) -> None:
    case_no = await line.filed()
    line.gateway.receipts = False
    before = len(line.gateway.sent)
    words = "路灯已经修好。" * 200
    await line.house.replied(case_no, words)
    await line.states(case_no, accepted="sent")
    accepted = line.gateway.sent[before]  # what follows may be on its way by now
    await line.gateway.receipt(accepted.id)
    await line.states(case_no, accepted="delivered", reply="sent")
    parts = line.gateway.sent[before + 1 :]
    assert len(parts) > 3 and words in "".join(part.text for part in parts)
    for part in reversed(parts[1:]):
        assert await line.gateway.receipt(part.id) == 200 == await line.gateway.receipt(part.id)
    await asyncio.sleep(0.3)
    await line.states(case_no, reply="sent")
    await line.gateway.receipt(parts[0].id)
    await line.states(case_no, reply="delivered")


async def test_a_notice_that_fails_goes_to_the_desk_and_proof_wins(line: Line) -> None:
    case_no = await line.filed()
    line.gateway.receipts = False
    before = len(line.gateway.sent)
    await line.house.act(case_no, "accept", {"case_class": "other"})
    await line.states(case_no, accepted="sent")
    (accepted,) = line.gateway.sent[before:]
    await line.gateway.receipt(accepted.id, "failed", "switched off")
    await line.states(case_no, accepted="undeliverable")
    (notice,) = [n for n in (await line.house.case(case_no))["notices"] if n["kind"] == "accepted"]
    assert "switched off" in notice["reason"]
    await line.gateway.receipt(accepted.id)
    await line.states(case_no, accepted="delivered")


async def test_a_receipt_may_overtake_the_answer(line: Line) -> None:
    case_no = await line.filed()
    line.gateway.receipt_first = True
    await line.house.act(case_no, "accept", {"case_class": "other"})
    await line.states(case_no, accepted="delivered")


@pytest.mark.parametrize("fault", [429, 503, 401, "reset", "reset_after"])
async def test_an_answer_comes_once_whatever_the_gateway_does(line: Line, fault: Fault) -> None:
    await line.begun()
    line.gateway.faults.extend([fault, fault])
    await line.asks("路灯坏了。", "1 条文字")
    await line.asks("还有井盖。", "2 条文字")
    assert sum("1 条文字" in text for text in line.gateway.to(PHONE)) == 1
    assert len(line.gateway.calls) > len(line.gateway.sent)


async def test_a_notice_comes_once_whatever_the_gateway_does(line: Line) -> None:
    case_no = await line.filed()
    line.gateway.faults.append("reset_after")
    before = len(line.gateway.sent)
    await line.house.act(case_no, "accept", {"case_class": "other"})
    await line.states(case_no, accepted="delivered")
    assert len(line.gateway.sent) == before + 1


async def test_a_number_that_is_no_more_is_gone_until_it_writes(line: Line) -> None:
    case_no = await line.filed()
    line.gateway.unknown.add(PHONE)
    await line.house.act(case_no, "accept", {"case_class": "other"})

    async def away() -> bool:
        case = await line.house.case(case_no)
        return case["unreachable_since"] is not None and (await line.house.notices(case_no))["accepted"] in ENDED

    await until(away)
    line.gateway.unknown.clear()
    await line.gateway.says(PHONE, "/help")
    await line.states(case_no, accepted="delivered")


async def test_what_is_brought_twice_or_at_once_is_heard_once(line: Line) -> None:
    await line.begun()
    before = len(line.gateway.to(PHONE))
    assert set(await asyncio.gather(*(line.gateway.says(PHONE, "路灯坏了。", "same") for _ in range(5)))) == {200}
    await line.gateway.hears(PHONE, "1 条文字", before)
    await line.asks("还有井盖。", "2 条文字")
    assert await line.gateway.says(PHONE, "路灯坏了。", "same") == 200
    await asyncio.sleep(0.3)
    assert await told(line) == ["路灯坏了。", "还有井盖。"]
    assert len(line.gateway.to(PHONE)) == before + 2


async def test_what_was_sent_before_a_crash_is_not_sent_again_after(line: Line) -> None:
    """The gateway took it and we never heard so: the next process sends the same id."""
    await line.begun()
    line.gateway.receipts = False
    line.gateway.faults.extend(["reset_after", 503, 503, 503])
    await line.gateway.says(PHONE, "路灯坏了。")
    await line.gateway.hears(PHONE, "1 条文字")
    await line.restarted()

    async def twice() -> bool:
        return line.gateway.calls.count(line.gateway.sent[-1].id) > 1

    await until(twice)
    await line.asks("还有井盖。", "2 条文字")
    assert sum("1 条文字" in text for text in line.gateway.to(PHONE)) == 1


async def test_what_cannot_be_saved_is_brought_again(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    await line.begun()
    database = line.house.bot.store.database

    async def failing(*_: Any, **__: Any) -> Any:
        raise OSError("disk full")

    with monkeypatch.context() as full:
        full.setattr(database, "write", failing)
        assert await line.gateway.says(PHONE, "路灯坏了。", "one") == 503
    assert await line.gateway.says(PHONE, "路灯坏了。", "one") == 200
    await line.gateway.hears(PHONE, "1 条文字")
    assert await told(line) == ["路灯坏了。"]


async def test_only_the_gateway_is_believed(line: Line) -> None:
    gateway: Gateway = line.gateway
    now, call = gateway.now(), {"type": "message", "id": "x", "from": PHONE, "text": "/submit"}
    assert await gateway.bring(call, secret="guessed") == 401
    assert await gateway.bring(call, at=now - WINDOW - 5) == 401 == await gateway.bring(call, at=now + WINDOW + 5)
    assert await gateway.bring(b"x" * 70_000) == 413
    for odd in (b"{", b"[]", b"\xff", json.dumps(call | {"from": "not a number"}).encode(), b'{"type": "receipt"}'):
        assert await gateway.bring(odd) == 422
    assert gateway.sent == [] and (await line.house.bot.store.load(CHAT)).rev == 0
    assert await gateway.receipt("nobody-knows-it") == 200
    with pytest.raises(ValueError, match="HUIYIN_SMS_SECRET"):
        SmsSettings(sms_url="http://127.0.0.1:9/")


async def test_a_number_of_people_is_a_number_and_its_buttons_have_none() -> None:
    people = Screen("几个人？", ((("1 人", "s.a.1.1"), ("5 人", "s.a.1.5")), (("跳过", "s.a.1.skip"),)))
    assert not numbered(people) and listed(people) == "· 1 人\n· 5 人\n· 跳过"
    assert listed(Screen("好吗？", ((("好", "s.a.1.yes"), ("返回", "s.a.1.back")),))) == "1 好\n2 返回"


async def test_options_are_answered_by_number_or_label(line: Line) -> None:
    hello = await line.asks("/start", "提交诉求")
    consent = await line.asks(f"{number_of(hello, '提交诉求')}。", "同意，开始")
    assert "回复数字或文字选择" in consent
    await line.asks(" 同意,开始 ", opening("story"))
    await line.asks("77", "1 条文字")
    assert await told(line) == ["77"]


async def test_somebody_registered_at_the_desk_gets_the_code_and_answers(line: Line) -> None:
    """The clerk takes the number down as it is said, the gateway names it in its own way: one phone is one chat."""
    line.house.api.app.state.context.settings.sms_url = line.gateway.url
    number, code = await line.house.registered(phone="138 0000 0001", sms=True)
    received = (await line.gateway.hears(PHONE, "您的编号")).replace(" ", "")
    assert number in received and code in received
    await line.states(number, received="delivered")
    await line.house.replied(number, "路灯已于昨日修好，请您查看。")
    asked = await line.gateway.hears(PHONE, "基本满意")
    assert await line.gateway.says(PHONE.removeprefix("+86"), number_of(asked, "满意")) == 200
    await line.gateway.hears(PHONE, say("zh_Hans", "rated.satisfied"))
    assert (await line.house.case(number))["rating"] == "satisfied"
