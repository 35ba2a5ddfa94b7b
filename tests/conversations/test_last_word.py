"""After the answer: not solved in one tap, the unit above with its last day, withdrawn, complained of."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.engine.session import Receipt, Session, Talk
from conversations.play.player import AT, Player
from conversations.play.samples import CLOSED, MINE, world
from conversations.questions.plain import Say
from conversations.screens import Screen
from conversations.turn.talk import settled
from models.law.replies import Rating
from models.law.states import State
from models.words import say
from tests.conversations.test_talk import text

UNTIL = date(2026, 12, 21)


def at(case_no: str, **more: Any) -> Player:
    """Looking at one's own case, changed by `more`."""
    w = world("full")
    cases = tuple(c.model_copy(update=more) if c.case_no == case_no else c for c in w.cases)
    p = Player(replace(w, cases=cases), Talk())
    p.reply(press=f"n.{case_no}.view")
    return p


def _presses(*shown: Screen) -> list[str]:
    return [press for screen in shown for row in screen.rows for _, press in row]


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
    assert "接待" in text(p) and _presses(*p.shown) == [*(f"n.{CLOSED}.desk-{r}" for r in Rating), "m.menu"]
    p.presses("满意")
    assert [(s["rating"], s["desk"]) for s in p.sent] == [("satisfied", None), (None, "satisfied")]
    assert (text(p), _presses(*p.shown)) == (say("zh_Hans", "rated.satisfied"), ["m.menu"]), (
        "warmly, and with nothing else"
    )


def test_one_question_at_a_time() -> None:
    """Whoever is not content is asked why, and about the reception only after they said it."""
    talk = Talk()
    rated = {"sort": "rating", "case_no": CLOSED, "rating": "unsatisfied", "desk": None, "code": None}
    talk.sessions.append(Session("a", "rating", 1, AT, AT, state="sealed", result=rated))
    receipt: Receipt = {
        "review_until": UNTIL.isoformat(),
        "review_level": 1,
        "rated": "unsatisfied",
        "rated_desk": None,
    }
    (asked,) = settled(talk, "a", receipt, Say("rated")).screens
    assert _presses(asked) == [f"n.{CLOSED}.why", f"n.{CLOSED}.review", "m.menu"]
    why = {"sort": "addition", "case_no": CLOSED, "parts": [{"text": "没修好"}], "question": None, "code": None}
    talk.sessions.append(Session("b", "follow", 1, AT, AT, state="sealed", result=why))
    (then,) = settled(talk, "b", {"added": CLOSED, "rated": "unsatisfied", "rated_desk": None}).screens
    assert _presses(then) == [*(f"n.{CLOSED}.desk-{r}" for r in Rating), "m.menu"]


def test_whoever_is_content_hears_nothing_of_remedies() -> None:
    talk = Talk()
    rated = {"sort": "rating", "case_no": CLOSED, "rating": "satisfied", "desk": None, "code": None}
    talk.sessions.append(Session("a", "rating", 1, AT, AT, state="sealed", result=rated))
    receipt: Receipt = {
        "review_until": UNTIL.isoformat(),
        "review_level": 1,
        "rated": "satisfied",
        "rated_desk": "fair",
    }
    (shown,) = settled(talk, "a", receipt, Say("rated.satisfied")).screens
    assert _presses(shown) == ["m.menu"] and shown.text == say("zh_Hans", "rated.satisfied")


def test_the_day_of_the_answer_is_said() -> None:
    p = at(MINE, state=State.ASSIGNED, answer_by=UNTIL, phone="0500-555-0103", unit="住建局")
    assert "住建局（电话 0500-555-0103）在12月21日 周一前答复您" in text(p)


def test_what_is_likely_is_said_beside_what_is_promised() -> None:
    p = at(MINE, expected_on=date(2026, 12, 3))
    assert "12月3日" in text(p) and "十件里有八件" in text(p)
    assert "十件里有八件" not in text(at(MINE))


# --- said in any words


def began(**more: Any) -> Player:
    """Somebody with an answered case, with nothing in hand."""
    w = world("full")
    cases = tuple(c.model_copy(update=more) if c.case_no == CLOSED else c for c in w.cases)
    return Player(replace(w, cases=tuple(c for c in cases if c.open_question is None)), Talk())


