"""What is said in words that no rule knows is heard by how it sounds; what tells of a matter is not."""

import pytest

from benchmarks.hearing.phrasings import phrasings
from conversations.hearing.intentions import by_rules, hear, sounds_like
from conversations.hearing.lexicon import tidy
from conversations.hearing.manner import NONE, manner

UNRULED = {
    "残疾人坐公交有优惠没": "inquiry",
    "点开之后干什么": "help",
    "那串查询的号不记得放哪了": "lost_code",
    "到时候推到下下周行不": "move_booking",
    "switch back to Chinese": "language_zh_Hans",
}


@pytest.mark.parametrize("said", UNRULED)
def test_it_is_heard_where_no_rule_hears_it(said: str) -> None:
    assert by_rules(tidy(said))[0] == ()
    assert hear(said).wants == UNRULED[said] and hear(said).alone


@pytest.mark.parametrize(
    "said", ["厂子排黑水，河里鱼都翻了", "公园长椅全部坏掉", "我妈昨晚在那摔了", "楼上天天半夜剁排骨"]
)
def test_a_matter_stays_one(said: str) -> None:
    assert hear(said).wants is None


def test_what_was_just_heard_of_makes_some_of_it_likelier() -> None:
    said = "那天能带我弟弟去吗"
    assert hear(said, frozenset({"my_bookings"})).wants == "my_bookings"


def test_a_story_goes_on_where_something_is_told() -> None:
    assert sounds_like("该说的都说了", "done") and sounds_like("that is everything", "done")
    assert not sounds_like("物业说都修完了，其实没修", "done") and not sounds_like("晚上没有灯", "done")


def test_every_phrasing_is_of_a_class_that_was_learnt() -> None:
    names = {name for name, _, _ in phrasings(1)}
    assert names <= set(manner().classes) and NONE in names
