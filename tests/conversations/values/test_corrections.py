"""What is said to a read-back: that it may go, or what is to be changed, and into what."""

import pytest

from conversations.hearing.values.corrections import Correction, agrees, correction_in
from conversations.words.typed import option_in

AGREED = (
    *("提交", "没问题", "对的", "好的，交吧", "就这样", "确定", "嗯", "冇問題", "沒錯，送出", "yes send it"),
    *("looks good, submit", "queren", "无误，请提交", "都对，谢谢"),
)
NOT_AGREED = ("谢谢", "不对", "等一下", "先不交", "我不交了", "灯杆上有编号A12", "交了以后谁看", "好的但是地点不对", "")

CORRECTIONS = {
    "地点改成城关街道": ("place", "城关街道"),
    "地点不对，是石桥镇": ("place", "石桥镇"),
    "不对，是城关不是石桥": ("place", "城关"),
    "不是石桥，是城关": ("place", "城关"),
    "地点：白塘镇荷花村": ("place", "白塘镇荷花村"),
    "人数写错了，是30个人": ("people", "30个人"),
    "改成3个人": ("people", "3个人"),
    "人數錯咗，係40個": ("people", "40个"),
    "人数改一下": ("people", ""),
    "类型不对，我是投诉": ("kind", "投诉"),
    "改一下方面，是路灯": ("topic", "路灯"),
    "加上我的名字李老根": ("who", "李老根"),
    "改电话 13800000678": ("who", "13800000678"),
    "我想留个电话": ("who", ""),
    "change the place": ("place", ""),
    "好的但是地点不对": ("place", ""),
    "时间改成10点半": ("slot", "10点半"),
    "不对": (None, ""),
    "修改": (None, ""),
}
NO_CORRECTIONS = ("再加一句，晚上有人摔倒了", "还有旁边那盏也坏了", "灯又不是我弄坏的", "谢谢", "改" * 100, "")


@pytest.mark.parametrize("said", AGREED)
def test_it_may_go(said: str) -> None:
    assert agrees(said)


@pytest.mark.parametrize("said", NOT_AGREED)
def test_it_does_not_go_unless_it_is_said(said: str) -> None:
    assert not agrees(said)


@pytest.mark.parametrize(("said", "into"), CORRECTIONS.items())
def test_what_is_changed_and_into_what(said: str, into: tuple[str | None, str]) -> None:
    assert correction_in(said) == Correction(*into)


@pytest.mark.parametrize("said", NO_CORRECTIONS)
def test_what_changes_nothing(said: str) -> None:
    assert correction_in(said) is None


def test_an_option_by_its_place() -> None:
    told = {"2": 2, "（2）": 2, "2、": 2, "第二个": 2, "选第一个": 1, "最后一个": 0, "the first one": 1}
    assert {said: option_in(said) for said in told} == told
    assert [option_in(said) for said in ("", "0", "二楼", "第二小学", "2个人", "first aid")] == [None] * 6
