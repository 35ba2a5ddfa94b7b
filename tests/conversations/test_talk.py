"""Every way through a turn: repeats, stale and forged buttons, commands at every step, crisis, drafts, sealing."""

import copy
import json
from typing import Any

import pytest

from conversations.engine.engine import Needs
from conversations.engine.session import Talk
from conversations.play.player import AT, FILES, Player
from conversations.play.samples import ASKED, BOOKED, CLOSED, CODE, FILED, MINE, OTHERS, world
from conversations.questions.plain import File, Reply, Say
from conversations.turn import router, talk
from conversations.turn.commands import COMMANDS
from models.numbers import show_number
from models.wire import MAX_TEXT
from tests.conversations.walking import asked, do, reached

FORGED = [
    *("", ".", "s", "s.", "s..", "s...", "s.s1", "s.s1.0", "s.s1.0.", "s.s1.x.done", "s.nobody.0.done", "s.s1.-1.yes"),
    *(
        "m.",
        "m.x",
        "m.__class__",
        "m.command",
        "m.hear",
        "m.talk",
        "m.menu.x",
        "m.erase.no",
        "m.lang.xx",
        "m.lang.en.x",
    ),
    *("m.undo.", "m.undo.nobody", "m.resume.nobody", "m.resume..", "m.take_up", "m.do_menu", "m.back.x.y"),
    *("n.", "n..", "n.1.view", f"n.{MINE}", f"n.{MINE}.", f"n.{MINE}.rate-", f"n.{MINE}.rate-great", f"n.{MINE}.x"),
    *(f"n.{MINE}.cancel-", f"n.{MINE}.cancel-YY1", "n..view", f"n.{OTHERS}.view", "n..cancel-YY209901010001"),
    *(
        "edit:confirm",
        "done",
        "\0",
        "\ud800",
        "😀" * 30,
        "s." + "9" * 500,
        "m." + "menu." * 99,
        "s.s1.0.edit:",
        "p.q.r",
    ),
]


def player(name: str = "new", *acts: str) -> Player:
    made = Player(world(name))
    for act in acts:
        do(made, act)
    return made


def text(p: Player) -> str:
    return "\n".join(s.text for s in p.shown)


def labels(p: Player) -> list[str]:
    return [label for s in p.shown for row in s.rows for label, _ in row]


def press_of(p: Player, label: str) -> str:
    return next(press for s in p.shown for row in s.rows for name, press in row if name == label)


QUESTIONS = [
    "consent",
    "story",
    "kind",
    "topic",
    "topic.",
    "place",
    "place.elsewhere",
    "people",
    "who",
    "who.self.name",
]
QUESTIONS += ["who.self.phone", "confirm."]


def test_four_taps_from_a_story_to_a_number() -> None:
    p = player()
    p.says("我家门口的路灯坏了")
    taps = 0
    while show_number(FILED) not in text(p):
        p.presses(next(label for label in ("同意，开始", "直接提交", "确认提交") if label in labels(p)))
        taps += 1
    assert taps <= 4
    assert [part["text"] for part in p.sent[0]["draft"]["parts"]] == ["我家门口的路灯坏了"]


def test_consent_is_asked_once_for_a_version_and_no_is_respected() -> None:
    p = player("new", "路灯坏了")
    assert "可以开始吗" in text(p) and len(text(p).split("\n\n")[-1].splitlines()) == 2
    do(p, "[看全文]")
    assert "按规定期限保存" in text(p)
    do(p, "不同意")
    assert "0500-555-0101" in text(p) and "当面说" in text(p) and p.sent == []
    for act in ("[同意，开始]", "[直接提交]", "[确认提交]", "菜单", "[提交诉求]"):
        do(p, act)
    assert "请说说是什么事" in text(p), "it was agreed to before"
    p.talk.agreed = "2025-01"
    for act in ("取消", "菜单", "[提交诉求]"):
        do(p, act)
    assert "说明有更新" in text(p) and "可以开始吗" in text(p)


LAMP = "石桥镇茶山村村口的路灯坏了一个星期，影响三十多户。我叫李老根，电话13800000678"


