"""Sessions that an earlier release has sealed are posted by this one."""

import re
from typing import Any

import pytest

from bot.conversation import Conversation
from conversations.engine.session import Session
from models.numbers import show_number
from models.words import phrases
from tests.bot.conftest import House

PARTS = [{"text": "还没修好", "at": "2026-11-23T01:00:00+00:00", "id": "m2"}]
BEFORE: list[tuple[str, dict[str, Any], str]] = [
    ("/v1/additions", {"sort": "addition", "parts": PARTS, "question": None, "code": None, "locale": "en"}, "added"),
    ("/v1/urges", {"sort": "urge", "code": None}, ""),
    ("/v1/anonymity", {"sort": "anonymity", "name": "王小明", "phone": None}, "signed"),
    ("/v1/anonymity", {"sort": "anonymity", "name": None, "phone": None}, "unsigned"),
    (
        "/v1/complaints",
        {"sort": "complaint", "text": "不给收据", "retaliation": True, "code": None},
        "said.retaliation",
    ),
    ("/v1/withdrawals", {"sort": "withdrawal", "pressed": "no"}, "said.withdrawal"),
    ("/v1/call-requests", {"sort": "call", "kind": "crisis", "crisis": "C1"}, ""),
    ("/v1/staff-chats", {"sort": "staff", "code": None}, "staff.unlinked"),
]


@pytest.mark.parametrize(("path", "result", "word"), BEFORE)
async def test_a_deed_that_was_sealed_before_is_posted(
    house: House, path: str, result: dict[str, Any], word: str
) -> None:
    case_no = await house.filed()
    if result["sort"] not in ("call", "staff"):
        result = {**result, "case_no": case_no}
    conversation = Conversation.load(await house.bot.store.load(house.chat()))
    at = house.clock.now().isoformat()
    conversation.talk.sessions.append(
        Session("sealed-before", result["sort"], 1, at, at, state="sealed", result=dict(result))
    )
    conversation.due = house.clock.now()
    assert await house.bot.desk.outbox.keep(house.chat(), conversation) is not None
    await house.bot.desk.catch_up(house.chat())
    assert path in [called for _, called in house.api.calls]
    session = Conversation.load(await house.bot.store.load(house.chat())).talk.session("sealed-before")
    assert session is not None and session.state == "done" and "refused" not in session.answered
    late = [s.text for row in await house.bot.store.rows(house.chat(), kinds=("late",)) for s in row.screens]
    assert bool(late) == (result["sort"] != "call")
    if word:
        known = re.split(r"\{[^}]*\}|\n", phrases("zh_Hans")[word])
        assert (max(known, key=len) in late[-1] and show_number(case_no) in late[-1]) or word == "staff.unlinked"


async def test_a_claim_that_was_sealed_before_takes_the_case(house: House) -> None:
    case_no = await house.filed()
    (code,) = set(re.findall(r"\b[A-Z0-9]{8}\b", house.shown[-1].screen.text))
    other, at = house.chat("other"), house.clock.now().isoformat()
    await house.say(press="m.menu", chat=other)
    conversation = Conversation.load(await house.bot.store.load(other))
    result = {"sort": "claim", "case_no": case_no, "code": code}
    conversation.talk.sessions.append(Session("sealed-before", "follow", 1, at, at, state="sealed", result=result))
    assert await house.bot.desk.outbox.keep(other, conversation) is not None
    await house.bot.desk.catch_up(other)
    assert house.api.asked("POST", "/v1/claims") == 1
    (case,) = await house.bot.client.my_cases(other)
    assert case.case_no == case_no
