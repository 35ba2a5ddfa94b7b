"""One suite over the three places where chats can be kept."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.push.ledger import Ledger
from bot.channels.telegram.records import Records
from bot.database import STEPS, Postgres, Sqlite, database
from bot.store import Chat, Held, Mail, Store
from conversations.screens import Screen
from models.clock import ManualClock
from models.keys import Keys

KEYS = Keys({1: b"k" * 32}, 1)
START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIN, WANG = Chat("web", "lin"), Chat("web", "wang")
HELLO = Screen("您好", ((("提交诉求", "m.submit"), ("更多", "m.more")),), (1, 8))


def mail(text: str = "您好") -> Mail:
    return Mail("screen", (Screen(text),))


def notice(number: int, lease: str = "lease-1") -> Mail:
    return Mail("notice", (HELLO,), notice=number, lease=lease, about={"kind": "reply", "case_no": "9"})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        found: str = request.getfixturevalue("empty_postgresql_url")
        return found
    return "memory" if request.param == "memory" else f"sqlite:///{tmp_path / 'chat.db'}"


@pytest.fixture
def empty_postgresql_url(postgres: object) -> object:
    with postgres.database() as found:  # type: ignore[attr-defined]
        yield found


@pytest.fixture
async def store(url: str, clock: ManualClock) -> AsyncIterator[Store]:
    made = Store(database(url), KEYS, clock)
    await made.open()
    yield made
    await made.close()


async def test_a_talk_comes_back_as_it_was_saved(store: Store) -> None:
    assert await store.load(LIN) == Held(None, 0)
    doc = {"talk": "喂\u3000 \u00a0🙂", "n": [1, None, {"a": 1.5}]}
    assert await store.save(LIN, doc, 0) == []
    assert await store.load(LIN) == Held(doc, 1)
    assert await store.load(WANG) == Held(None, 0)


async def test_only_one_of_two_savers_wins(store: Store) -> None:
    await store.save(LIN, {"n": 1}, 0)
    assert await store.save(LIN, {"n": 2}, 1, [mail("first")]) is not None
    assert await store.save(LIN, {"n": 3}, 1, [mail("second")]) is None
    assert await store.load(LIN) == Held({"n": 2}, 2)
    assert [row.screens[0].text for row in await store.rows(LIN)] == ["first"]


async def test_a_new_chat_is_made_once(store: Store) -> None:
    won = await asyncio.gather(*(store.save(LIN, {"n": n}, 0, [mail(str(n))]) for n in range(10)))
    assert sum(ids is not None for ids in won) == 1
    assert len(await store.rows(LIN)) == 1


async def test_counting_under_a_race_loses_nothing(store: Store) -> None:
    async def add(n: int) -> None:
        while True:
            held = await store.load(LIN)
            seen = [*(held.doc or {"seen": []})["seen"], n]
            if await store.save(LIN, {"seen": seen}, held.rev, [mail(str(n))]) is not None:
                return

    await asyncio.gather(*(add(n) for n in range(20)))
    held = await store.load(LIN)
    assert held.doc is not None
    assert sorted(held.doc["seen"]) == list(range(20))
    assert [row.screens[0].text for row in await store.rows(LIN)] == [str(n) for n in held.doc["seen"]]


async def test_screens_come_back_whole_and_in_order(store: Store) -> None:
    said = Mail("said", said={"id": "m1", "text": "路灯坏了"})
    ids = await store.save(LIN, {}, 0, [said, Mail("screen", (HELLO,))])
    rows = await store.rows(LIN)
    assert ids == [row.id for row in rows] == sorted(row.id for row in rows)
    assert rows[0].said == {"id": "m1", "text": "路灯坏了"}
    assert rows[1].screens == (HELLO,)
    assert await store.rows(LIN, after=rows[0].id) == rows[1:]
    assert await store.rows(LIN, kinds=("said",)) == rows[:1]
    assert await store.rows(WANG) == []


async def test_the_last_turn_begins_with_what_was_said(store: Store) -> None:
    await store.save(LIN, {}, 0, [Mail("said", said={"id": "m1"}), mail("a")])
    await store.save(LIN, {}, 1, [Mail("said", said={"id": "m2"}), mail("b"), mail("c")])
    rows = await store.last_turn(LIN)
    assert rows[0].said == {"id": "m2"}
    assert [row.screens[0].text for row in rows[1:]] == ["b", "c"]


async def test_a_notice_for_a_chat_nobody_knows_waits_for_it(store: Store) -> None:
    await store.post(LIN, notice(7))
    assert [row.notice for row in await store.rows(LIN)] == [7]
    held = await store.load(LIN)
    assert held.doc is None
    assert await store.save(LIN, {"n": 1}, held.rev) == []


async def test_a_notice_leased_again_is_not_shown_twice(store: Store) -> None:
    first = await store.post(LIN, notice(7, "lease-1"))
    await store.seen(LIN, [first])
    (before,) = await store.unreported()
    await store.reported(first, "lease-1")
    assert await store.unreported() == []
    assert await store.post(LIN, notice(7, "lease-2")) == first
    assert len(await store.rows(LIN)) == 1
    (again,) = await store.unreported()
    assert (before.lease, again.lease) == ("lease-1", "lease-2")
    await store.reported(first, "lease-1")  # a late report of the old lease settles nothing
    assert await store.unreported() == [again]


async def test_only_what_was_seen_is_reported(store: Store) -> None:
    drawn, hidden = await store.post(LIN, notice(1)), await store.post(LIN, notice(2))
    assert await store.unreported() == []
    assert await store.seen(LIN, [drawn]) is True
    assert await store.seen(LIN, [drawn]) is False
    assert [row.notice for row in await store.unreported()] == [1]
    assert [row.seen for row in await store.rows(LIN)] == [True, False]
    assert hidden > drawn


async def test_nobody_acknowledges_what_another_was_shown(store: Store) -> None:
    row = await store.post(LIN, notice(1))
    assert await store.seen(WANG, [row, 999]) is False
    assert await store.unreported() == []


async def test_what_is_due_is_given_out_once(store: Store, clock: ManualClock) -> None:
    await store.save(LIN, {}, 0, due_at=START + timedelta(seconds=5))
    await store.save(WANG, {}, 0, care_at=START + timedelta(seconds=5))
    assert await store.due(START) == []
    clock.advance(timedelta(seconds=6))
    both = await asyncio.gather(*(store.due(clock.now() + timedelta(minutes=1)) for _ in range(5)))
    assert [chat for chats in both for chat in chats] == [LIN]
    assert await store.careful(clock.now() + timedelta(minutes=1)) == [WANG]
    clock.advance(timedelta(minutes=2))  # whoever took it died
    assert await store.due(clock.now()) == [LIN]


async def test_saving_sets_what_is_due(store: Store, clock: ManualClock) -> None:
    await store.save(LIN, {}, 0, due_at=START)
    await store.save(LIN, {}, 1)
    clock.advance(timedelta(hours=1))
    assert await store.due(clock.now()) == []


async def test_forgetting_leaves_what_is_still_to_be_proved(store: Store) -> None:
    await store.save(LIN, {"n": 1}, 0, [Mail("said", said={"text": "secret"}), mail()])
    await store.save(WANG, {}, 0, [mail()])
    waiting = await store.post(LIN, notice(3))
    await store.forget(LIN)
    assert [row.id for row in await store.rows(LIN)] == [waiting]
    assert len(await store.rows(WANG)) == 1


async def test_old_rows_go(store: Store, clock: ManualClock) -> None:
    await store.save(LIN, {}, 0, [mail("old")])
    seen = await store.post(LIN, notice(1))
    await store.seen(LIN, [seen])
    clock.advance(timedelta(days=181))
    await store.save(LIN, {}, 1, [mail("new")])
    await store.expire(clock.now() - timedelta(days=180))
    assert [row.screens[0].text for row in await store.rows(LIN)] == ["您好", "new"]
    await store.reported(seen, "lease-1")
    await store.expire(clock.now() - timedelta(days=180))
    assert [row.screens[0].text for row in await store.rows(LIN)] == ["new"]


async def test_row_ids_are_never_used_again(store: Store) -> None:
    await store.save(LIN, {}, 0, [mail(), mail()])
    (last,) = [row.id for row in await store.rows(LIN)][-1:]
    await store.forget(LIN)
    await store.save(LIN, {}, 1, [mail()])
    assert (await store.rows(LIN))[0].id > last


async def test_a_chat_is_found_after_the_keys_were_rotated(store: Store, clock: ManualClock) -> None:
    await store.save(LIN, {"n": 1}, 0, [mail()])
    later = Store(store.database, Keys({1: b"k" * 32, 2: b"z" * 32}, 2), clock)
    held = await later.load(LIN)
    assert held == Held({"n": 1}, 1)
    assert await later.save(LIN, {"n": 2}, 1, [mail("new")]) is not None
    assert len(await later.rows(LIN)) == 2
    assert await later.whose(await later.mark(LIN)) == LIN
    assert await later.load(WANG) == Held(None, 0)


async def test_what_was_kept_is_there_when_it_is_opened_again(url: str, store: Store, clock: ManualClock) -> None:
    await store.save(LIN, {"n": 1}, 0)
    if url == "memory":
        return  # ends with its process
    both = [Store(database(url), KEYS, clock) for _ in range(2)]
    await asyncio.gather(*(again.open() for again in both))
    for again in both:
        assert await again.load(LIN) == Held({"n": 1}, 1)
        await again.close()


async def test_a_copied_file_tells_nothing(tmp_path: Path, clock: ManualClock) -> None:
    store = Store(Sqlite(tmp_path / "chat.db"), KEYS, clock)
    await store.open()
    said = Mail("said", said={"text": "我叫林秀英 13800001234"})
    await store.save(LIN, {"answers": "林秀英"}, 0, [said])
    await store.post(Chat("web", "secret-address"), notice(1))
    await store.close()
    held = b"".join(_bytes(path) for path in _files(tmp_path))
    for word in ("林秀英".encode(), b"13800001234", b"secret-address", "您好".encode()):
        assert word not in held


def _files(folder: Path) -> list[Path]:
    return list(folder.glob("chat.db*"))


_bytes: Callable[[Path], bytes] = Path.read_bytes


@pytest.mark.parametrize("wrong", ["", "redis://x", "sqlite://", "chat.db"])
def test_a_place_that_cannot_be_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="HUIYIN_SESSION_URL"):
        database(wrong)


BEFORE_CHANNELS = 3
"""Steps of the tables before the channel had a column; what Telegram kept then, it made by itself."""
TELEGRAMS_OWN = (
    "create table telegram_chat (mark text primary key, gone_at bigint, keyboard boolean not null default false,"
    " commands text, claimed_until bigint not null default 0)",
    "create table telegram_reach (mark text primary key, gone boolean not null, tell_at bigint not null)",
    "create table telegram_update (id bigint primary key, chat bigint not null, body text not null,"
    " at bigint not null, try_at bigint not null, tries bigint not null default 0)",
)


@pytest.mark.parametrize("telegram", [True, False])
async def test_a_store_of_the_last_release_tells_its_channels(
    url: str, clock: ManualClock, telegram: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chats get their channel from the sealed address; who had blocked Telegram's bot still has."""
    if url == "memory":
        pytest.skip("memory outlives no release")
    old, new = Chat("web", "lin"), Chat("telegram", "77")
    with monkeypatch.context() as then:
        then.setattr("bot.database.STEPS", STEPS[:BEFORE_CHANNELS])
        before = database(url)
        await before.open()
        made = Store(before, KEYS, clock)
        for chat in (old, new):
            values = (await made.mark(chat), made.seal({"channel": chat.channel, "address": chat.address}), 1)
            await before.write([("insert into chat (mark, address, rev, touched_at) values (?, ?, 1, ?)", values)])
        if telegram:
            await before.write([(sql, ()) for sql in TELEGRAMS_OWN])
            gone = (
                "insert into telegram_chat (mark, gone_at, keyboard) values (?, 5, ?)",
                (await made.mark(new), True),
            )
            told = ("insert into telegram_reach (mark, gone, tell_at) values (?, ?, 5)", (await made.mark(new), True))
            await before.write([gone, told])
        await before.close()
    store = Store(database(url), KEYS, clock)
    await store.open()
    rows = await store.database.fetch("select mark, channel, gone_at from chat")
    assert dict((mark, channel) for mark, channel, _ in rows) == {
        await store.mark(old): "web",
        await store.mark(new): "telegram",
    }
    ledger = Ledger(store, "telegram")
    assert await ledger.gone(new) is telegram and not await ledger.gone(old)
    assert [reach.gone for reach in await ledger.to_tell(30)] == [True] * telegram
    assert (await Records(store, clock).standing(new)).keyboard is telegram
    await store.close()


