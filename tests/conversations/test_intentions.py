"""Intentions in any words: what is wanted most, what else is told, and real matters that are never taken for one."""

import time
import tomllib
from pathlib import Path

import pytest

from conversations.hearing.intentions import LONGEST, hear
from conversations.hearing.lexicon import shared, weight
from conversations.hearing.policy import line_of
from conversations.turn.about import ABOUT
from conversations.turn.intents import TO_US
from models.words import traditional

SAMPLES = tomllib.loads((Path(__file__).parent / "intention_samples.toml").read_text("utf-8"))
ROWS = [(name, text) for name, texts in SAMPLES.items() if name not in ("matter", "nothing") for text in texts]


@pytest.mark.parametrize(("name", "text"), ROWS, ids=[text for _, text in ROWS])
def test_what_is_wanted_most_is_heard(name: str, text: str) -> None:
    for written in (text, traditional(text), f"  {text.upper()}！！ "):
        heard = hear(written)
        assert heard.wants == name and not heard.tells, heard


@pytest.mark.parametrize("text", SAMPLES["matter"])
def test_a_matter_is_told_whatever_is_said_beside_it(text: str) -> None:
    heard = hear(text)
    assert heard.tells and heard.wants not in heard.firm - {"greeting", "thanks", "unsolved", "urge"}, heard


@pytest.mark.parametrize("text", ["请派人来修", "麻烦派个人来看看", "希望安排人来处理", "请执法人员来查一查"])
def test_somebody_to_do_the_work_is_nobody_to_talk_to(text: str) -> None:
    heard = hear(f"我家门口的路灯坏了一个星期，{text}")
    assert "person" not in heard.names and heard.tells, heard


@pytest.mark.parametrize("text", SAMPLES["nothing"])
def test_a_mark_or_a_number_is_nothing(text: str) -> None:
    heard = hear(text)
    assert not heard.names and not heard.tells


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("谢谢，但还是没修", ("unsolved", "thanks")),
        ("你好，我想找真人", ("person", "greeting")),
        ("不满意，我要申请复查", ("review", "unsatisfied")),
        ("怎么还没处理，转人工", ("person", "unsolved", "urge")),
    ],
)
def test_of_several_the_one_that_needs_most_comes_first(text: str, names: tuple[str, ...]) -> None:
    assert hear(text).names == names


def test_every_intention_that_is_heard_is_answered() -> None:
    known = {name for name, texts in SAMPLES.items() if texts} - {"matter", "nothing", "new"}
    assert known <= {*TO_US, *ABOUT}


@pytest.mark.parametrize(
    ("text", "line"),
    [("社保卡怎么办", "social"), ("医保怎么报销", "health"), ("护照在哪办", "border"), ("户口怎么迁", "general")],
)
def test_a_question_of_policy_is_pointed_to_its_line(text: str, line: str) -> None:
    assert hear(text).wants == "inquiry" and line_of(text) == line


def test_words_that_hold_a_sentence_together_do_not_join_two_matters() -> None:
    assert shared("我家门口的路灯坏了一个星期", "路灯还是不亮")
    assert not shared("我家门口的路灯坏了一个星期", "昨天又塌了一块")
    assert weight("我想要的") == 0 and weight("light") == 2


def test_a_long_message_is_a_matter_and_hearing_is_quick() -> None:
    assert hear("找个真人" * LONGEST).tells
    texts = [f"我家门口的路灯坏了一个星期，晚上很黑，老人出门不方便，希望尽快修好，谢谢领导{n}" for n in range(40)]
    began = time.process_time()
    for text in texts:
        hear(text)
    assert (time.process_time() - began) / len(texts) < 0.02
