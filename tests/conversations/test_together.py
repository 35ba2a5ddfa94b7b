"""A group names a spokesman, hears that five may come, and is offered a visit day; so is who asks for a leader."""

import pytest

from conversations.hearing.together import speaks_of_many, wants_a_leader
from conversations.play.player import Player
from conversations.play.samples import world
from tests.conversations.walking import asked, do

MANY = [
    "我们全村都没水",
    "业主们准备一起去市政府",
    "全体村民联名反映",
    "我们几十户都签了名",
    "大家商量要去上访",
    "all of us are affected",
]
ALONE = ["路灯坏了", "我家没水", "村民老王打我", "the street light is out"]
LEADER = ["我要见县长", "想当面跟领导谈", "能不能约见一下书记", "什么时候领导接访", "I want to meet the mayor"]
NO_LEADER = ["路灯坏了", "领导好，路灯坏了", "没见到领导来过", "县长您好"]


def test_who_speaks_for_many() -> None:
    assert [said for said in MANY if not speaks_of_many(said)] == []
    assert [said for said in ALONE if speaks_of_many(said)] == []


def test_who_wants_a_leader() -> None:
    assert [said for said in LEADER if not wants_a_leader(said)] == []
    assert [said for said in NO_LEADER if wants_a_leader(said)] == []


def filed(story: str, people: str) -> Player:
    p = Player(world("full"))
    for act in ("提交诉求", "[同意，开始]", story, "[说完了]"):
        do(p, act)
    while not asked(p).startswith("confirm"):
        do(p, people if asked(p) == "people" else "[跳过]")
    return p


def text(p: Player) -> str:
    return "\n".join(s.text for s in p.shown)


@pytest.mark.parametrize(("story", "people"), [("楼里停水三天了", "三十几户"), ("我们全村都停水了", "[跳过]")])
def test_a_group_is_told_that_five_may_come_and_offered_a_visit_day(story: str, people: str) -> None:
    p = Player(world("full"))
    for act in ("提交诉求", "[同意，开始]", story, "[说完了]"):
        do(p, act)
    while asked(p) != "who":
        do(p, people if asked(p) == "people" else "[跳过]")
    assert "请留一位代表的姓名和电话" in text(p)
    do(p, "李老根，电话13800000678")
    assert "来 5 位以内的代表就行（《信访工作条例》第二十条）" in text(p)
    do(p, "[确认提交]")
    assert (p.sent[0]["draft"]["name"], p.sent[0]["draft"]["phone"]) == ("李老根", "13800000678")
    assert p.sent[0]["draft"]["petitioner_count"] == (30 if people == "三十几户" else 1)
    assert "其他人不用跑" in text(p)
    do(p, "[预约来访]")
    assert asked(p) == "matter"


def test_who_asked_for_a_leader_is_offered_the_visit_day_on_the_receipt() -> None:
    p = filed("路灯坏了没人修，我想当面跟县长谈", "[跳过]")
    do(p, "[确认提交]")
    assert "可以约接访日，不收费" in text(p)
    do(p, "[预约来访]")
    assert asked(p) == "matter"
    q = filed("路灯坏了没人修", "[跳过]")
    do(q, "[确认提交]")
    assert "接访日" not in text(q)


@pytest.mark.parametrize("told", ["我想跟县长说房子漏水的事，物业不管", "房子漏水，物业不管"])
def test_what_is_told_where_the_visit_is_asked_about_is_what_it_is_about(told: str) -> None:
    p = Player(world("new"))
    p.says("预约来访")
    p.says(told)
    session = p.talk.active
    assert session is not None and (session.dialog, session.answers["matter"]) == ("book", "new")
    do(p, "[同意，开始]")
    do(p, "[说完了]")
    assert [part["text"] for part in session.answers["story"]["parts"]] == [told]
