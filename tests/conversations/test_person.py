"""A chat with staff: what is said goes to them, not into the form; at night a phone is asked for; danger is heard."""

from typing import Any

import pytest

from conversations.engine.facts import Desk, LastNotice, MyCases, TheDesk
from conversations.engine.session import Talk
from conversations.questions.plain import File, Reply
from conversations.turn import router

NOON, NIGHT = "2026-12-02T04:00:00+00:00", "2026-12-02T14:00:00+00:00"
OPEN = (
    ("2026-12-02T08:30:00+08:00", "2026-12-02T17:30:00+08:00"),
    ("2026-12-03T08:30:00+08:00", "2026-12-03T17:30:00+08:00"),
)
DESK = Desk("接访中心", "0500-555-0101", "工作日 8:30–17:30", "文昌路1号", openings=OPEN)


class Chat:
    def __init__(self, at: str = NOON, desk: Desk = DESK) -> None:
        self.talk, self.at, self.n = Talk(), at, 0
        self.facts: dict[Any, Any] = {TheDesk(): desk, MyCases(): (), LastNotice(): None}

    def says(self, text: str | None = None, **more: Any) -> list[str]:
        self.n += 1
        turn = router.hear(self.talk, Reply(f"m{self.n}", self.at, text=text, **more), self.facts, f"id{self.n}")
        assert turn.needs is None, turn.needs
        self.talk = turn.talk
        return [screen.text for screen in turn.screens]

    @property
    def posted(self) -> list[dict[str, Any]]:
        return [s.result for s in self.talk.sessions if s.state == "sealed" and s.result is not None]


def test_what_is_said_while_it_waits_goes_to_staff_and_is_answered_once() -> None:
    chat = Chat()
    (shown,) = chat.says("转人工")
    assert "来这里和您说话" in shown and chat.talk.person == "waiting"
    assert chat.says("我家井盖没了") == ["已转给工作人员。"]
    assert chat.says("在荷花村村口") == []
    said = [p["parts"][0]["text"] for p in chat.posted if p["sort"] == "saying"]
    assert said == ["我家井盖没了", "在荷花村村口"] and not chat.talk.drafts


def test_a_number_that_is_said_meanwhile_stands_with_the_call() -> None:
    chat = Chat()
    chat.says("转人工")
    chat.says("打我电话 13800001234")
    assert [p.get("phone") for p in chat.posted if p["sort"] == "call"] == [None, "13800001234"]


def test_at_night_it_says_from_when_somebody_is_there_and_asks_for_a_phone() -> None:
    chat = Chat(NIGHT)
    (shown,) = chat.says("转人工")
    assert (
        "没有人上班" in shown
        and "12月3日" in shown
        and "8:30" in shown.replace("上午", "")
        and chat.talk.person == "phone"
    )
    (shown,) = chat.says("13800001234\u202e 晚上\x07七点以后")  # as some keyboards send it
    assert "电话记下了" in shown and chat.talk.person is None
    call = chat.posted[-1]
    assert (call["phone"], call["when"]) == ("13800001234", "13800001234 晚上七点以后")


def test_without_hours_that_can_be_read_nothing_is_promised() -> None:
    (shown,) = Chat(desk=Desk("接访中心", "0500-555-0101", "看情况", "文昌路1号")).says("转人工")
    assert "没有人上班" not in shown and "来这里" not in shown and "写下电话" in shown


def _with_staff() -> Chat:
    chat = Chat()
    chat.talk.person = "with"
    return chat


@pytest.mark.parametrize("text", ["菜单", "转人工", "谢谢", "1", "长" * 20_001])
def test_with_staff_the_bot_keeps_still(text: str) -> None:
    chat = _with_staff()
    assert chat.says(text) == []
    assert "".join(part["text"] for part in chat.posted[0]["parts"]) == text


def test_files_go_to_staff_too_those_that_arrive_later_as_well() -> None:
    chat = _with_staff()
    photo = File("token-0001", "image/jpeg", 10)
    assert chat.says(files=(photo,)) == []
    assert chat.says(upload="u1", announced="photo") == [] and chat.says(upload="u1", files=(photo,)) == []
    assert [p["parts"][0]["file"] for p in chat.posted] == ["token-0001", "token-0001"] and not chat.talk.drafts


def test_danger_is_heard_while_staff_have_the_chat() -> None:
    chat = _with_staff()
    (shown,) = chat.says("我不想活了")
    assert "12356" in shown and chat.talk.person == "with"
    assert chat.posted[0]["crisis"] == "C1" and chat.posted[0]["words"] == "我不想活了"


def test_back_to_the_bot_by_button_and_by_word() -> None:
    for said in ({"press": "m.bot"}, {"text": "结束人工"}):
        chat = _with_staff()
        shown = chat.says(**said)
        assert "现在由我接着" in shown[0] and chat.talk.person is None
        assert [p["sort"] for p in chat.posted] == ["leaving"]


def test_a_call_carries_the_draft_but_nothing_of_an_accusation() -> None:
    for kind, wanted in (("difficulty", ("draft",)), ("accusation", ("private",))):
        chat = Chat()
        chat.says("路灯坏了一个星期")
        assert chat.talk.active is not None
        chat.talk.active.answers["story"] = {"parts": [{"text": "路灯坏了一个星期"}], "done": False}
        chat.talk.active.answers["kind"] = kind
        chat.says(press="m.human")
        assert {k for k in chat.posted[0] if k in ("draft", "private")} == set(wanted)
