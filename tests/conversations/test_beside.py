"""What is said and stands in no session is kept beside, and can become a matter or an answer."""

from dataclasses import replace

import pytest

from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import ASKED, world


@pytest.mark.parametrize("text", ["【0】字HELO", "恁几点开门呐俺好过去"])
def test_what_an_intention_does_not_account_for_is_kept(text: str) -> None:
    p = Player(world("new"), Talk())
    p.says(text)
    assert [part["text"] for parts in p.talk.beside.values() for part in parts] == [text]
    assert not p.talk.drafts, "it is answered, and no draft to be reminded of"


@pytest.mark.parametrize("text", ["谢谢", "你好", "菜单", "English", "3"])
def test_thanks_commands_and_labels_are_not_kept(text: str) -> None:
    p = Player(world("new"), Talk())
    p.says(text)
    assert not p.talk.beside


def test_heard_wrongly_it_becomes_a_matter_with_one_tap() -> None:
    p = Player(world("new"), Talk())
    p.says("恁几点开门呐俺好过去")
    p.presses("我是要反映事情")
    assert p.talk.active is not None
    assert [part["text"] for part in p.talk.active.parts] == ["恁几点开门呐俺好过去"]
    assert not p.talk.beside


def test_heard_wrongly_it_answers_staff_with_one_tap() -> None:
    w = world("full")
    p = Player(replace(w, cases=tuple(c for c in w.cases if c.case_no == ASKED)), Talk())
    p.says("恁几点开门呐俺好过去")
    p.presses("我是在回答")
    assert [(sent["sort"], sent["parts"][0]["text"]) for sent in p.sent] == [("addition", "恁几点开门呐俺好过去")]


def test_a_sentence_in_which_the_answer_was_found_stays_with_the_story() -> None:
    p = Player(world("new"), Talk())
    for text in ("/submit", "同意", "我家门口的事没有人管", "说完了"):
        p.says(text)
    p.says("要解决困难")
    p.says("夜里路灯不亮，孩子放学回来摔了两回")
    assert p.talk.active is not None
    assert "夜里路灯不亮，孩子放学回来摔了两回" in [part.get("text") for part in p.talk.active.parts]
    assert p.talk.active.answers["topic"]


def test_no_more_are_kept_than_a_talk_can_hold() -> None:
    p = Player(world("new"), Talk())
    for _ in range(45):
        p.says("恁几点开门呐俺好过去")
    assert len(p.talk.beside) == 40
