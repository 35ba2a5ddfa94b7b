"""After the answer: not solved in one tap, the unit above with its last day, withdrawn, complained of."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.player import Player
from conversations.samples import CLOSED, MINE, world
from conversations.session import Talk
from models.rules import State
from tests.conversations.test_talk import text

UNTIL = date(2026, 12, 21)


def at(case_no: str, **more: Any) -> Player:
    """Looking at one's own case, changed by `more`."""
    w = world("full")
    cases = tuple(c.model_copy(update=more) if c.case_no == case_no else c for c in w.cases)
    p = Player(replace(w, cases=cases), Talk())
    p.reply(press=f"n.{case_no}.view")
    return p


def sent(p: Player) -> dict[str, Any]:
    (found,) = p.sent
    return dict(found)


def test_not_solved_is_one_tap_from_the_notice_and_from_the_case() -> None:
    p = Player(world("full"), Talk())
    p.reply(press=f"n.{CLOSED}.unsolved")
    assert sent(p) == {"sort": "unsolved", "case_no": CLOSED, "code": None}
    p = at(CLOSED, reopen_until=UNTIL, review_until=UNTIL, review_level=1)
    p.presses("没有解决")
    assert sent(p)["sort"] == "unsolved"


def test_without_a_window_there_is_no_button() -> None:
    p = at(CLOSED)
    labels = [label for screen in p.shown for row in screen.rows for label, _ in row]
    assert "没有解决" not in labels and "申请复查" not in labels and "我的权利" in labels


@pytest.mark.parametrize(("level", "name"), [(1, "复查"), (2, "复核")])
def test_the_unit_above_is_asked_after_a_read_back(level: int, name: str) -> None:
    p = at(CLOSED, review_until=UNTIL, review_level=level)
    assert "12月21日" in text(p) and name in text(p)
    p.presses(f"申请{name}")
    p.says("答复没有说原因")
    assert p.sent == [] and "答复没有说原因" in text(p) and "12月21日" in text(p)
    p.says("在想想")
    assert p.sent == [] and "还没有申请" in text(p)
    p.presses(f"申请{name}")
    assert sent(p) == {"sort": "review", "case_no": CLOSED, "text": "答复没有说原因", "code": None}


def test_a_reason_is_not_needed() -> None:
    p = at(CLOSED, review_until=UNTIL, review_level=1)
    p.presses("申请复查")
    p.presses("跳过")
    p.presses("申请复查")
    assert sent(p)["text"] is None


@pytest.mark.parametrize(
    ("label", "pressed"), [("没有，是我自己想撤", "no"), ("有人让我撤", "yes"), ("不想说", "unsaid")]
)
def test_withdrawing_asks_whether_anybody_pressed(label: str, pressed: str) -> None:
    p = at(MINE)
    for press in ("我的权利", "撤回这件事", label):
        p.presses(press)
    assert p.sent == [] and ("那个单位以外的人" in text(p)) is (pressed == "yes")
    p.presses("撤回这件事")
    assert sent(p) == {"sort": "withdrawal", "case_no": MINE, "pressed": pressed}


def test_what_was_withdrawn_is_taken_up_again_in_one_tap() -> None:
    p = at(MINE, state=State.WITHDRAWN, undo_until=UNTIL)
    p.presses("恢复办理")
    assert sent(p) == {"sort": "undo", "case_no": MINE}


@pytest.mark.parametrize(("label", "retaliation"), [("对办理有意见", False), ("有人为难我", True)])
def test_the_handling_itself(label: str, retaliation: bool) -> None:
    p = at(MINE)
    p.presses("我的权利")
    assert "那个单位看不到" in text(p) and "不收费" in text(p)
    p.presses(label)
    p.says("打了三次电话没有人接")
    assert sent(p)["text"] == "打了三次电话没有人接" and sent(p)["retaliation"] is retaliation


def test_the_reception_is_rated_after_the_unit() -> None:
    p = Player(world("full"), Talk())
    p.reply(press=f"n.{CLOSED}.rate-satisfied")
    assert "接待" in text(p)
    p.presses("基本满意")
    assert [(s["rating"], s["desk"]) for s in p.sent] == [("satisfied", None), (None, "fair")]


def test_the_day_of_the_answer_is_said() -> None:
    p = at(MINE, state=State.ASSIGNED, answer_by=UNTIL, phone="0500-555-0103", unit="住建局")
    assert "住建局（电话 0500-555-0103）在12月21日 周一前答复您" in text(p)
