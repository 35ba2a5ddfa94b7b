"""After everything that can happen to a case was done: no name, phone, address or chat stands where it must not."""

import base64
import io
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from api import worker
from tests.api.counter import Api, ok, refused
from tests.api.pictures import jpeg

NAME, PHONE, PLACE, POST = "欧阳子墨拾柒", "13955557777", "翡翠巷九十九号暗门", "石桥镇上石村望月台三号"
CHAT, WORDS, ACCUSED = "chat-zyxwvu-4711", "我家的翡翠路灯坏了四十天", "某某局长紫檀木受贿"
SECRETS = (NAME, PHONE, "139-5555-7777", PLACE, POST, CHAT, WORDS, ACCUSED)


async def _everything(api: Api) -> list[str]:
    """A run through every route that touches a person; the texts of the answers that list things."""
    file = ok(
        await api("POST", "/v1/files", "bot", key=api.key(), files={"file": ("a.jpg", jpeg(), "image/jpeg")}), 201
    )["file"]
    parts = [{"text": WORDS}, {"file": file}]
    got = await api.file(WORDS, CHAT, name=NAME, phone=PHONE, place=PLACE, parts=parts)
    number = got["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api("POST", f"/v1/cases/{number}/questions", "housing", json={"text": f"{NAME}您好，灯在哪？"}))
    body: dict[str, Any] = {"case_no": number, "parts": [{"text": f"{NAME}，139-5555-7777"}], "question": 4}
    ok(await api("POST", "/v1/additions", "bot", key=api.key(), chat=CHAT, json=body), 201)
    ok(await api("POST", "/v1/status", json={"case_no": number, "query_code": got["query_code"]}))
    ok(await api("POST", f"/v1/cases/{number}/reveal", "housing", json={"reason": "电话核实"}))
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]["id"]
    resident = {"channel": "web", "address": CHAT}
    booking = {"slot": slot, "case_no": number, "people": 1, "resident": resident}
    ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=booking), 201)
    ok(await api("POST", "/v1/call-requests", "bot", key=api.key(), json={"resident": resident, "phone": PHONE}), 201)
    walled = (await api.file(ACCUSED, CHAT, kind="accusation", name=NAME, phone=PHONE))["case_no"]
    ok(await api.move(walled, "accept", "discipline", case_class="accusation"))
    taken = {
        "channel": "visit",
        "petition_date": "2026-11-19",
        "text": WORDS,
        "name": NAME,
        "phone": PHONE,
        "address": POST,
    }
    ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=taken), 201)
    # What is refused must not be told to a log either.
    bad = api.matter(WORDS, CHAT, name=NAME, phone=PHONE, topic="nowhere")
    refused(await api("POST", "/v1/cases", "bot", key=api.key(), json=bad), 422, "invalid")
    wrong = await api("POST", "/v1/cases", "bot", key=api.key(), json=bad | {"phone": f"x{PHONE}", "place": PLACE * 99})
    assert PHONE not in wrong.text and PLACE not in wrong.text
    await api.sql("DELETE FROM allowed_move")
    refused(await api.move(number, "replies", text=f"{NAME}：{WORDS}"), 409, "conflict")
    await worker.once(api.ctx)
    listed = [
        await api("GET", path, who)
        for who in ("clerk", "supervisor", "leader", "housing", "discipline")
        for path in (
            "/v1/cases",
            "/v1/cases?q=翡翠路灯",
            "/v1/tasks",
            f"/v1/visit-days/{day}/appointments",
            "/v1/staff",
        )
    ]
    return [answer.text for answer in listed]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is written: by structlog, by logging at every level, to either stream."""
    out, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(out), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours = structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out), cache_logger_on_first_use=False)
    with redirect_stdout(out), redirect_stderr(out):
        yield out
    structlog.configure(**ours)
    root.removeHandler(handler)
    root.setLevel(level)


def _all_below(folder: Path) -> bytes:
    """The database, its journal, and the files."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _spellings(secret: str) -> list[bytes]:
    """As UTF-8 and UTF-16, escaped as JSON may, and as base64 would begin."""
    raw = secret.encode()
    coded = [base64.b64encode(bytes(i) + raw)[4 * (i > 0) : -4] for i in range(3)]
    escaped = secret.encode("unicode_escape")
    return [raw, secret.encode("utf-16-le"), escaped, *(c for c in coded if len(c) > 11)]


async def test_nothing_personal_is_stored_logged_or_listed(
    sqlite_api: Api, logged: io.StringIO, tmp_path: Path
) -> None:
    lists = await _everything(sqlite_api)
    stored = _all_below(tmp_path)
    assert b"case_event" in stored and len(stored) > 100_000
    assert (
        WORDS.encode() in stored
    )  # in the index of what is not walled off, which shows that this looks in the right place
    told = logged.getvalue()
    assert "database" in told  # the refusal by the database was logged
    for secret in SECRETS:
        shown = secret in (WORDS, ACCUSED)  # staff's lists show how the words begin, to those who may read them
        # The search index holds words and place of what is not walled off; it is what it is for.
        assert not [s for s in _spellings(secret) if s in stored] or secret in (WORDS, PLACE), secret
        assert secret not in told, secret
        assert shown or not [text for text in lists if secret in text], secret
    assert ACCUSED not in "".join(lists[:20]) and NAME[:2] not in "".join(lists)
    assert PHONE[3:7] not in "".join(lists)  # a task shows a phone masked


async def test_no_personal_data_stands_in_postgresql(seeded_postgresql_url: str, tmp_path: Path) -> None:
    from tests.api.conftest import serve

    async for api in serve(seeded_postgresql_url, tmp_path):
        lists = await _everything(api)
        names = [r[0] for r in await api.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        assert "case_event" in names
        for table in names:
            rows = await api.sql(f"SELECT t::text FROM {table} t")  # bytea is shown as hex
            text = "\n".join(r[0] for r in rows)
            for secret in SECRETS:
                if secret in (WORDS, PLACE) and table == "case_search":
                    continue  # the search index holds words and place of what is not walled off
                found = secret in text or secret.encode().hex() in text
                assert not found, (table, secret)
        for secret in (NAME, PHONE, PLACE, POST, CHAT):
            assert not [text for text in lists if secret in text]


async def test_an_unforeseen_failure_is_told_without_its_words(sqlite_api: Api, logged: io.StringIO) -> None:
    """The answer and our log name the kind of the failure and nothing of what was asked."""
    import httpx

    await sqlite_api.sql("DROP TABLE case_search")
    transport = httpx.ASGITransport(sqlite_api.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as http:
        headers = {"Authorization": "Bearer token-of-bot", "Idempotency-Key": "session-1"}
        answer = await http.post("/v1/cases", headers=headers, json=sqlite_api.matter(WORDS, CHAT, name=NAME))
    assert answer.status_code in (500, 503) and answer.headers["content-type"] == "application/problem+json"
    for told in (answer.text, logged.getvalue()):
        assert not [secret for secret in SECRETS if secret in told] and "case_search" not in answer.text


async def test_an_error_of_the_database_holds_no_parameters(sqlite_api: Api) -> None:
    statement = "INSERT INTO official (code, name, post, portfolio, level) VALUES (:a, :a, :a, :a, NULL)"
    with pytest.raises(IntegrityError) as failure:
        await sqlite_api.sql(statement, a=NAME)
    assert "official" in str(failure.value)
    assert NAME not in str(failure.value)
