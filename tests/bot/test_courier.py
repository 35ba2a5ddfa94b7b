"""Notices reach the mailbox once, in order, whatever breaks; what the page drew is reported."""

import asyncio
import re
from collections import Counter
from datetime import timedelta

import pytest

from bot.app import build
from bot.channels.base import Delivery
from bot.client import ApiDown
from bot.courier import Courier
from bot.store import Chat
from bot.wakeup import Wakeup
from conversations.notices import screens_of
from conversations.screens import Screen
from models.law.channels import Channel as Name
from models.wire import LeasedNotice
from tests.bot.conftest import KEYS, House


async def deliver(house: House) -> None:
    while await house.bot.courier.round():
        pass


async def kinds(house: House) -> list[str]:
    return [row.about["kind"] for row in await house.bot.store.rows(house.chat(), kinds=("notice",))]


async def test_notices_come_in_order_and_in_the_chats_language(house: House) -> None:
    number = await house.filed()
    await house.say(press="m.lang.en")
    await house.replied(number)
    await deliver(house)
    assert await kinds(house) == ["accepted", "reply"]
    row = (await house.bot.store.rows(house.chat(), kinds=("notice",)))[-1]
    assert "An answer from Qinghe County" in row.screens[0].text
    assert row.screens[1].text == "路灯已于昨日修好，请您查看。"


async def test_a_receipt_that_got_lost_shows_nothing_twice(house: House) -> None:
    number = await house.filed()
    await house.replied(number)

    async def lose(method: str, path: str) -> tuple[int, bytes] | None:
        return (503, b"{}") if path.endswith("/receipt") else None

    house.api.answer = lose
    with pytest.raises(ApiDown):
        await house.bot.courier.round()
    house.api.answer = None
    assert await kinds(house) == ["accepted"]
    leased = await house.bot.store.database.fetch("select notice, lease from mail where kind = 'notice'")
    # The API takes the lease for lapsed after a minute and leases anew, marked as repeated.
    row = LeasedNotice(
        id=leased[0][0],
        lease="another-lease",
        kind="accepted",  # type: ignore[arg-type]
        case_no=number,
        channel="web",  # type: ignore[arg-type]
        address=house.chat().address,
        locale="zh_Hans",
        facts={"unit": "接访中心"},
        repeated=True,
    )
    await house.bot.courier._deliver(row)
    assert await kinds(house) == ["accepted"]


async def test_what_was_drawn_while_the_api_was_down_is_reported_later(house: House) -> None:
    number = await house.filed()
    await house.replied(number)
    await deliver(house)
    await house.api.down()
    ids = [row.id for row in await house.bot.store.rows(house.chat(), kinds=("notice",))]
    await house.bot.desk.seen(house.chat(), ids)
    with pytest.raises(ApiDown):
        await house.bot.courier.report()
    await house.api.up()
    await house.bot.courier.report()
    assert (await house.notices(number))["reply"] == "delivered"


async def test_a_notice_to_a_chat_the_bot_has_lost_waits_there(house: House) -> None:
    number = await house.filed()
    await house.bot.store.database.write([("delete from chat", ()), ("delete from mail", ())])
    await house.replied(number)
    await deliver(house)
    assert await kinds(house) == ["accepted", "reply"]
    assert (await house.notices(number))["reply"] == "sent"
    assert await house.say(press="m.menu")


async def test_one_notice_that_cannot_be_shown_holds_back_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = await house.filed(), await house.filed(chat=Chat("web", "wang"))
    await house.act(mine, "accept", {"case_class": "other"})
    await house.act(other, "accept", {"case_class": "other"})

    def broken(locale: str, notice: object) -> object:
        if notice.case_no == mine:  # type: ignore[attr-defined]
            raise KeyError("unit")
        return screens_of(locale, notice)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.courier.screens_of", broken)
    await house.bot.courier.round()
    assert await kinds(house) == []
    assert len(await house.bot.store.rows(Chat("web", "wang"), kinds=("notice",))) == 1


class Slow:
    """A channel on which every delivery takes a while."""

    name = Name.WEB

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now: Counter[Chat] = Counter()
        self.done: list[tuple[Chat, str, str]] = []
        self.most = self.most_to_one = 0

    async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
        self.now[chat] += 1
        self.most = max(self.most, sum(self.now.values()))
        self.most_to_one = max(self.most_to_one, self.now[chat])
        await asyncio.sleep(self.seconds)
        self.now[chat] -= 1
        self.done.append((chat, notice.case_no or "", notice.kind.value))
        return Delivery("delivered")


@pytest.mark.parametrize(("together", "most"), [(32, 4), (2, 2)])
async def test_many_chats_are_served_at_once_and_none_twice(house: House, together: int, most: int) -> None:
    """Two cases of each of four chats, two notices each: in order per case, one at a time to a chat."""
    chats = [house.chat(f"chat{n}") for n in range(4)]
    numbers = {await house.filed(chat=chat): chat for chat in chats for _ in range(2)}
    for number in numbers:
        await house.replied(number)
    slow = Slow(0.1)
    courier = Courier(
        house.bot.client, house.bot.store, house.bot.wakeup, [slow], 0.1, together, background=house.bot.background
    )
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(20):
        while len(slow.done) < 16:  # noqa: ASYNC110 - a delivery rings no wakeup
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.wait({running})
    assert (slow.most, slow.most_to_one) == (most, 1)
    for number, chat in numbers.items():
        assert [(c, kind) for c, no, kind in slow.done if no == number] == [(chat, "accepted"), (chat, "reply")]
        assert (await house.notices(number))["reply"] == "delivered"