def test_what_the_story_says_is_confirmed_and_not_asked() -> None:
    """At most six taps from the first word to the number, with place and phone in the case."""
    p, taps = player(), 0
    p.says(LAMP)
    while show_number(FILED) not in text(p):
        p.presses(next(label for label in ("同意，开始", "直接提交", "对", "确认提交") if label in labels(p)))
        taps += 1
    draft = p.sent[0]["draft"]
    assert taps <= 6
    assert (draft["area"], draft["place"]) == ("990121100202", "村口")
    assert (draft["name"], draft["phone"]) == ("李老根", "13800000678")
    assert [part["text"] for part in draft["parts"]] == [LAMP]


def test_what_the_story_says_is_offered_at_its_question_and_never_taken_silently() -> None:
    p = player("new", LAMP, "[同意，开始]", "[说完了]", "[要解决困难]")
    for asked_so, said in (
        ("路灯不亮", "噪声扰民的事"),
        ("", "[跳过]"),
        ("石桥镇 茶山村 村口", "[城关街道]"),
        ("", "[跳过]"),
        ("30 人", "5 个人"),
    ):
        assert asked_so in text(p)
        do(p, said)
    assert "李老根，电话 13800000678" in text(p)
    do(p, "[不留姓名]")
    assert "方面：噪声" in text(p) and "城关街道" in text(p) and "人数：5" in text(p) and "不留姓名" in text(p)
    q = player("new", LAMP, "[同意，开始]", "[直接提交]", "[跳过]", "[跳过]", "[跳过]")
    assert "地点：不确定" in text(q) and "反映人：不留姓名" in text(q)


def test_the_reply_to_a_message_heard_before_changes_nothing() -> None:
    p = reached("kind")
    before = p.talk.dump()
    again = p.hear(Reply("m1", AT, "something else"), "s99")
    assert again.talk.dump() == before
    assert again.screens == list(p.shown)


def test_hear_is_pure() -> None:
    p = reached("topic")
    facts: dict[Any, Any] = {}
    held = p.talk.dump()
    given = copy.deepcopy(held)
    reply = Reply("mx", AT, "噪声")
    while (turn := router.hear(p.talk, reply, facts, "fresh")).needs is not None:
        facts[turn.needs.query] = p.world.answer(turn.needs)
        assert p.talk.dump() == given
    again = router.hear(Talk.load(held), reply, facts, "fresh")
    assert (again.talk, again.screens) == (turn.talk, turn.screens)
    assert p.talk.dump() == given == held


def test_a_reservation_says_for_whom() -> None:
    p = player("full", "预约", "[小区门口的路面塌了一块 · 已登记]", "2", "[11月30日 周一]")
    facts: dict[Any, Any] = {}
    asked: list[Needs] = []
    press = press_of(p, "上午9点")
    while (turn := router.hear(p.talk, Reply("mx", AT, press=press), facts, "fresh")).needs is not None:
        asked.append(turn.needs)
        facts[turn.needs.query] = p.world.answer(turn.needs)
    assert [(n.reserve, n.session) for n in asked if n.reserve] == [(True, p.talk.current)]


@pytest.mark.parametrize("press", FORGED)
@pytest.mark.parametrize("key", ["", "consent", "kind", "confirm."])
def test_a_forged_button_does_nothing(press: str, key: str) -> None:
    p = reached(key) if key else player("new")
    before = [(s.id, s.answers) for s in p.talk.sessions if s.worth_keeping]
    p.reply(press=press)
    assert p.shown and p.sent == []
    assert [(s.id, s.answers) for s in p.talk.sessions if s.worth_keeping] == before


def test_only_commands_that_are_named_exist() -> None:
    for name in dir(Player) + dir(Talk) + ["", "do_menu", "command"]:
        assert name not in COMMANDS


def test_an_old_button_is_answered_kindly() -> None:
    p = player("new", "路灯坏了")
    old = press_of(p, "同意，开始")
    p.presses("同意，开始")
    held = copy.deepcopy(p.talk.sessions)
    p.reply(press=old)
    assert "这一步已经过去了" in text(p) and "说完了" in labels(p)
    assert p.talk.sessions == held
    do(p, "[直接提交]")
    confirm = press_of(p, "确认提交")
    do(p, "[确认提交]")
    p.reply(press=confirm)
    assert f"编号 {show_number(FILED)}" in text(p)
    assert len(p.sent) == 1


