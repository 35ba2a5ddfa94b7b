"""Words that tell of an official's misconduct are recognised, one question is asked, and what is said is walled off."""

import time

import pytest

from conversations.hearing.accusation import accuses
from conversations.play.player import Player
from conversations.play.samples import FILED, world
from tests.conversations.walking import asked, do

TELL = [
    "我要举报我们村支书贪污低保款",
    "我要举报石桥镇副镇长刘某，他收了开发商20万",
    "村长把救灾款分给自己亲戚了",
    "派出所所长收黑钱",
    "舉報城管隊長收保護費",
    "副镇长收了路灯公司的回扣",
    "那个科长收了人家红包才不给我修",
    "镇长的小舅子承包的路灯，镇长吃回扣",
    "镇长知道是谁干的，他收了钱",
    "村支书打人",
    "截留补贴的村干部",
    "书记包庇他弟弟",
    "国土所的人吃拿卡要",
    "村主任截留我家补贴",
    "镇干部把我爸打了",
    "局长受贿",
    "村会计做假账",
    "民警收钱放人",
    "村里低保都给了干部亲戚",
    "The mayor took a bribe",
    "village head took money from the developer",
    "办事要给红包才给办，窗口工作人员",
    "校长把学校食堂承包给自己小舅子",
    "支书私吞征地补偿款",
    "城管打人",
    "法官枉法裁判",
    "村长贪了我们的征地款",
    "所长威胁我不许上访",
    "交警收了两条烟就放了他",
    "他是副局长，拿了老板十万块",
    "鄉公所承辦跟廠商拿回扣",
    "镇里的干部让他妹夫包了修路的活，水泥掺沙子",
    "支部书记开着公家的车给儿子接亲",
    "扶贫款到不了我们手上，都让乡里那几个分了",
    "our village chief put his dead father on the subsidy list",
]
QUIET = [
    "路灯坏了一个星期",
    "尊敬的领导，我家补贴被克扣",
    "老板克扣工资",
    "领导您好，工地拖欠工资",
    "请书记帮忙解决",
    "物业收了钱不办事",
    "希望镇长来看看",
    "民警态度不好",
    "隔壁邻居打人",
    "派出所不立案",
    "感谢警察帮我找回手机",
    "广场舞太吵",
    "开发商收了钱不交房",
    "银行收了20万不给办",
    "我要举报一家黑网吧让未成年人上网",
    "城管不管占道",
    "怎么办社保卡",
    "工作人员说要带身份证",
    "公交站台没有灯",
    "我要投诉你们不作为",
    "要投诉办事的人态度差",
    "学校收了500元补课费",
]


@pytest.mark.parametrize("said", TELL)
def test_misconduct_is_recognised(said: str) -> None:
    assert accuses([said])


@pytest.mark.parametrize("said", QUIET)
def test_other_complaints_are_not_taken_for_it(said: str) -> None:
    assert not accuses([said])


@pytest.mark.parametrize("long", ["镇长" * 10_000, "收" * 20_000 + "镇长", "镇长打" * 6_000, "举报" * 9_000])
def test_a_long_message_takes_no_time(long: str) -> None:
    began = time.monotonic()
    accuses([long])
    assert time.monotonic() - began < 2


def played(name: str, *acts: str) -> Player:
    p = Player(world(name))
    for act in acts:
        do(p, act)
    return p


def text(p: Player) -> str:
    return "\n".join(s.text for s in p.shown)


BRIBE = "石桥镇副镇长刘某收了开发商20万"
WALLED = ("[干部违纪违法]", "[不确定，先保护]", "是违纪")


@pytest.mark.parametrize("answer", WALLED)
def test_the_short_way_asks_first_and_walls_it_off(answer: str) -> None:
    p = played("new", BRIBE)
    assert asked(p) == "accusation" and "纪检监察的人能看" in text(p)
    for act in (answer, "[同意，开始]", "[直接提交]", "[跳过]"):
        do(p, act)
    assert p.sent == [] and "12388" in text(p) and "故意捏造" in text(p) and "不留也照样收" in text(p)
    do(p, "[确认提交]")
    assert FILED in text(p).replace(" ", "") and p.sent[0]["draft"]["kind"] == "accusation"