async def test_what_was_not_handed_over_is_told_by_channel(store: Store, clock: ManualClock) -> None:
    lin, ours = Ledger(store, "web"), Ledger(store, "telegram")
    (first,) = await store.save(Chat("telegram", "1"), {}, 0, [mail()]) or []
    await store.save(LIN, {}, 0, [mail()])
    assert [row.id for row in await ours.unsaid(0, clock.now(), START - timedelta(days=1))] == [first]
    assert len(await lin.unsaid(0, clock.now(), START - timedelta(days=1))) == 1
    await ours.said(first)
    assert await ours.unsaid(0, clock.now(), START - timedelta(days=1)) == [] == await store.unreported()
    assert await ours.still_unsaid([first]) == set()


async def test_a_row_has_arrived_when_all_its_messages_have(store: Store) -> None:
    """Receipts come twice, in any order, and before we knew that it was sent; a failure gives way to proof."""
    ledger = Ledger(store, "sms")
    row = await store.post(LIN, notice(7))
    await ledger.expect(row, ["a", "b"])
    assert not await ledger.receipt("b", None) and not await ledger.receipt("b", None)
    assert await ledger.receipt("a", "no such number") and not await ledger.receipt("a", "switched off")
    (failed,) = await store.unreported()
    assert (failed.seen, failed.failed) == (False, "no such number")
    await store.reported(row, "lease-1")
    assert await store.unreported() == []
    assert await ledger.receipt("a", None) and not await ledger.receipt("a", None)
    (seen,) = await store.unreported()
    assert seen.seen
    assert not await Ledger(store, "telegram").receipt("a", None) and not await ledger.receipt("z", None)