def test_two_taps_post_once() -> None:
    p = player("new", "路灯坏了", "[同意，开始]", "[直接提交]")
    confirm = press_of(p, "确认提交")
    first = p.hear(Reply("a", AT, press=confirm), "x1")
    p.talk = first.talk
    second = p.hear(Reply("b", AT, press=confirm), "x2")
    assert [s.state for s in second.talk.sessions] == ["sealed"]
    assert "正在提交" in second.screens[-1].text


@pytest.mark.parametrize("key", ["", *QUESTIONS])
@pytest.mark.parametrize(
    "word",
    ["菜单", "返回", "跳过", "取消", "帮助", "语言", "English", "转人工", "退出", "删除我的信息", "继续", "更多"],
)
def test_commands_work_at_every_step(key: str, word: str) -> None:
    p = reached(key) if key else player("new")
    p.says(word)
    assert p.shown and labels(p)
    told = [part["text"] for s in p.talk.sessions for part in s.parts]
    assert told == (["我家门口的路灯坏了"] if key else [])
    if key:
        p.says("继续")
        assert p.talk.active is not None and p.talk.active.parts[0]["text"] == "我家门口的路灯坏了"


def test_back_to_the_beginning_and_forward_again() -> None:
    p = reached("confirm.")
    straight = p.talk.sessions[0].answers.copy()
    while "同意，开始" not in labels(p):
        p.says("返回")
    while "确认提交" not in labels(p):
        do(p, "[说完了]" if "说完了" in labels(p) else "[保持不变]")
    assert p.talk.sessions[0].answers == straight
    p.says("返回")
    do(p, "[保持不变]")
    do(p, "[确认提交]")
    assert p.sent[0]["draft"]["phone"] == "13800000000"


def test_back_at_the_first_question_leads_to_the_menu() -> None:
    p = player("new", "提交诉求")
    assert "返回" not in labels(p)
    p.says("返回")
    assert "提交诉求" in labels(p) and p.talk.sessions == []


def test_cancel_can_be_undone() -> None:
    p = reached("topic", "取消")
    assert p.talk.active is None and "恢复" in labels(p)
    do(p, "[恢复]")
    assert "是哪方面的事" in text(p)
    p.says("取消")
    p.says("你好")
    do(p, "[接着写]")
    assert "是哪方面的事" in text(p)
    p.says("菜单")
    p.says("取消")
    assert "没有正在写" in text(p)


def test_what_cannot_be_skipped() -> None:
    p = player("new", "提交诉求", "跳过")
    assert "不能跳过" in text(p)


def test_a_draft_of_a_matter_stays_when_another_is_taken_up() -> None:
    p = reached("kind", "预约", "菜单", "提交诉求", "[同意，开始]", "楼下太吵", "菜单", name="full")
    assert "1. 楼下太吵\n2. 我家门口的路灯坏了" in text(p)
    do(p, "[接着写第2件]")
    assert "您想做什么" in text(p)
    p.says("提交诉求")
    assert "您想做什么" in text(p)


def test_the_rest_is_skipped_but_an_edit_asks_what_it_opens() -> None:
    p = reached("story", "[直接提交]", "[改反映人]", "[我自己的事]")
    assert "您的姓名" in text(p)
    p.says("李雷")
    p.says("13800000000")
    assert "李雷，13800000000" in text(p)
    do(p, "[改地点]")
    do(p, "[不在本县]")
    assert "是哪个地方" in text(p)


def test_changing_a_typed_place_by_word_or_number() -> None:
    for change in ("[改]", "改", "2"):
        p = reached("topic.", "[跳过]", "东门后面", change)
        assert "事情在哪里" in text(p), change


def test_words_that_are_no_answer_are_in_the_case() -> None:
    p = reached("kind", "他们半夜还在施工")
    assert "已经放进这件事里" in text(p)
    p.says("楼下油烟也大")
    assert asked(p) == "topic", "after two misses what may be left is left"
    do(p, "[其余都跳过]")
    assert "他们半夜还在施工\n楼下油烟也大" in text(p) and "没有放进去" not in text(p)
    do(p, "[确认提交]")
    assert [x["text"] for x in p.sent[0]["draft"]["parts"]] == [
        "我家门口的路灯坏了",
        "他们半夜还在施工",
        "楼下油烟也大",
    ]


