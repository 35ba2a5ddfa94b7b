"""The moves of a case: the table, If-Match, races, the timeline, and what the database itself refuses."""

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from models.law.states import ENDED, MOVES, STATE_CHANGES, Action, State, actions
from tests.api.counter import ANSWERED, Api, names, ok, refused, together

ACTIONS: dict[Action, tuple[str, dict[str, str]]] = {
    Action.ACCEPT: ("accept", {"case_class": "other"}),
    Action.ASSIGN: ("assign", {"unit": "QH-ZJ", "handler": "housing"}),
    Action.REPLY: ("replies", {"text": "已修好。"}),
    Action.CLOSE: ("close", {}),
}
"""The ordinary moves that staff make alone, without anything before."""


@pytest.mark.parametrize("state", State)
async def test_every_action_in_every_state(api: Api, state: State) -> None:
    """What the table does not hold is refused and changes nothing."""
    number = await api.brought_to(state)
    before = await api.case(number)
    assert (before["state"], tuple(before["actions"])) == (state, actions(state))
    allowed = [action for action in ACTIONS if action in actions(state)]
    for action in [a for a in ACTIONS if a not in allowed]:
        path, body = ACTIONS[action]
        refused(await api.move(number, path, version=before["version"], **body), 409, "move_not_allowed")
    assert await api.case(number) == before
    for i, action in enumerate(allowed):
        if i:
            number = await api.brought_to(state)
        path, body = ACTIONS[action]
        moved = ok(await api.move(number, path, version=before["version"], **body))
        assert moved["state"] in MOVES[state, action] and moved["version"] == before["version"] + 1
        assert (await api.case(number))["state"] == moved["state"]


@pytest.mark.parametrize("path", ["accept", "assign", "replies", "close"])
async def test_a_move_names_the_version_it_has_read(api: Api, path: str) -> None:
    bodies = {path: body for path, body in ACTIONS.values()}
    number = (await api.file())["case_no"]
    bare = await api("POST", f"/v1/cases/{number}/{path}", "clerk", json=bodies[path])
    refused(bare, 428, "if_match_required")
    for old in (0, 2, 999_999_999):
        refused(await api.move(number, path, version=old, **bodies[path]), 412, "version_changed")
    for wrong in ('""', "*", '"x"', '"-1"', '"1", "2"', "9" * 10, "1e9"):
        headers = {"If-Match": wrong}
        names(await api("POST", f"/v1/cases/{number}/{path}", "clerk", json=bodies[path], headers=headers), "If-Match")


async def test_the_etag_is_what_if_match_wants(api: Api) -> None:
    number = (await api.file())["case_no"]
    for etag in ("{}", "W/{}"):
        seen = await api("GET", f"/v1/cases/{number}", "clerk")
        assert seen.headers["etag"] == f'"{seen.json()["version"]}"'
        headers = {"If-Match": etag.format(seen.headers["etag"])}
        path, body = ("accept", {"case_class": "other"}) if etag == "{}" else ("replies", {"text": "好"})
        ok(await api("POST", f"/v1/cases/{number}/{path}", "clerk", json=body, headers=headers))


async def test_of_twenty_at_once_one_wins(api: Api) -> None:
    number = (await api.file())["case_no"]
    got = await together(*(api.move(number, "accept", version=1, case_class="other") for _ in range(20)))
    assert sorted(a.status_code for a in got) == [200] + [412] * 19
    assert len(ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]) == 2


async def test_notes_at_once_all_stand_in_one_chain(api: Api) -> None:
    number = (await api.file())["case_no"]
    path = f"/v1/cases/{number}/notes"
    got = await together(*(api("POST", path, "clerk", json={"text": f"第{i}条"}) for i in range(20)))
    assert sorted(ok(a)["event"] for a in got) == list(range(2, 22))
    await _chain_holds(api, number)


async def test_closing_waits_for_the_reply(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await api.move(number, "replies", text=f"第一次答复{ANSWERED}"))
    refused(await api.move(number, "close"), 409, "reply_not_delivered")
    (notice,) = await api.lease()
    refused(await api.move(number, "close"), 409, "reply_not_delivered")
    assert (await api.receipt(notice, "sent")).status_code == 204
    refused(await api.move(number, "close"), 409, "reply_not_delivered")  # bytes in a stream are no delivery
    await api.delivered(notice)
    ok(await api.move(number, "replies", text=f"更正的答复{ANSWERED}"))
    refused(await api.move(number, "close"), 409, "reply_not_delivered")  # the last reply counts
    await api.deliver_all()
    assert ok(await api.move(number, "close", note="已回访"))["state"] == "closed"
    assert [n["kind"] for n in await api.lease()] == ["closed"]