@pytest.mark.parametrize(("level", "name"), [(1, "复查"), (2, "复核")])
@pytest.mark.parametrize("words", ["我不服", "我不同意你们的答复", "I do not accept this"])
def test_words_of_dissent_are_the_request(words: str, level: int, name: str) -> None:
    p = began(review_until=UNTIL, review_level=level, reopen_until=UNTIL)
    p.says(words)
    assert p.sent == [] and words in text(p) and "12月21日" in text(p)
    p.presses(f"申请{name}")
    assert sent(p) == {"sort": "review", "case_no": CLOSED, "text": words, "code": None}
    assert words in [part["text"] for d in p.talk.drafts for part in d.parts], "nothing is lost"


@pytest.mark.parametrize(("level", "name"), [(1, "复查"), (2, "复核")])
@pytest.mark.parametrize("words", ["唉", "他们根本就那样"])
def test_any_words_inside_the_window_can_be_a_request_of_that_day(words: str, level: int, name: str) -> None:
    p = began(review_until=UNTIL, review_level=level, reopen_until=UNTIL)
    p.talk.about = CLOSED
    p.says(words)
    labels = [label for screen in p.shown for row in screen.rows for label, _ in row]
    assert f"申请{name}" in labels and "没有解决" in labels and {"一件新的事", "同意，开始"} & set(labels)
    (draft,) = p.talk.drafts
    press = next(press for screen in p.shown for row in screen.rows for _, press in row if ".dissent-" in press)
    over = {"review_until": None, "review_level": None, "reopen_until": None}  # the last day ends before they press
    cases = tuple(c.model_copy(update=over) if c.case_no == CLOSED else c for c in p.world.cases)
    p.world = replace(p.world, cases=cases)
    p.reply(press=press)
    assert p.sent == [] and words in text(p)
    p.presses("申请复查")
    assert sent(p) == {"sort": "review", "case_no": CLOSED, "text": words, "code": None}
    (asked,) = [s for s in p.talk.sessions if s.dialog == "above"]
    assert asked.started_at == draft.started_at


@pytest.mark.parametrize("words", ["说了等于没说", "still broken, nobody came"])
def test_said_to_be_unsolved_it_is_opened_again_and_the_unit_above_still_offered(words: str) -> None:
    p = began(review_until=UNTIL, review_level=1, reopen_until=UNTIL)
    p.says(words)
    assert p.sent[-1] == {"sort": "unsolved", "case_no": CLOSED, "code": None}


def test_nothing_is_offered_to_a_greeting() -> None:
    p = began(review_until=UNTIL, review_level=1)
    p.says("你好")
    assert "复查" not in text(p)


def test_what_is_added_to_an_answered_case_offers_it_with_its_last_day() -> None:
    talk = Talk()
    result = {"sort": "addition", "case_no": CLOSED, "parts": [{"text": "没修好"}], "question": None, "code": None}
    said_at = "2026-11-22T10:00:00+08:00"
    talk.sessions.append(Session("a-later", "addition", 1, said_at, said_at, state="sealed", result=result))
    receipt = {"added": CLOSED, "review_until": UNTIL.isoformat(), "review_level": 1}
    turn = settled(talk, "a-later", receipt, Say("added", {"case_no": CLOSED}))
    assert "12月21日" in "\n".join(s.text for s in turn.screens)
    presses = [press for s in turn.screens for row in s.rows for _, press in row]
    assert f"n.{CLOSED}.review" in presses
    p = began(review_until=UNTIL, review_level=1)
    p.talk = turn.talk
    p.reply(press=f"n.{CLOSED}.review")
    active = p.talk.active
    assert active is not None and active.dialog == "above"
    assert active.started_at > said_at, "dated by its own words, not by what was said before"


@pytest.mark.parametrize(
    ("pressed", "dated"), [("2026-12-21T23:50:00+08:00", "pressed"), ("2026-12-22T00:10:00+08:00", "said")]
)
def test_words_of_the_last_day_count_as_said_when_the_button_is_pressed_after_it(pressed: str, dated: str) -> None:
    said_at = "2026-12-21T23:40:00+08:00"
    talk = Talk()
    result = {"sort": "addition", "case_no": CLOSED, "parts": [{"text": "没修好"}], "question": None, "code": None}
    talk.sessions.append(Session("a-later", "addition", 1, said_at, said_at, state="sealed", result=result))
    receipt = {"added": CLOSED, "review_until": "2026-12-21", "review_level": 1}
    p = began(review_until=date(2026, 12, 21), review_level=1)
    p.talk = settled(talk, "a-later", receipt, Say("added", {"case_no": CLOSED})).talk
    p.reply(press=f"n.{CLOSED}.review", at=pressed)
    assert p.talk.active is not None
    assert p.talk.active.started_at == {"pressed": pressed, "said": said_at}[dated]