def test_what_must_be_answered_offers_a_person_after_two_misses() -> None:
    p = reached("consent", "门口的路也塌了")
    p.says("还有井盖也坏了")
    assert asked(p) == "consent" and "0500" in text(p) and "转人工" in labels(p)


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_file_or_a_location_finds_its_place_at_any_question(key: str) -> None:
    p = reached(key) if key else player("new")
    p.sends("photo")
    assert any("file" in part for part in p.talk.sessions[0].answers["story"]["parts"])
    before = p.talk.sessions[0].answers.get("place")
    p.reply(location=(30.5, 120.25))
    kept = json.dumps(p.talk.dump())
    assert "30.5" in kept
    if before:
        assert p.talk.sessions[0].answers["place"] == before


def test_a_file_with_words_is_never_a_command() -> None:
    p = reached("story")
    p.reply(text="取消", files=(File("f1234567", FILES["photo"], 3),))
    assert [part.get("text") for part in p.talk.sessions[0].parts] == ["我家门口的路灯坏了", "取消", None]


def test_too_long_is_refused_and_nothing_is_lost() -> None:
    p = player("new", "字" * 10_000)
    p.says("字" * (MAX_TEXT + 1))
    p.presses("同意，开始")
    p.says("字" * (MAX_TEXT + 1))
    assert f"{MAX_TEXT}" in text(p)
    p.says("字" * MAX_TEXT)
    p.presses("直接提交")
    p.says("字" * (MAX_TEXT + 1))
    p.presses("确认提交")
    assert [len(part["text"]) for part in p.sent[0]["draft"]["parts"]] == [10_000, MAX_TEXT]


@pytest.mark.parametrize("words", ["😭😭", "\u202eabc\u202c", "\x07\x1b[31m", "a\0b", "\ud83d", " \u3000 ", "<b>&lt;"])
def test_strange_characters_are_kept(words: str) -> None:
    p = player("new", "提交诉求", "同意", words, "路灯坏了", "[直接提交]", "[确认提交]")
    stored = words.replace("\0", "\ufffd").replace("\ud83d", "\ufffd")
    assert p.sent[0]["draft"]["parts"][0]["text"] == stored
    json.dumps(p.sent).encode()


# --- crisis


def test_a_crisis_stops_the_form_until_the_person_goes_on() -> None:
    p = reached("topic")
    old = press_of(p, "噪声")
    p.says("我不想活了")
    assert "12356" in text(p).split("\n\n")[0]
    assert [s["sort"] for s in p.sent] == ["call"]
    for act in ("噪声", "返回", "跳过", "1", "更多话"):
        p.says(act)
        assert p.talk.pause == "C1"
    p.says("我真的不想活了")
    p.reply(press=old)
    p.sends("photo")
    assert p.talk.pause == "C1" and "12356" in text(p)
    assert {s["crisis"] for s in p.sent} == {"C1"}
    assert [s["words"] for s in p.sent][1:] == ["噪声", "1", "更多话", "我真的不想活了"], "what is said is handed on"
    do(p, "[我安全，继续写]")
    do(p, "[可以用]")
    assert "是哪方面的事" in text(p)
    said = [part["text"] for part in p.talk.sessions[0].parts if "text" in part]
    assert said == ["我家门口的路灯坏了", "我不想活了", "噪声", "1", "更多话", "我真的不想活了"]


def test_a_crisis_without_anything_in_hand() -> None:
    p = player("new", "家里煤气泄漏了！")
    assert "119" in text(p)
    p.says("还在漏")
    assert p.talk.pause == "C3"
    p.says("我安全")
    assert "可以开始吗" in text(p)
    assert [part["text"] for part in p.talk.sessions[0].parts] == ["家里煤气泄漏了！", "还在漏"]


