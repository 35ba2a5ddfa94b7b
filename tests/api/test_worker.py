"""The clockwork: what is due is done once, also after it stood still for a week; one failing step stops no other."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from api import worker
from api.supervision import heartbeat
from api.supervision import queries as supervision
from tests.api.counter import Api, ok, refused
from tests.api.pictures import jpeg


async def _notice(api: Api, **more: Any) -> dict[str, Any]:
    number = (await api.file(**more))["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    (notice,) = await api.lease()
    return notice


async def test_what_is_undelivered_after_a_day_becomes_a_call_task_once(api: Api) -> None:
    notice = await _notice(api, phone="13800001234")
    assert (await api.receipt(notice, "sent")).status_code == 204
    api.clock.advance(timedelta(hours=24))
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 0
    api.clock.advance(timedelta(seconds=1))
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 1
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 0
    (task,) = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert (task["kind"], task["case_no"], task["phone"]) == ("undelivered", notice["case_no"], "138****1234")
    await api.delivered(notice)  # the page was opened after all
    assert ok(await api("GET", "/v1/tasks", "clerk"))["items"] == []


async def test_after_a_week_s_stop_nothing_is_skipped(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BATCH", 5)  # one transaction's worth
    for i in range(12):
        answer = await api("POST", "/v1/cases", "bot", key=f"week-{i:04}", json=api.matter(f"第{i}件", f"chat-{i}"))
        ok(answer, 201)
    api.clock.advance(timedelta(days=7))
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 12
    assert len(ok(await api("GET", "/v1/tasks?limit=200", "clerk"))["items"]) == 12


async def test_holds_that_ran_out_are_freed(api: Api) -> None:
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slots = [s["id"] for s in ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"]]
    for i in range(4):
        ok(await api("PUT", f"/v1/holds/conversation-{i}", "bot", json={"slot": slots[i // 2]}))
    api.clock.advance(timedelta(minutes=5))
    ok(await api("PUT", "/v1/holds/conversation-0", "bot", json={"slot": slots[0]}))
    api.clock.advance(timedelta(minutes=5))
    assert (await worker.once(api.ctx))["holds freed"] == 2
    assert [r[0] for r in await api.sql("SELECT session FROM hold")] == ["conversation-0"]
    assert [r[0] for r in await api.sql("SELECT sum(taken) FROM slot")] == [1]


async def test_stored_answers_are_forgotten_after_thirty_days(api: Api) -> None:
    ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)
    api.clock.advance(timedelta(days=30))
    await worker.once(api.ctx)
    assert len(await api.sql("SELECT 1 FROM idempotency")) == 1
    api.clock.advance(timedelta(seconds=1))
    await worker.once(api.ctx)
    assert await api.sql("SELECT 1 FROM idempotency") == []
    ok(await api("POST", "/v1/cases", "bot", key="session-1", json=api.matter()), 201)
    assert len(await api.mine()) == 1


async def test_files_that_no_case_took_are_deleted_after_a_week(api: Api) -> None:
    async def upload() -> str:
        sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
        file: str = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
        return file

    taken, left = await upload(), await upload()
    number = (await api.file(parts=[{"text": "x"}, {"file": taken}]))["case_no"]
    api.clock.advance(timedelta(days=7))
    young = await upload()
    await worker.once(api.ctx)
    assert await api.ctx.vault.holds(left)
    api.clock.advance(timedelta(seconds=1))
    assert (await worker.once(api.ctx))["files nobody took deleted"] == 1
    assert [await api.ctx.vault.holds(f) for f in (taken, left, young)] == [True, False, True]
    assert {r[0] for r in await api.sql("SELECT token FROM attachment")} == {taken, young}
    assert (await api("GET", f"/v1/cases/{number}/files/{taken}", "clerk")).status_code == 200


async def test_dead_tokens_are_deleted(api: Api) -> None:
    from tests.api.counter import PASSWORD

    tokens = [
        ok(await api("POST", "/v1/token", data={"username": "clerk", "password": PASSWORD}))["access_token"]
        for _ in range(2)
    ]
    before = len(await api.sql("SELECT 1 FROM api_token"))
    assert (await api("DELETE", "/v1/token", headers={"Authorization": f"Bearer {tokens[0]}"})).status_code == 204
    assert (await worker.once(api.ctx))["dead tokens deleted"] == 1
    api.clock.advance(timedelta(hours=12))
    assert (await worker.once(api.ctx))["dead tokens deleted"] == 1
    assert len(await api.sql("SELECT 1 FROM api_token")) == before - 2
    refused(await api("GET", "/v1/cases", headers={"Authorization": f"Bearer {tokens[1]}"}), 401, "bad_token")
    ok(await api("GET", "/v1/cases", "clerk"))


async def test_a_failing_step_stops_neither_the_others_nor_the_next_round(api: Api) -> None:
    """The vault's folder can't be read: what it should delete stays for a later round."""
    sent = {"file": ("a.jpg", jpeg(), "image/jpeg")}
    file = ok(await api("POST", "/v1/files", "bot", key=api.key(), files=sent), 201)["file"]
    folder = api.ctx.settings.var / "files" / file[:2]
    hidden = folder.with_name("hidden")
    folder.rename(hidden)
    folder.write_text("a file where a folder should be")
    await _notice(api, phone="13800001234")
    api.clock.advance(timedelta(days=8))
    done = await worker.once(api.ctx)
    assert "files nobody took deleted" not in done and done["undelivered to the desk"] == 1
    assert len(await api.sql("SELECT 1 FROM attachment")) == 1
    folder.unlink()
    hidden.rename(folder)
    assert (await worker.once(api.ctx))["files nobody took deleted"] == 1


async def test_two_workers_at_once_do_no_harm(api: Api) -> None:
    for i in range(6):
        ok(await api("POST", "/v1/cases", "bot", key=f"both-{i:04}", json=api.matter(f"第{i}件", f"chat-{i}")), 201)
    api.clock.advance(timedelta(days=31))
    await asyncio.gather(worker.once(api.ctx), worker.once(api.ctx))
    await worker.once(api.ctx)
    tasks = ok(await api("GET", "/v1/tasks", "clerk"))["items"]
    assert len(tasks) == 6 and all(len(t["tells"]) == 1 for t in tasks), tasks
    assert await api.sql("SELECT 1 FROM idempotency") == []


async def test_it_runs_until_it_is_stopped(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "EVERY", 0.05)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(api.ctx, stop))
    await _notice(api, phone="13800001234")
    api.clock.advance(timedelta(hours=25))
    async with asyncio.timeout(10):
        while not ok(await api("GET", "/v1/tasks", "clerk"))["items"]:  # noqa: ASYNC110 - nobody rings when a task is there
            await asyncio.sleep(0.02)
    stop.set()
    async with asyncio.timeout(5):
        await running


async def test_another_process_goes_round_once_the_worker_stands_still(api: Api) -> None:
    """Of several that notice it, one; and no round of theirs while the worker goes."""
    api.ctx.settings.take_over_seconds = 300
    await worker.once(api.ctx)
    api.clock.advance(timedelta(seconds=299))
    assert not await worker.take_over(api.ctx)
    api.clock.advance(timedelta(seconds=2))
    assert sorted(await asyncio.gather(*[worker.take_over(api.ctx) for _ in range(3)])) == [False, False, True]
    assert not await worker.take_over(api.ctx)


async def test_whoever_stands_by_goes_on_looking_until_told_to_stop(api: Api) -> None:
    api.ctx.settings.take_over_seconds = 1
    stop = asyncio.Event()
    watch = asyncio.create_task(worker.stand_by(api.ctx, stop))
    for _ in range(2):
        api.clock.advance(timedelta(seconds=10))
        now = api.clock.now()
        async with asyncio.timeout(60):
            while not (last := await _last_round(api)) or last < now:  # noqa: ASYNC110 (the row is waited for)
                await asyncio.sleep(0.05)
    stop.set()
    async with asyncio.timeout(60):
        await watch


async def _last_round(api: Api) -> datetime | None:
    async with api.ctx.db.read() as session:
        last = await supervision.last_round(session, heartbeat.NAME)
    return last[0] if last else None


async def test_a_heartbeat_that_cannot_be_written_ends_nothing(api: Api) -> None:
    """The round goes on, and so does the worker."""
    await _notice(api, phone="13800001234")
    api.clock.advance(timedelta(days=2))
    await api.sql("ALTER TABLE heartbeat RENAME TO gone")
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 1
    await api.sql("ALTER TABLE gone RENAME TO heartbeat")
    assert (await worker.once(api.ctx))["undelivered to the desk"] == 0
