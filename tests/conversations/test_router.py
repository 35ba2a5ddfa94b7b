"""The router as a table: what is said in a context, and what comes of it."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import ASKED, CLOSED, MINE, cases, world
from conversations.turn.router import ROUTES
from models.law.states import State
from models.words import template
from tests.conversations.test_talk import labels, text
from tests.conversations.walking import asked

UNTIL = date(2026, 12, 21)


def player(context: str) -> Player:
    """Somebody in this context, with nothing in hand."""
    mine, of_asked, closed = cases()
    replied = closed.model_copy(update={"state": State.REPLIED, "reopen_until": UNTIL, "review_until": UNTIL})
    held = {
        "new": (),
        "one": (mine,),
        "three": (mine, of_asked.model_copy(update={"open_question": None}), closed),
        "asked": (of_asked,),
        "replied": (replied,),
        "booked": (closed,),
    }
    p = Player(replace(world("booked" if context == "booked" else "full"), cases=held[context]), Talk())
    if context == "asked":
        p.notified("question", ASKED, "灯杆上有编号吗？")
    if context == "replied":
        p.notified("reply", CLOSED, "您好，已经处理。", review_days=30)
    return p


def effect(p: Player) -> str:
    """What was sent, what was begun, or what was said: the first that is true."""
    for sent in reversed(p.sent):
        return "answer" if sent.get("question") is not None else str(sent["sort"])
    if p.talk.active is not None:
        return f"{p.talk.active.dialog}:{asked(p)}"
    keys = [f"heard.{k}" for k in ("thanks", "ack", "greeting", "about", "costs", "readers", "contact", "lost_code")]
    keys += ["heard.which_case", "heard.new_or_more", "heard.which_matter", "heard.no_consent", "heard.about_names"]
    keys += ["heard.inquiry", "help.short", "help", "erase", "human", "menu", "heard.unclear_again"]
    for key in keys:
        if template("zh_Hans", key).split("{")[0].strip()[:10] in text(p):
            return key
    return text(p)[:30]


ROWS: list[tuple[str, str, str]] = [
    # Nothing was filed here: never the notice before collection, but for the beginning of a concern.
    ("new", "谢谢", "heard.thanks"),
    ("new", "好的", "heard.ack"),
    ("new", "你好啊", "heard.greeting"),
    ("new", "你是谁", "heard.about"),
    ("new", "要钱吗", "heard.costs"),
    ("new", "谁能看到", "heard.readers"),
    ("new", "电话多少", "heard.contact"),
    ("new", "怎么用", "help"),
    ("new", "？", "help.short"),
    ("new", "把我的信息删了", "erase"),
    ("new", "不同意会怎么样", "heard.no_consent"),
    ("new", "怎么办社保卡", "heard.inquiry"),
    ("new", "找个真人", "call"),
    ("new", "我想见县长", "book:consent"),
    ("new", "查一下我的案子", "follow:which"),
    ("new", "催一下", "follow:which"),
    ("new", "我不满意", "follow:which"),
    ("new", "查询码忘了", "heard.lost_code"),
    ("new", "1", "submit:consent"),
    ("new", "3", "follow:which"),
    ("new", "我家门口的路灯坏了", "submit:consent"),
    ("new", "你好，自来水黄了三天，谢谢", "submit:consent"),
    ("new", "村里占了我的地，一直没人管", "submit:consent"),
    # One open case, or several.
    ("one", "怎么样了", f"follow:what.{MINE}"),
    ("one", "催一下", "urge"),
    ("one", "还没修好", "urge"),
    ("one", "谢谢", "heard.thanks"),
    ("one", "我不想告了", f"follow:pressed.{MINE}"),
    ("one", "路面又塌了一块", "urge"),
    ("one", "小区路面的坑更大了", "heard.new_or_more"),
    ("one", "村里自来水是黄的", "submit:consent"),
    ("one", "我要反映另一个问题，楼上漏水", "submit:consent"),
    ("three", "催一下", "heard.which_case"),
    ("three", "路灯怎么样了", f"follow:what.{ASKED}"),
    ("three", "路灯的事催一下", "urge"),
    # Staff have asked.
    ("asked", "没有看到编号", "answer"),
    ("asked", "在村口大樟树底下", "answer"),
    ("asked", "12号", "answer"),
    ("asked", "不知道", "answer"),
    ("asked", "谢谢", "heard.thanks"),
    ("asked", "转人工", "call"),
    ("asked", "另外还有一件事，楼下油烟太大", "submit:consent"),
    ("asked", "我们厂老板欠了三个月工资一直不发，电话也不接", "heard.new_or_answer"),
    # The answer has come.
    ("replied", "满意", "rating"),
    ("replied", "不满意", "rating"),
    ("replied", "基本满意", "rating"),
    ("replied", "没有解决", "unsolved"),
    ("replied", "谢谢，但还是没修", "unsolved"),
    ("replied", "谢谢", "heard.thanks"),
    ("replied", "申请复查", f"follow:review.{CLOSED}"),
    ("replied", "我不同意你们的答复", f"above:confirm.review.{CLOSED}"),
    ("replied", "补充情况", f"follow:story.{CLOSED}"),
    ("replied", "对了，晚上八点以后最厉害", "addition"),
    ("booked", "我约的是几点", "bookings:booking"),
    ("booked", "取消预约", "bookings:confirm"),
    ("booked", "换个时间", "bookings:"),
]


@pytest.mark.parametrize(("context", "said", "wanted"), ROWS, ids=[f"{c}: {t}" for c, t, _ in ROWS])
def test_what_comes_of_what_is_said(context: str, said: str, wanted: str) -> None:
    p = player(context)
    p.says(said)
    if wanted == "heard.new_or_answer":
        assert template("zh_Hans", wanted) in text(p) and p.sent == []
    else:
        assert effect(p).startswith(wanted), (effect(p), text(p))


@pytest.mark.parametrize(("said", "rating"), [("满意", "satisfied"), ("还行吧", "fair"), ("太差了", "unsatisfied")])
def test_a_rating_is_what_was_said(said: str, rating: str) -> None:
    p = player("replied")
    p.says(said)
    assert p.sent[0]["rating"] == rating


def test_the_routes_are_named_once_and_the_last_takes_everything() -> None:
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names) and names.index("danger") < names.index("an edit")
    assert ROUTES[-1].applies(None)  # type: ignore[arg-type]


def test_the_same_screen_never_comes_twice_running() -> None:
    p = player("one")
    shown: list[str] = []
    for _ in range(4):
        p.says("啊哈")
        shown.append(text(p))
    assert all(one != other for one, other in pairwise(shown))
    assert "转人工" in "".join(shown) and [s["sort"] for s in p.sent] == ["call"]


def test_a_choice_that_was_asked_back_is_taken_by_its_number() -> None:
    p = player("one")
    p.says("小区路面的坑更大了")
    assert labels(p)[-1] == "一件新的事"
    p.says("1")
    assert [part["text"] for part in p.sent[0]["parts"]] == ["小区路面的坑更大了"]
    p = player("one")
    p.says("小区路面的坑更大了")
    p.says("一件新的事")
    assert asked(p) == "consent" and p.talk.active is not None and p.talk.active.parts


def test_an_answer_can_become_a_matter_of_its_own() -> None:
    p = player("asked")
    p.says("没有看到编号")
    p.presses("这是另一件事")
    assert p.talk.active is not None and p.talk.active.parts[0]["text"] == "没有看到编号"


def test_a_photo_in_answer_is_asked_about_and_sent() -> None:
    p = player("asked")
    p.sends("photo")
    p.presses("可以用")
    assert p.sent[0]["question"] is not None and "file" in p.sent[0]["parts"][0]


@pytest.mark.parametrize(
    ("locale", "said", "offered"),
    [("zh_Hans", "the street light is broken", "English"), ("zh_Hans", "路燈壞了沒有人來修", "繁體中文")],
)
def test_the_writers_language_is_offered_once(locale: str, said: str, offered: str) -> None:
    p = player("new")
    p.talk.locale = locale
    p.says(said)
    assert offered in labels(p)
    p.says(said)
    assert offered not in labels(p)


@pytest.mark.parametrize("said", [("喂", "有人吗", "在吗"), ("谢谢", "谢谢啊", "多谢"), ("电话多少", "电话多少")])
def test_the_same_answer_to_words_never_comes_twice_running(said: tuple[str, ...]) -> None:
    p, shown = player("new"), [""]
    for one in said:
        p.says(one)
        shown.append(text(p))
    assert all(one != other for one, other in pairwise(shown)), shown


@pytest.mark.parametrize("said", ["没有", "对", "好的", "no"])
def test_a_bare_yes_or_no_is_no_part_of_a_story(said: str) -> None:
    p = player("new")
    p.says("我家门口的路灯坏了")
    p.presses("同意，开始")
    p.says(said)
    assert asked(p) != "story" and [part["text"] for s in p.talk.sessions for part in s.parts] == ["我家门口的路灯坏了"]


def test_a_word_to_us_inside_a_form_is_no_part_of_it() -> None:
    p = player("new")
    p.says("我家门口的路灯坏了")
    p.presses("同意，开始")
    for said in ("你好", "谢谢", "电话多少", "你是机器人吗"):
        p.says(said)
        assert asked(p) == "story"
    told: list[Any] = [part["text"] for s in p.talk.sessions for part in s.parts]
    assert told == ["我家门口的路灯坏了"]