def test_the_answer_to_where_are_you_is_handed_on_and_the_help_is_said_once() -> None:
    p = player("new", "我不想活了")
    first = text(p)
    p.says("我在工地楼顶")
    assert "我在工地楼顶" in text(p) and "12356" in text(p) and text(p) != first
    assert p.sent[-1] == {"sort": "call", "kind": "crisis", "crisis": "C1", "words": "我在工地楼顶"}
    p.reply(location=(30.1, 120.2))
    assert "30.1" in p.sent[-1]["words"]
    p.says("我在工地楼顶")
    assert "我听到了" not in text(p)
    p.sends("photo")
    assert "记下了" in text(p) and len(p.sent) == 4


def test_two_messages_are_read_together() -> None:
    p = player("new", "我不想")
    assert p.talk.pause is None
    p.says("再活了")
    assert p.talk.pause == "C1"
    assert p.sent[-1]["words"] == "我不想\n再活了"


def test_what_was_said_long_ago_is_not_read_with_what_is_said_now() -> None:
    p = player("new")
    for at, words in (("2026-11-23T02:00:00+00:00", "路灯坏了"), ("2026-11-23T03:00:00+00:00", "还没修")):
        p.reply(at=at, text=words)
    assert [words for _, words in p.talk.said] == ["还没修"]


def test_what_is_remembered_is_little() -> None:
    p = player("new", *("路灯坏了" * 2_000 for _ in range(9)))
    assert sum(len(words) for _, words in p.talk.said) <= 600


def test_a_worse_crisis_calls_again() -> None:
    p = player("new", "着火了", "我不想活了")
    assert [s["crisis"] for s in p.sent] == ["C3", "C1"]


# --- sealed, settled, refused


def sealed() -> Player:
    """Confirmed, and the API has not answered yet."""
    p = player("new", "路灯坏了", "[同意，开始]", "[直接提交]")
    p.talk = p.hear(Reply("c", AT, press=press_of(p, "确认提交")), "x").talk
    return p


def test_words_after_confirming_become_an_addition() -> None:
    p = sealed()
    for n, words in enumerate(("还有一件事", "返回", "跳过", "取消")):
        turn = p.hear(Reply(f"l{n}", AT, words), f"l{n}")
        p.talk = turn.talk
        assert "正在提交" in turn.screens[-1].text
    id = p.talk.sessions[0].id
    talk.settled(p.talk, id, {"case_no": FILED}, Say("filed"))
    later = p.talk.session(f"{id}-later")
    assert later is not None and later.state == "sealed" and later.result is not None
    assert (later.result["sort"], later.result["case_no"]) == ("addition", FILED)
    assert [part["text"] for part in later.result["parts"]] == ["还有一件事"]
    assert talk.settled(p.talk, id, {"case_no": "x"}).screens == []


def test_words_after_cancelling_a_booking_become_a_draft() -> None:
    p = player("booked", "我的预约", "[取消 11月30日 周一]")
    p.talk = p.hear(Reply("c", AT, press=press_of(p, "取消这次预约")), "x").talk
    p.talk = p.hear(Reply("d", AT, "改天再约吧，路灯还没修"), "y").talk
    talk.settled(p.talk, p.talk.sessions[0].id, {})
    assert [d.parts[0]["text"] for d in p.talk.drafts] == ["改天再约吧，路灯还没修"]


def test_a_refusal_asks_again_and_wants_a_new_confirmation() -> None:
    p = sealed()
    id = p.talk.sessions[0].id
    facts: dict[Any, Any] = {}
    while (turn := talk.refused(p.talk, id, "story", Say("refused.again"), facts)).needs is not None:
        facts[turn.needs.query] = p.world.answer(turn.needs)
    assert "这一项没能收下" in turn.screens[0].text and "已记下" in turn.screens[0].text
    p.talk, p.shown = turn.talk, tuple(turn.screens)
    do(p, "[说完了]")
    assert "确认提交" in labels(p) and p.sent == []
    do(p, "[确认提交]")
    assert len(p.sent) == 1


def test_a_refusal_without_a_question_shows_the_review() -> None:
    p = sealed()
    facts: dict[Any, Any] = {}
    while (turn := talk.refused(p.talk, p.talk.sessions[0].id, None, Say("refused.again"), facts)).needs is not None:
        facts[turn.needs.query] = p.world.answer(turn.needs)
    assert "请您看一遍" in turn.screens[0].text and turn.talk.sessions[0].state == "open"