async def test_closing_what_cannot_be_delivered(api: Api) -> None:
    body = {"channel": "letter", "petition_date": "2026-11-18", "text": "匿名信"}
    number = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    refused(await api.move(number, "close"), 409, "move_not_allowed")
    ok(await api.move(number, "replies", text=ANSWERED))
    assert {n["state"] for n in (await api.case(number))["notices"]} == {"undeliverable"}
    ok(await api.move(number, "close"))


async def test_what_the_resident_is_told_of_each_move(api: Api) -> None:
    number = await api.brought_to("registered")
    ok(await api.move(number, "accept", case_class="other"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    ok(await api("POST", f"/v1/cases/{number}/notes", "housing", json={"text": "内部备注"}))
    ok(await api("POST", f"/v1/cases/{number}/questions", "housing", json={"text": "哪一盏？"}))
    reply = "您好：\r\n\u00a0\u3000路灯已修好。\0😀 " + "长" * 5000
    ok(await api.move(number, "replies", "housing", text=reply))
    told = await api.deliver_all()
    assert [n["kind"] for n in told] == ["accepted", "assigned", "question", "reply"]
    unit = {
        "unit": "清河县住房和城乡建设局",
        "unit_en": "Qinghe County Housing and Construction Bureau",
        "phone": "0500-555-0103",
    }
    assert told[1]["facts"] == {**unit, "handler": "周工", "answer_by": "2027-01-19"}
    assert told[3]["facts"] == {**unit, "review_days": 30}, "once answered, no date for it runs"
    assert [n["text"] for n in told] == [None, None, "哪一盏？", reply]
    seen = await api.my_case(number)
    assert [e["kind"] for e in seen["timeline"]] == ["received", "accepted", "assigned", "question", "taken", "reply"]
    assert seen["timeline"][-1]["text"] == reply and "内部备注" not in str(seen)
    (met,) = [o for o in (await api.case(number))["obligations"] if o["key"] == "intake_notice"]
    assert met["met_at"] is not None


# --- the timeline


async def _chain_holds(api: Api, number: str) -> None:
    """Computed anew from what is stored, without the product's own code."""
    rows = await api.sql(
        "SELECT e.seq, e.kind, e.at, e.actor, e.facts, e.body_digest, e.previous, e.digest, c.head, c.version"
        " FROM case_event e JOIN case_ c ON c.id = e.case_id WHERE c.case_no = :n ORDER BY e.seq",
        n=number,
    )
    shown = ok(await api("GET", f"/v1/cases/{number}/timeline", "clerk"))["items"]
    previous = ""
    for at, (row, view) in enumerate(zip(rows, shown, strict=True), 1):
        seq, kind, _, actor, facts, body, before, digest, head, version = row
        facts = json.loads(facts) if isinstance(facts, str) else facts
        told = {
            "case": number,
            "seq": seq,
            "kind": kind,
            "at": view["at"].replace("Z", "+00:00"),
            "actor": actor,
            "facts": facts,
            "body": body,
        }
        raw = json.dumps([previous, told], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert (seq, before, digest) == (at, previous, hashlib.sha256(raw.encode()).hexdigest())
        if view["text"] is not None:
            assert body == hashlib.sha256(view["text"].encode()).hexdigest()
        previous = digest
    assert (head, version) == (previous, len(rows))


async def test_the_chain_of_a_whole_case_holds(api: Api) -> None:
    number = await api.brought_to("assigned")
    ok(await api("POST", f"/v1/cases/{number}/notes", "housing", json={"text": "看过现场\u3000"}))
    ok(await api("POST", f"/v1/cases/{number}/questions", "housing", json={"text": "哪一盏？"}))
    answer = {"case_no": number, "parts": [{"text": "第三盏"}], "question": 5}
    ok(await api("POST", "/v1/additions", "bot", key=api.key(), chat="chat-1", json=answer), 201)
    ok(await api.move(number, "replies", "housing", text=ANSWERED))
    await api.deliver_all()
    ok(await api.move(number, "close", "housing"))
    rating = {"case_no": number, "rating": "satisfied", "text": "谢谢"}
    ok(await api("POST", "/v1/ratings", "bot", key=api.key(), chat="chat-1", json=rating), 201)
    await _chain_holds(api, number)


REFUSED = [
    "UPDATE case_words SET body_sealed = 'other'",
    "UPDATE case_words SET body_sealed = NULL",
    "UPDATE case_words SET digest = 'x'",
    "UPDATE case_words SET seq = 2",
    "DELETE FROM case_words",
    "UPDATE accusation SET body_sealed = 'other'",
    "UPDATE accusation SET body_sealed = NULL",
    "DELETE FROM accusation",
    "UPDATE case_event SET facts = '{}'",
    "UPDATE case_event SET body_sealed = NULL",
    "UPDATE case_event SET actor = 'nobody'",
    "DELETE FROM case_event",
    "UPDATE audit_entry SET reason = 'other'",
    "DELETE FROM audit_entry",
    "DELETE FROM case_",
    "DELETE FROM obligation",
    "DELETE FROM notification",
    "UPDATE case_ SET case_no = 'x'",
    "UPDATE case_ SET petition_date = '2020-01-01'",
    "UPDATE case_ SET registered_at = '2020-01-01 00:00:00.000000'",
    "UPDATE case_ SET intake_key = 'x'",
    """UPDATE case_ SET answers = '{"before": "no"}'""",
    "UPDATE case_ SET state = 'lost'",
    "UPDATE case_ SET petitioner_count = 0",
    "UPDATE notification SET state = 'undeliverable'",
    "UPDATE notification SET state = 'delivered', delivered_at = NULL",
    "UPDATE slot SET taken = capacity + 1",
    "UPDATE slot SET taken = -1",
]


async def test_the_database_refuses_by_itself(api: Api) -> None:
    number = (await api.file())["case_no"]
    await api.file(kind="accusation")
    ok(await api("POST", f"/v1/cases/{number}/reveal", "clerk", json={"reason": "核实"}))
    if not api.ctx.db.sqlite:
        tables = ("case_words", "case_event", "audit_entry", "accusation", "case_", "notification", "obligation")
        truncates = [f"TRUNCATE {table} CASCADE" for table in tables]
    for statement in REFUSED + ([] if api.ctx.db.sqlite else truncates):
        with pytest.raises(IntegrityError):
            await api.sql(statement)
    assert len((await api.case(number))["words"]) == 1


async def test_the_database_knows_the_allowed_moves(api: Api) -> None:
    """Every change of state by raw SQL: those of the table pass, all others are refused."""
    allowed = STATE_CHANGES
    unit, handler = "SELECT id FROM unit WHERE code = 'QH-ZJ'", "SELECT id FROM staff WHERE login = 'housing'"
    assignee = f"lead_unit_id = ({unit}), handler_id = ({handler})"
    for before in State:
        number = await api.brought_to(before)
        # What is refused first: it changes nothing. Then each allowed one on a case of its own.
        for after in sorted(State, key=lambda after: (before, after) in allowed):
            ending = "'answered'" if after in ENDED else "NULL"
            statement = f"UPDATE case_ SET state = '{after}', ending = {ending}, {assignee} WHERE case_no = :n"
            if before == after:
                await api.sql(statement, n=number)
            elif (before, after) not in allowed:
                with pytest.raises(IntegrityError):
                    await api.sql(statement, n=number)
            else:
                await api.sql(statement, n=number)
                number = await api.brought_to(before)


async def test_a_rule_of_the_database_is_409_and_not_500(api: Api) -> None:
    """Should the service ever let something pass that the database refuses."""
    number = (await api.file())["case_no"]
    ok(await api.move(number, "accept", case_class="other"))
    await api.sql("DELETE FROM allowed_move WHERE after = 'assigned'")
    problem = refused(await api.move(number, "assign", unit="QH-ZJ", handler="housing"), 409, "conflict")
    assert "allowed_move" not in json.dumps(problem) and "move not allowed" not in json.dumps(problem)
    assert (await api.case(number))["state"] == "accepted"


async def test_question_and_note_bounds(api: Api) -> None:
    number = await api.brought_to("closed")
    refused(
        await api("POST", f"/v1/cases/{number}/questions", "clerk", json={"text": "还有？"}), 409, "move_not_allowed"
    )
    bodies: list[dict[str, Any]] = [
        {"text": ""},
        {"text": " \n\u3000"},
        {"text": "字" * 20_001},
        {},
        {"text": 1},
        {"text": "a", "b": 1},
    ]
    for body in bodies:
        for action in ("notes", "questions", "replies"):
            answer = await api("POST", f"/v1/cases/{number}/{action}", "clerk", version=1, json=body)
            refused(answer, 422, "invalid")