async def test_a_chat_that_is_slow_holds_back_no_other(house: House) -> None:
    loud, quiet = await house.filed(chat=house.chat("slow")), await house.filed(chat=house.chat("quick"))

    class OneSlow(Slow):
        async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
            self.seconds = 30 if chat == house.chat("slow") else 0
            return await super().deliver(chat, notice, screens)

    slow = OneSlow(0)
    courier = Courier(house.bot.client, house.bot.store, house.bot.wakeup, [slow], 0.1, background=house.bot.background)
    running = asyncio.create_task(courier.run())
    await house.replied(loud)
    await house.replied(quiet)
    async with asyncio.timeout(10):
        while len(slow.done) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.wait({running})
    assert [(no, kind) for _, no, kind in slow.done] == [(quiet, "accepted"), (quiet, "reply")]
    assert (await house.notices(loud))["accepted"] == "leased"


async def test_it_runs_through_an_outage_and_wakes_at_the_bell(house: House) -> None:
    await house.api.down()
    running = asyncio.create_task(house.bot.courier.run())
    await asyncio.sleep(0.1)
    await house.api.up()
    number = await house.filed()
    await house.replied(number)
    async with asyncio.timeout(10):
        while await kinds(house) != ["accepted", "reply"]:
            house.bot.wakeup.here("courier")
            await asyncio.sleep(0.05)
        ids = [row.id for row in await house.bot.store.rows(house.chat(), kinds=("notice",))]
        await house.bot.desk.seen(house.chat(), ids)
        while (await house.notices(number))["reply"] != "delivered":  # noqa: ASYNC110 - the API rings no wakeup here
            await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait({running})


async def test_a_wake_up_reaches_other_processes_over_redis(redis_url: str) -> None:
    here, there = Wakeup(redis_url), Wakeup(redis_url)
    listening = asyncio.create_task(there.listen())
    async with asyncio.timeout(10), there.expect("some-mark") as waiting:
        while not await waiting.woken(0.1):
            await here.send("some-mark")
    listening.cancel()
    await asyncio.wait({listening})
    await here.close()
    await there.close()


async def test_a_dead_redis_harms_nothing(free_port: int) -> None:
    wakeup = Wakeup(f"redis://127.0.0.1:{free_port}/0")
    async with wakeup.expect("mark") as waiting:
        await wakeup.send("mark")
        assert await waiting.woken(1)
    await wakeup.close()


async def test_files_that_belong_to_nothing_are_dropped(house: House) -> None:
    async def content(text: bytes):  # type: ignore[no-untyped-def]
        yield text

    files, chat = house.bot.desk.files, house.chat()
    lost = await files.take(chat, content(b"nobody"), "text/plain")
    kept = await files.take(chat, content(b"mine"), "text/plain")
    await house.say(press="m.submit")
    await house.agree()
    await house.say("看附件。", files=(kept,))
    house.clock.advance(timedelta(days=2))
    await house.bot.sweeper.drop_orphans()
    assert await files.of(chat) == {kept.file}
    assert lost.file not in await files.of(chat)
    await house.press(".send")
    await house.press(".yes")
    assert await files.of(chat) == set()


async def test_when_there_is_too_much_words_are_kept(house: House) -> None:
    small = build(house.settings.model_copy(update={"max_turns": 1}), clock=house.clock, keys=KEYS)
    await small.start()
    await small.desk._places.acquire()
    house.bot, big = small, house.bot
    assert len(await house.say("路灯坏了。")) == 1  # after five seconds: kept
    small.desk._places.release()
    house.clock.advance(timedelta(seconds=10))
    await small.sweeper.round()
    late = await small.store.rows(house.chat(), kinds=("late",))
    assert late
    await small.stop()
    house.bot = big


async def test_an_english_chat_is_english_through_to_the_rating(house: House) -> None:
    """But for the words of staff, and what the person wrote themselves."""
    await house.say(press="m.lang.en")
    number = await house.filed("The street lamp at our gate has been out for a month.")
    said = [s.screen.text for s in house.shown]
    await house.replied(number, "路灯已于昨日修好，请您查看。")
    await deliver(house)
    rows = await house.bot.store.rows(house.chat(), kinds=("notice",))
    await house.bot.desk.seen(house.chat(), [row.id for row in rows])
    await house.bot.courier.report()
    said += [s.text for row in rows for s in row.screens if s.text != "路灯已于昨日修好，请您查看。"]
    assert next(press for _, press in rows[-1].screens[-1].rows[0]) == f"n.{number}.rate-satisfied"
    said += await house.say(press=f"n.{number}.view")
    said += await house.say(press=f"n.{number}.rate-satisfied")
    said += await house.press(".desk-fair")
    for text in said:
        ours = text.replace("路灯已于昨日修好，请您查看。", "").replace("复查", "")
        assert not re.search("[\u3400-\u9fff]", ours), ours
    assert "Qinghe County" in "".join(said)