def test_a_slot_lost_after_the_case_was_filed() -> None:
    """The case stands; only the place is asked again, and the words are not filed twice."""
    p = player("full", "预约", "[一件新的事]", "[同意，开始]", "水渠被填了", "[直接提交]", "[2 人]", "[11月30日 周一]")
    do(p, "[上午9点]")
    p.talk = p.hear(Reply("c", AT, press=press_of(p, "确认预约")), "x").talk
    facts: dict[Any, Any] = {}
    args = (p.talk.sessions[0].id, "slot", Say("book.slot_gone"))
    while (turn := talk.refused(p.talk, *args, facts, {"matter": FILED})).needs is not None:
        facts[turn.needs.query] = p.world.answer(turn.needs)
    p.talk, p.shown = turn.talk, tuple(turn.screens)
    assert "刚刚约满" in text(p)
    do(p, "[上午10点]")
    assert f"编号 {show_number(FILED)}" in text(p) and "水渠" not in text(p)
    do(p, "[确认预约]")
    assert p.sent == [{"sort": "booking", "slot": "V-COUNTY-3", "people": 2, "case_no": FILED, "draft": None}]
    assert p.talk.drafts == []


def test_finished_sessions_are_forgotten_in_the_end() -> None:
    p = player("full")
    for _ in range(30):
        for act in ("查进度", "3", "[基本满意]"):
            do(p, act)
    assert len(p.talk.sessions) <= 21


# --- notices


def test_buttons_under_notices_never_touch_a_draft() -> None:
    p = reached("topic", name="full")
    draft = copy.deepcopy(p.talk.sessions[0].answers)
    p.reply(press=f"n.{ASKED}.answer")
    assert "请回答下面的问题" in text(p) and "几号杆" in text(p)
    p.reply(press=f"n.{CLOSED}.rate-satisfied")
    p.reply(press=f"n.{CLOSED}.view")
    assert "已办结" in text(p)
    assert p.talk.sessions[0].answers == draft
    assert [s["rating"] for s in p.sent] == ["satisfied"]


def test_a_rating_is_posted_once_while_it_waits() -> None:
    p = player("full")
    for n in range(3):
        p.talk = p.hear(Reply(f"r{n}", AT, press=f"n.{CLOSED}.rate-fair"), f"r{n}").talk
    assert [s.state for s in p.talk.sessions] == ["sealed"]


def test_a_bad_rating_is_asked_why() -> None:
    p = player("full")
    p.reply(press=f"n.{CLOSED}.rate-unsatisfied")
    assert [s["sort"] for s in p.sent] == ["rating"]
    for act in ("[说说原因]", "根本没修", "[发出去]"):
        do(p, act)
    assert (p.sent[1]["sort"], p.sent[1]["case_no"], p.sent[1]["question"]) == ("addition", CLOSED, None)


def test_cancelling_from_the_notice() -> None:
    p = player("booked")
    p.reply(press=f"n.{CLOSED}.cancel-{BOOKED}")
    assert "要取消这次预约吗" in text(p) and p.sent == []
    do(p, "[取消这次预约]")
    assert p.sent == [{"sort": "cancel_booking", "booking_no": BOOKED}]
    p.world.appointments = ()
    p.reply(press=f"n.{CLOSED}.cancel-{BOOKED}")
    assert "没有预约" in text(p)


# --- following


def test_a_wrong_code_and_a_wrong_number_are_answered_alike() -> None:
    told = []
    for wrong in (f"{OTHERS} AAAAAAAA", f"{FILED} {CODE}", f"{OTHERS[:-1]}0 {CODE}"):
        p = player("new", "查进度")
        p.says(wrong)
        told.append(text(p))
    assert len(set(told)) == 1 and "没有查到" in told[0]


def test_a_number_typed_as_the_first_words_is_followed() -> None:
    p = player("new", f"{OTHERS} {CODE.lower()}")
    assert "正在办理" in text(p)
    p = player("new", OTHERS)
    assert "查询码" in text(p)
    p.says(CODE)
    assert "正在办理" in text(p)


