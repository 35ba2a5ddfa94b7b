"""Values as many kinds of people say them."""

import pytest

from conversations.hearing.manner import standard
from conversations.hearing.values.corrections import agrees, correction_in
from conversations.hearing.values.names import contact_in
from conversations.hearing.values.people import people_in
from conversations.hearing.values.skipping import says_none


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我姓刘叫大壮", "刘大壮"),
        ("鄙人姓陈名国栋", "陈国栋"),
        ("大家都喊我二嫂", "二嫂"),
        ("身份证上是吴小妹", "吴小妹"),
        ("我系陈小明", "陈小明"),
        ("you can call me Anna", "Anna"),
    ],
)
def test_names(said: str, name: str) -> None:
    found = contact_in(said)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    ("said", "n"),
    [
        ("1千多", 1000),
        ("一百单八", 108),
        ("me and two neighbours", 3),
        ("我和村长", 2),
        ("就我老头子和我", 2),
        ("only my mom and me", 2),
        ("少说也有五六十人", 50),
        ("带我爹一块", 2),
    ],
)
def test_people(said: str, n: int) -> None:
    found = people_in(said)
    assert found is not None and found.n == n


@pytest.mark.parametrize(
    "said",
    ["搞不清爽", "分不清楚，你看着选", "算了不写名字", "不太想留号码", "dunno", "懒得写地址", "电话没有 微信也没有"],
)
def test_skipping(said: str) -> None:
    assert says_none(said)


@pytest.mark.parametrize(
    "said", ["对头", "就按这个交", "冇錯，send出去", "嗯，就这么发", "冇問題 send啦", "就按这个递上去"]
)
def test_agreeing(said: str) -> None:
    assert agrees(said)


@pytest.mark.parametrize("said", ["没有编号", "路灯坏了", "没人管"])
def test_what_tells_something_skips_and_confirms_nothing(said: str) -> None:
    assert not says_none(said) and not agrees(said)


def test_a_number_behind_a_correction() -> None:
    found = correction_in("人数写少了，有20个人")
    assert found is not None and (found.section, found.words) == ("people", "20个人")


def test_dialect_is_compared_in_the_common_language() -> None:
    assert standard("灯啥前儿能修上") == "灯什么时候能修上" and standard("唔该晒") == "唔该晒"