def test_it_is_asked_in_the_middle_of_a_story_too() -> None:
    p = played("new", "路灯坏了", "[同意，开始]", "镇长吃了路灯公司的回扣")
    assert asked(p) == "accusation"
    do(p, "[只是办事不满意]")
    assert asked(p) == "story" and "2 条文字" in text(p)
    for act in ("[直接提交]", "[确认提交]"):
        do(p, act)
    assert p.sent[0]["draft"]["kind"] == "unsure"


def test_a_topic_of_discipline_is_the_wall_whatever_else_was_chosen() -> None:
    p = played(
        "new", "村里的事没人管", "[同意，开始]", "[说完了]", "[要解决困难]", "纪检监察", "贪污受贿", "[其余都跳过]"
    )
    while asked(p) and not asked(p).startswith("confirm"):
        do(p, "[其余都跳过]")
    do(p, "[确认提交]")
    assert p.sent[0]["draft"]["kind"] == "accusation"


def test_an_addition_that_accuses_becomes_a_case_of_its_own() -> None:
    p = played(
        "full",
        "查进度",
        "1",
        "补充情况",
        "副镇长收了修路公司的回扣",
        "[干部违纪违法]",
        "[发出去]",
        "[同意，开始]",
        "[不留姓名]",
    )
    assert p.sent == [] and "单独登记成一件举报" in text(p)
    do(p, "[确认提交]")
    assert [(s["sort"], s["draft"]["kind"]) for s in p.sent] == [("filing", "accusation")]
    assert [part["text"] for part in p.sent[0]["draft"]["parts"]] == ["副镇长收了修路公司的回扣"]


def test_a_complaint_that_accuses_is_asked_about_and_may_stay_one() -> None:
    acts = ("查进度", "1", "我的权利", "[对办理有意见]", "办事员收了红包才给办，所长包庇他")
    ordinary = played("full", *acts, "[只是办事不满意]")
    assert [s["sort"] for s in ordinary.sent] == ["complaint"]
    walled = played("full", *acts, "[干部违纪违法]", "[同意，开始]", "[不留姓名]", "[确认提交]")
    assert [s["sort"] for s in walled.sent] == ["filing"]


def test_told_beside_an_open_case_it_never_goes_to_that_case() -> None:
    p = Player(world("full"))
    p.world.cases = p.world.cases[:1]  # registered, and nothing is asked of it
    p.says("那个科长收了人家红包才不给我修")
    assert asked(p) == "accusation" and p.sent == []


def few(name: str) -> Player:
    """Where fewer than two people may read accusations."""
    made = world(name)
    made.accusations = False
    return Player(made)


@pytest.mark.parametrize("answer", WALLED)
def test_where_none_are_taken_it_is_said_where_to_go_and_nothing_is_lost(answer: str) -> None:
    p = few("new")
    for act in (BRIBE, answer):
        do(p, act)
    assert asked(p) == "accusation" and p.sent == []
    assert "12388" in text(p) and "您写的话都还在" in text(p) and "{" not in text(p)
    for act in ("[只是办事不满意]", "[同意，开始]", "[直接提交]", "[跳过]", "[确认提交]"):
        if p.sent or (act == "[跳过]" and asked(p).startswith("confirm")):
            continue
        do(p, act)
    assert [(s["draft"]["kind"], s["draft"]["parts"][0]["text"]) for s in p.sent] == [("unsure", BRIBE)]


def test_where_none_are_taken_neither_kind_nor_topic_makes_one() -> None:
    p = few("new")
    for act in ("村里的事没人管", "[同意，开始]", "[说完了]", "[举报]"):
        do(p, act)
    assert asked(p) == "kind" and "12388" in text(p) and p.sent == []
    for act in ("[要解决困难]", "纪检监察", "贪污受贿"):
        do(p, act)
    assert asked(p) == "topic" and "12388" in text(p) and p.sent == []


def test_where_none_are_taken_an_addition_that_accuses_is_kept_in_hand() -> None:
    p = few("full")
    for act in ("查进度", "1", "补充情况", "副镇长收了修路公司的回扣", "[干部违纪违法]"):
        do(p, act)
    assert p.sent == [] and "12388" in text(p)