def test_words_at_a_case_can_be_added_to_it() -> None:
    p = player("full", "查进度", "1", "昨天那边连车都过不去")
    assert "还是一件新的事" in text(p) and p.sent == []
    p.reply(press=next(press for s in p.shown for row in s.rows for _, press in row if f"n.{MINE}.also-" in press))
    assert [x["text"] for x in p.sent[0]["parts"]] == ["昨天那边连车都过不去"] and p.sent[0]["case_no"] == MINE


def test_words_where_no_story_is_can_become_a_concern() -> None:
    p = player("booked", "我的预约", "隔壁工地半夜施工")
    do(p, "[一件新的事]")
    assert "可以开始吗" in text(p)
    assert [d.parts[0]["text"] for d in p.talk.drafts] == ["隔壁工地半夜施工"]


def test_answers_belong_to_their_case() -> None:
    p = player("full", "查进度", "2", "[回答]", "三号杆", "返回", "返回", "1")
    assert "小区门口的路面塌了一块" in text(p)
    do(p, "[补充情况]")
    assert "请写下要补充的情况" in text(p)
    p.says("又塌了")
    do(p, "[发出去]")
    assert [x["text"] for x in p.sent[0]["parts"]] == ["又塌了"]
    assert [d.parts[0]["text"] for d in p.talk.drafts] == ["三号杆"]


# --- booking


def test_more_than_five_are_refused_with_the_reason() -> None:
    p = player("full", "预约", "1", "6个人")
    assert "第二十条" in text(p) and "5 位代表" in text(p)


def test_our_own_hold_is_not_what_makes_a_day_full() -> None:
    p = player("full", "预约", "1", "2", "[11月30日 周一]", "[上午9点]")
    for id, (day, slots) in p.world.days.items():
        full = tuple(s.model_copy(update={"free": 0}) for s in slots)
        p.world.days[id] = (day.model_copy(update={"free": 0}), full)
    do(p, "[确认预约]")
    assert p.sent[0]["slot"] == "V-COUNTY-1"


def test_a_slot_that_vanishes_is_asked_again() -> None:
    p = player("full", "预约", "1", "2", "[11月30日 周一]", "[上午9点]")
    p.world.gone.add("V-COUNTY-1")
    do(p, "[确认预约]")
    assert "刚刚约满" in text(p) and p.sent == []
    p.world.days = {}
    p.says("菜单")
    do(p, "[接着写]")
    assert "没有能约的接访日" in text(p) and "已经没有了" in text(p)


def test_one_matter_one_booking() -> None:
    p = player("booked")
    p.world.appointments = (p.world.appointments[0].model_copy(update={"case_no": MINE}),)
    for act in ("预约", "[再约一次]"):
        do(p, act)
    assert "小区门口的路面塌了一块 · 已登记" not in labels(p) and "路灯不亮 · 石桥镇 · 正在办理" in labels(p)


def test_leaving_without_a_slot_for_a_case_on_record_posts_nothing() -> None:
    p = player("all_full", "预约", "1", "2")
    assert "没有能约的接访日" in text(p)
    do(p, "[主菜单]")
    assert p.sent == [] and "提交诉求" in labels(p)


# --- erasing


def test_erasing_drops_drafts_and_keeps_what_is_confirmed() -> None:
    p = sealed()
    p.talk = p.hear(Reply("e", AT, press="m.menu"), "e").talk
    p.talk = p.hear(Reply("f", AT, "另一件事"), "f").talk
    turn = p.hear(Reply("g", AT, press="m.erase.yes"), "g")
    assert turn.forget
    assert [(s.state, (s.result or {}).get("sort")) for s in turn.talk.sessions] == [
        ("sealed", "filing"),
        ("sealed", "call"),
    ]
    assert "另一件事" not in json.dumps(turn.talk.dump(), ensure_ascii=False)


def test_a_name_and_a_number_are_no_place_and_come_where_they_are_asked_for() -> None:
    p = reached("place", "张建国 13800000678 我是带头的")
    assert asked(p) == "place"
    do(p, "[跳过]")
    do(p, "[跳过]")
    assert "13800000678" in text(p) and asked(p) == "who"
    assert asked(reached("place", "村口，找李老根 13800000678")) != "place"
