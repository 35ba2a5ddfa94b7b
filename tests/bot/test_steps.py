"""A link to our own page: for one use, half an hour, one question; what is entered comes to the chat that asked."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.conversation import Conversation
from bot.database import database
from bot.steps import Step, Steps
from bot.store import Store
from models.clock import ManualClock
from models.numbers import show_number
from models.words import say
from tests.bot.conftest import House, Web, number_in
from tests.bot.test_store import KEYS, LIN, START, WANG, empty_postgresql_url, mail, url  # noqa: F401

GIVEN = {"name": "李雷雷", "phone": "13800001234"}
FORM = {"name": "李雷雷", "phone": "138 0000 1234"}
STORY = "村口的路灯坏了一个月，晚上看不见路。"


# --- the links, wherever chats are kept


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def store(url: str, clock: ManualClock) -> AsyncIterator[Store]:  # noqa: F811
    made = Store(database(url), KEYS, clock)
    await made.open()
    await made.save(LIN, {"n": 0}, 0)
    yield made
    await made.close()


async def found(steps: Steps, token: str) -> Step:
    step = await steps.find(token)
    assert step is not None
    return step


async def test_a_link_is_used_once_and_with_the_chat(store: Store, clock: ManualClock) -> None:
    steps = Steps(store, clock)
    token = await steps.link(LIN, "s1", "who.page")
    step = await found(steps, token)
    assert (step.chat, step.session, step.key, step.state) == (LIN, "s1", "who.page", "open")
    rows = await store.database.fetch("select mark, chat, session, key from step")
    assert token not in str(rows)
    assert await store.save(LIN, {"n": 1}, 7, [mail()], claim=steps.use(step)) is None  # somebody else saved the chat
    assert (await found(steps, token)).state == "open"
    saved = [store.save(LIN, {"n": n}, 1, [mail(str(n))], claim=steps.use(step)) for n in range(5)]
    assert sum(ids is not None for ids in await asyncio.gather(*saved)) == 1
    assert (await found(steps, token)).state == "used"
    assert await store.save(LIN, {"n": 9}, 2, claim=steps.use(step)) is None
    assert (await store.load(LIN)).rev == 2 and len(await store.rows(LIN)) == 1


async def test_a_link_lives_for_half_an_hour(store: Store, clock: ManualClock) -> None:
    steps = Steps(store, clock)
    token = await steps.link(LIN, "s1", "who.page")
    step = await found(steps, token)
    clock.advance(timedelta(minutes=30))
    assert (await found(steps, token)).state == "over"
    assert await store.save(LIN, {"n": 1}, 1, claim=steps.use(step)) is None
    clock.advance(timedelta(days=3))
    await steps.link(LIN, "s1", "who.page")
    assert await steps.find(token) is None


async def test_one_use_ends_the_other_links_of_the_question(store: Store, clock: ManualClock) -> None:
    steps = Steps(store, clock)
    first, second = [await steps.link(LIN, "s1", "who.page") for _ in range(2)]
    other = await steps.link(LIN, "s2", "who.page")
    await steps.close(await found(steps, first))
    assert [(await found(steps, t)).state for t in (first, second, other)] == ["used", "used", "open"]


async def test_who_wants_to_be_forgotten_leaves_no_link(store: Store, clock: ManualClock) -> None:
    steps = Steps(store, clock)
    token = await steps.link(LIN, "s1", "who.page")
    await store.forget(LIN)
    assert await steps.find(token) is None
    unknown = await steps.link(WANG, "s1", "who.page")  # a chat that was never kept
    assert await steps.find(unknown) is None


@pytest.mark.parametrize("odd", [None, "", "x", "a" * 32, "a" * 33, "../../etc/passwd", "\0" * 32, "字" * 32])
async def test_what_is_no_link(store: Store, clock: ManualClock, odd: str | None) -> None:
    assert await Steps(store, clock).find(odd) is None


# --- the page


@pytest.fixture
def abroad(house: House) -> House:
    """A channel on which names are not asked."""
    house.bot.desk.world.channel_facts["web"] = {"abroad": True, "personal": False, "web": "https://chat.example"}
    return house


async def wanted(house: House) -> str:
    """A link to the question that is asked just now."""
    kind, session, key = (house.shown[-1].screen.wants or "").split(":")
    assert kind == "page"
    return await house.bot.desk.steps.link(house.chat(), session, key)


async def at_the_page(house: House) -> str:
    await house.say(press="m.submit")
    await house.press(".agree")
    await house.say(STORY)
    await house.press(".done")
    for _ in range(4):
        await house.press(".skip")
    await house.press(".self")
    return await wanted(house)


async def opened(web: Web, token: str) -> tuple[int, str]:
    async with web.http.get(f"{web.served.url}/?step={token}") as answer:
        return answer.status, await answer.text()


async def sent(web: Web, token: str, **form: str) -> tuple[int, str]:
    async with web.http.post(f"{web.served.url}/chat/step", data={"step": token, **form}) as answer:
        return answer.status, await answer.text()


async def late(house: House) -> list[str]:
    return [s.text for row in await house.bot.store.rows(house.chat(), kinds=("late",)) for s in row.screens]


def private(*texts: str) -> bool:
    return not any(value in text for value in (*GIVEN.values(), FORM["phone"]) for text in texts)


async def test_from_the_link_to_the_case(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    for _ in range(2):  # looking uses nothing up
        status, page = await opened(web, token)
        assert status == 200 and 'name="phone"' in page and "姓名" in page
    status, page = await sent(web, token, **FORM)
    assert status == 200 and "收到了" in page and 'name="phone"' not in page
    (text,) = await late(abroad)
    assert say("zh_Hans", "page.left") in text and private(text)
    memory = Conversation.load(await abroad.bot.store.load(abroad.chat()))
    confirm = next(press for press in memory.offered if press.endswith(".yes"))
    number = number_in((await abroad.say(press=confirm))[-1])
    case = await abroad.case(number)
    assert (case["name"], case["phone"]) == ("李**", "138****1234")
    shown = [s.text for row in await abroad.bot.store.rows(abroad.chat()) for s in row.screens]
    assert private(*shown, *await abroad.say(press="m.follow"))


async def test_after_use_it_is_refused_kindly(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    assert (await sent(web, token, **FORM))[0] == 200
    for status, page in (await opened(web, token), await sent(web, token, name="别人", phone="13900000000")):
        assert status == 410 and "已经用过了" in page and private(page) and 'name="phone"' not in page
    memory = Conversation.load(await abroad.bot.store.load(abroad.chat()))
    assert memory.talk.drafts[0].answers["who.page"] == GIVEN


async def test_two_at_once_are_one(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    answers = await asyncio.gather(*(sent(web, token, phone=f"1380000123{n}") for n in range(5)))
    assert sorted(status for status, _ in answers) == [200, 410, 410, 410, 410]
    assert len(await late(abroad)) == 1


async def test_after_half_an_hour_it_is_over(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    abroad.clock.advance(timedelta(minutes=31))
    for status, page in (await opened(web, token), await sent(web, token, **FORM), await opened(web, "a" * 32)):
        assert status == 410 and "过期" in page
    assert await late(abroad) == []


async def test_what_is_wrong_is_said_beside_its_field(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    status, page = await sent(web, token, name="李雷雷", phone="12345")
    assert status == 422 and 'value="李雷雷"' in page and 'value="12345"' in page and 'id="phone-wrong"' in page
    status, page = await sent(web, token, name="  ", phone="")
    assert status == 422 and "请至少填一项" in page
    status, page = await sent(web, token, name="<script>alert(1)</script>" * 3, phone="13800001234")
    assert status == 422 and "<script>alert" not in page
    for data in (b"step=" + b"a" * 9000, b"&".join([b"a=1"] * 20), b"step=\xff"):
        async with web.http.post(f"{web.served.url}/chat/step", data=data) as answer:
            assert answer.status in (410, 413, 422)
    async with web.http.post(f"{web.served.url}/chat/step", data=FORM, headers={"Origin": "https://evil"}) as answer:
        assert answer.status == 403
    # A page without a referrer sends this over plain HTTP; the link's own token is the proof.
    headers = {"Origin": "null"}
    async with web.http.post(f"{web.served.url}/chat/step", data=FORM | {"step": token}, headers=headers) as answer:
        assert answer.status == 200


async def test_after_filing_it_is_left_with_the_case(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    await abroad.press(".skip")
    number = number_in((await abroad.press(".yes"))[-1])
    assert (await sent(web, token, **FORM))[0] == 200
    assert (await abroad.case(number))["phone"] == "138****1234"
    (told,) = await late(abroad)
    assert told.splitlines()[-2:] == [say("zh_Hans", "signed"), f"编号 {show_number(number)}"]


async def test_from_the_follow_dialog(abroad: House, web: Web) -> None:
    number = await abroad.filed()
    await abroad.say(press=f"n.{number}.view")
    await abroad.press(".sign")
    assert (await sent(web, await wanted(abroad), phone=FORM["phone"]))[0] == 200
    case = await abroad.case(number)
    assert (case["name"], case["phone"]) == (None, "138****1234")
    assert private(*await late(abroad), *await abroad.say(press=f"n.{number}.view"))


async def test_what_comes_while_the_api_is_down_is_posted_later(abroad: House, web: Web) -> None:
    number = await abroad.filed()
    await abroad.say(press=f"n.{number}.view")
    await abroad.press(".sign")
    token = await wanted(abroad)
    await abroad.api.down()
    assert (await sent(web, token, **FORM))[0] == 200
    await abroad.api.up()
    abroad.clock.advance(timedelta(minutes=10))
    await abroad.bot.sweeper.round()
    assert (await abroad.case(number))["phone"] == "138****1234"
    assert say("zh_Hans", "signed") in (await late(abroad))[-1].splitlines()


async def test_while_it_is_being_sent_the_page_asks_to_wait(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    await abroad.press(".skip")
    await abroad.api.down()
    await abroad.press(".yes")
    status, page = await sent(web, token, **FORM)
    assert status == 503 and 'value="李雷雷"' in page and "正在提交" in page
    await abroad.api.up()
    abroad.clock.advance(timedelta(minutes=10))
    await abroad.bot.sweeper.round()
    token = await abroad.bot.desk.steps.link(abroad.chat(), *_of(await abroad.bot.desk.steps.find(token)))
    assert (await sent(web, token, **FORM))[0] == 200
    (case,) = await abroad.cases()
    assert (await abroad.case(case["case_no"]))["phone"] == "138****1234"


def _of(step: Step | None) -> tuple[str, str]:
    assert step is not None
    return step.session, step.key


async def test_a_draft_that_is_gone_takes_nothing(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    held = await abroad.bot.store.load(abroad.chat())
    memory = Conversation.load(held)
    memory.talk.sessions.clear()
    await abroad.bot.store.save(abroad.chat(), memory.dump(), held.rev)
    status, page = await sent(web, token, **FORM)
    assert status == 410 and "没有保存" in page


async def test_the_page_speaks_the_chat_s_language_and_tells_nobody_where_it_was(abroad: House, web: Web) -> None:
    token = await at_the_page(abroad)
    await abroad.say(press="m.lang.en")
    async with web.http.get(f"{web.served.url}/?step={token}", headers={"Accept-Language": "zh-TW"}) as answer:
        assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Cache-Control"] == "no-store"
        assert "Leave a name and a phone number" in await answer.text()
    assert not answer.cookies


async def test_masked_names_are_not_shown_there_either(abroad: House, web: Web) -> None:
    """Who files for somebody else sees in a list for whom; not where names are not asked."""
    await abroad.say(press="m.submit")
    await abroad.press(".agree")
    await abroad.say(STORY)
    await abroad.press(".done")
    for _ in range(4):
        await abroad.press(".skip")
    await abroad.press(".other")
    await sent(web, await wanted(abroad), **FORM)
    memory = Conversation.load(await abroad.bot.store.load(abroad.chat()))
    number = number_in((await abroad.say(press=next(p for p in memory.offered if p.endswith(".yes"))))[-1])
    assert (await abroad.case(number))["name"] == "李**"
    shown = [*await abroad.say(press="m.follow"), *await abroad.say(press=f"n.{number}.view")]
    assert "李" not in "".join(shown) and say("zh_Hans", "whom.somebody") in "".join(shown)