async def test_a_failed_notice_can_be_sent_anew(store: Store) -> None:
    ledger = Ledger(store, "sms")
    row = await store.post(LIN, notice(7))
    await ledger.expect(row, ["a"])
    await ledger.receipt("a", "switched off")
    await ledger.begin_anew(row)
    await ledger.expect(row, ["b"])
    assert await store.unreported() == [] and not await ledger.receipt("a", None)
    assert await ledger.receipt("b", None)


async def test_a_connection_goes_back_to_the_pool_without_a_statement(empty_postgresql_url: str) -> None:
    """What is left open is closed all the same: a write that was cut off keeps no lock and shows nothing."""
    db = Postgres(empty_postgresql_url)
    await db.open()
    sent: list[str] = []
    async with db._pool.acquire() as connection:
        connection.add_query_logger(lambda query: sent.append(query.query))
    await db.fetch("select count(*) from chat")
    assert sent == ["select count(*) from chat"]
    insert = ("insert into kept (name, body) values (?, ?)", ("half", b"x"))
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(db.write([insert, ("select pg_sleep(?)", (20,))]), 0.5)
    assert await db.fetch("select name from kept") == []
    await db.write([insert])
    assert await db.fetch("select name from kept") == [("half",)]
    await db.close()


@pytest.mark.parametrize("by", [timedelta(hours=3), timedelta(days=400)])
async def test_what_is_unsent_is_due_though_a_wrong_clock_dated_it(
    store: Store, clock: ManualClock, by: timedelta
) -> None:
    clock.advance(by)
    assert await store.save(LIN, {"n": 1}, 0, due_at=clock.now() + timedelta(seconds=5)) is not None
    clock.set(START)
    assert await store.due(START + timedelta(minutes=1)) == [LIN]
    assert await store.due(START + timedelta(minutes=1)) == [], "taken until then"
