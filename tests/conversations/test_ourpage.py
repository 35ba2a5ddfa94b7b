"""A name and a phone number that are entered on our own page: they reach the draft or the case, and no screen."""

import json

import pytest

from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import FILED, MINE, cases
from conversations.questions.own_page import entered
from conversations.turn.own_page import Busy, Expired
from conversations.turn.talk import filled_in
from models.numbers import show_number
from models.words import say
from models.words.languages import LOCALES
from tests.conversations.test_editing import AT, player, press, told
from tests.conversations.walking import until

GIVEN = {"name": "李雷雷", "phone": "13800001234"}


def abroad() -> Player:
    return player(abroad=True, personal=False, web="https://chat.example")


def at_the_page(p: Player, who: str = ".self") -> tuple[str, str]:
    """The session and the key that the link is for."""
    told(p, ("a", "村口的路灯坏了。"))
    p.reply(press=press(p, ".done"))
    until(p, "who")
    p.reply(press=press(p, who))
    return wanted(p)


def wanted(p: Player) -> tuple[str, str]:
    kind, session, key = (p.shown[-1].wants or "").split(":")
    assert kind == "page"
    return session, key


def leave(p: Player, step: tuple[str, str], given: dict[str, str] | None = None) -> list[str]:
    """What is told in the chat, before anything is posted."""
    held = json.dumps(p.talk.dump())
    turn = p._ask(lambda facts: filled_in(Talk.load(json.loads(held)), *step, given or GIVEN, AT, facts, "fresh1"))
    p.talk = turn.talk
    p.shown = (*turn.screens, *p._post())
    return [s.text for s in turn.screens]


def nothing_shown(texts: list[str]) -> bool:
    return not any(value in text for value in GIVEN.values() for text in texts)


def test_it_reaches_the_draft_and_is_read_back_without_the_values() -> None:
    p = abroad()
    step = at_the_page(p)
    texts = leave(p, step)
    assert len(texts) == 1 and nothing_shown(texts)
    assert say("zh_Hans", "page.left") in texts[0] and say("zh_Hans", "review.left_phone") in texts[0]
    p.reply(press=press(p, ".yes"))
    draft = p.sent[-1]["draft"]
    assert (draft["name"], draft["phone"], draft["on_behalf"]) == (*GIVEN.values(), False)
    assert nothing_shown([s.text for s in p.shown])


@pytest.mark.parametrize("given", [{"name": "李雷雷"}, {"phone": "13800001234"}])
def test_one_of_both_is_enough(given: dict[str, str]) -> None:
    p = abroad()
    leave(p, at_the_page(p, ".other"), given)
    p.reply(press=press(p, ".yes"))
    draft = p.sent[-1]["draft"]
    assert (draft["name"], draft["phone"]) == (given.get("name"), given.get("phone"))
    assert draft["on_behalf"] is True


def test_what_is_left_after_a_skip_changes_what_is_to_be_confirmed() -> None:
    p = abroad()
    step = at_the_page(p)
    p.reply(press=press(p, ".skip"))
    before = press(p, ".yes")
    assert nothing_shown(leave(p, step))
    p.reply(press=before)
    assert p.sent == []
    p.reply(press=press(p, ".yes"))
    assert p.sent[-1]["draft"]["phone"] == GIVEN["phone"]


def test_a_draft_that_was_put_down_takes_it_too() -> None:
    p = abroad()
    step = at_the_page(p)
    p.reply(press="m.cancel")
    assert leave(p, step) == [say("zh_Hans", "page.left")]
    p.reply(press=f"m.undo.{step[0]}")
    p.reply(press=press(p, ".yes"))
    assert p.sent[-1]["draft"]["name"] == GIVEN["name"]


def test_after_filing_it_is_posted_to_the_case() -> None:
    p = abroad()
    step = at_the_page(p)
    p.reply(press=press(p, ".skip"))
    p.reply(press=press(p, ".yes"))
    assert leave(p, step) == []
    assert p.sent[-1] == {"sort": "anonymity", "case_no": FILED, **GIVEN}
    (shown,) = p.shown
    assert shown.text.splitlines()[-2:] == [say("zh_Hans", "signed"), f"编号 {show_number(FILED)}"]


def test_while_it_is_being_sent_it_has_to_wait() -> None:
    p = abroad()
    step = at_the_page(p)
    p.reply(press=press(p, ".skip"))
    p.down = True
    p.reply(press=press(p, ".yes"))
    with pytest.raises(Busy):
        leave(p, step)


def test_without_a_draft_there_is_nothing_it_belongs_to() -> None:
    p = abroad()
    step = at_the_page(p)
    p.reply(press="m.erase.yes")
    with pytest.raises(Expired):
        leave(p, step)


def following(p: Player) -> tuple[str, str]:
    p.world.cases = cases()
    p.reply(press="m.follow")
    p.reply(press=press(p, f".{MINE}"))
    p.reply(press=press(p, ".sign"))
    return wanted(p)


def test_a_case_is_signed_from_the_follow_dialog() -> None:
    p = abroad()
    step = following(p)
    assert step[1] == f"page.{MINE}"
    assert leave(p, step) == []
    assert p.sent[-1] == {"sort": "anonymity", "case_no": MINE, **GIVEN}
    assert p.talk.active is None and nothing_shown([s.text for s in p.shown])


def test_it_is_signed_wherever_the_person_has_gone() -> None:
    p = abroad()
    step = following(p)
    p.reply(press="m.submit")
    p.reply(press=press(p, ".agree"))
    leave(p, step)
    assert p.sent[-1]["case_no"] == MINE
    assert p.talk.active is not None and p.talk.active.dialog == "submit"


def test_a_skip_signs_nothing() -> None:
    p = abroad()
    following(p)
    p.reply(press=press(p, ".skip"))
    assert p.sent == []


def test_what_is_written_here_instead_is_asked_for_there() -> None:
    p = abroad()
    at_the_page(p)
    (screen,) = p.reply(text="13800001234")
    assert say("zh_Hans", "again.page") in screen.text and screen.wants
    assert p.talk.active is not None and p.talk.active.aside == []
    (screen,) = p.reply(text="还有，井盖也坏了")
    assert p.talk.active.parts[-1]["text"] == "还有，井盖也坏了"
    (screen,) = p.reply(press=press(p, ".link"))
    assert screen.wants and say("zh_Hans", "submit.who_page") in screen.text
    assert p.talk.active.misses == 0


def test_what_the_page_takes() -> None:
    assert entered(" 李 雷 ", "138 0000-1234") == ({"name": "李 雷", "phone": "13800001234"}, {})
    assert entered("", "") == ({}, {})
    good, wrong = entered("。。。", "123")
    assert good == {} and set(wrong) == {"name", "phone"}
    assert entered("李" * 51, "13800001234")[1]["name"].word == "again.line_long"
    for why in wrong.values():
        assert all(say(locale, why.word, **why.facts) for locale in LOCALES)
