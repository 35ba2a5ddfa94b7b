"""Consents apart, and children: what may be used, who agrees, and that danger is heard first."""

import pytest

from conversations.engine.session import Talk
from conversations.hearing.values.ages import own_age
from conversations.play.player import Player
from conversations.play.samples import CODE, OTHERS, world
from conversations.questions.guardian import young_lines
from conversations.questions.plain import Reply
from models.hotlines import hotlines
from tests.conversations.test_talk import text
from tests.conversations.walking import do, until

STORY = "我家门口的路灯坏了。"


def begun(*sends: str) -> Player:
    p = Player(world("new"), Talk())
    p.says(STORY)
    p.presses("同意，开始")
    for sort in sends:
        p.sends(sort)
    return p


def draft(p: Player) -> dict[str, object]:
    (sent,) = [s for s in p.sent if s["sort"] == "filing"]
    held: dict[str, object] = sent["draft"]
    return held


def test_words_alone_ask_for_nothing_more() -> None:
    p = begun()
    p.presses("直接提交")
    p.presses("确认提交")
    assert draft(p)["consent"] == "2026-11"


def test_each_kind_is_asked_once_and_stands_in_the_consent() -> None:
    p = begun("photo", "photo", "video", "voice")
    p.presses("直接提交")
    assert "照片" in text(p)
    p.says("可以")
    assert "语音" in text(p)
    p.presses("可以用")
    p.presses("确认提交")
    assert draft(p)["consent"] == "2026-11+photo+voice"
    assert len(draft(p)["parts"]) == 5  # type: ignore[arg-type]


def test_what_is_refused_is_left_out() -> None:
    p = begun("photo", "document")
    p.presses("直接提交")
    p.presses("不要用")
    assert "1 个文件" in text(p)
    p.presses("确认提交")
    parts = draft(p)["parts"]
    assert isinstance(parts, list)
    assert [bool(part["file"]) for part in parts] == [False, True]
    assert draft(p)["consent"] == "2026-11"


def test_whoever_sent_only_what_may_not_be_used_is_asked_for_words() -> None:
    p = Player(world("new"), Talk())
    p.sends("photo")
    p.presses("同意，开始")
    p.presses("直接提交")
    p.presses("不要用")
    assert "请您写几句" in text(p)
    p.says(STORY)
    p.presses("直接提交")
    p.presses("可以用")  # asked anew
    p.presses("确认提交")
    assert len(draft(p)["parts"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize(("label", "place"), [("可以用", "30.50000, 120.25000"), ("不要用", None)])
def test_a_location_wants_a_consent_of_its_own(label: str, place: str | None) -> None:
    p = begun()
    for press in ("说完了", "要解决困难", "跳过"):
        p.presses(press)
    p.reply(location=(30.5, 120.25))
    p.presses(label)
    p.presses("其余都跳过")
    p.presses("确认提交")
    assert draft(p)["place"] == place
    assert ("+place" in str(draft(p)["consent"])) == (place is not None)


def test_a_location_among_the_words_is_asked_for_too() -> None:
    """As soon as the story has been told, and once: a yes holds for the place too."""
    for label, used in (("不要用", False), ("可以用", True)):
        p = begun()
        p.reply(location=(30.5, 120.25))
        p.presses("说完了")
        assert "您发了位置" in text(p)
        p.presses(label)
        p.presses("其余都跳过")
        p.presses("确认提交")
        assert draft(p)["place"] == ("30.50000, 120.25000" if used else None)
        assert draft(p)["consent"] == ("2026-11+place" if used else "2026-11")


@pytest.mark.parametrize("used", [True, False])
def test_a_place_card_is_named_and_its_name_goes_with_it(used: bool) -> None:
    p = begun()
    for at, spot in (((30.5, 120.25), "东门小学北门，东门路 5 号"), ((30.6, 120.35), "河东菜场")):
        p.reply(location=at, spot=spot)
    p.presses("说完了")
    for label in ("可以用",) if used else ("不要用", "不要用"):  # a yes holds for both
        p.presses(label)
    p.presses("其余都跳过")
    p.presses("确认提交")
    assert draft(p)["place"] == ("东门小学北门，东门路 5 号 (30.50000, 120.25000)" if used else None)
    assert ("河东菜场 (30.60000, 120.35000)" in str(draft(p)["parts"])) is used
    assert ("菜场" in str(draft(p))) is used and ("小学" in str(draft(p))) is used


def test_a_second_location_is_asked_for_with_the_story() -> None:
    """The first is the place, the others stand among the words."""
    p = begun()
    for at in ((30.5, 120.25), (30.6, 120.35)):
        p.reply(location=at)
    p.presses("说完了")
    p.presses("不要用")
    p.presses("可以用")
    p.presses("其余都跳过")
    p.presses("确认提交")
    assert (draft(p)["place"], draft(p)["consent"]) == ("30.50000, 120.25000", "2026-11+place")
    assert "30.6" not in str(draft(p)["parts"])


def test_a_location_sent_anew_is_asked_for_anew() -> None:
    p = begun()
    p.reply(location=(30.5, 120.25))
    for press in ("说完了", "不要用", "其余都跳过"):
        p.presses(press)
    p.presses("改地点")
    p.reply(location=(30.6, 120.35))
    p.presses("可以用")
    p.presses("确认提交")
    assert draft(p)["place"] == "30.60000, 120.35000"


# --- added later


def adding(*sends: str) -> Player:
    """At the words for a case that is on record."""
    p = Player(world("full"), Talk())
    for act in ("查进度", OTHERS, CODE):
        p.says(act)
    p.presses("补充情况")
    p.says("又坏了一盏。")
    for sort in sends:
        p.sends(sort)
    return p


def added(p: Player) -> dict[str, object]:
    (sent,) = [s for s in p.sent if s["sort"] == "addition"]
    return dict(sent)


def test_what_is_added_later_wants_its_consent_too() -> None:
    p = adding("photo", "voice")
    p.presses("发出去")
    assert "照片" in text(p) and p.sent == []
    p.presses("可以用")
    p.presses("不要用")
    held = added(p)
    assert held["consent"] == "photo"
    assert [part.get("type") for part in held["parts"]] == [None, "image/jpeg"]  # type: ignore[attr-defined]


def test_words_added_later_ask_for_nothing() -> None:
    p = adding()
    p.presses("发出去")
    assert added(p)["consent"] is None


def test_whoever_adds_only_what_may_not_be_used_is_asked_for_words() -> None:
    p = Player(world("full"), Talk())
    for act in ("查进度", OTHERS, CODE):
        p.says(act)
    p.presses("补充情况")
    p.reply(location=(30.5, 120.25))
    p.presses("发出去")
    p.presses("不要用")
    assert "请您写几句" in text(p) and p.sent == []
    p.says("在菜场后面。")
    p.presses("发出去")
    p.presses("不要用")
    assert "30.5" not in str(added(p))


# --- children


def at_who(story: str = STORY) -> Player:
    p = Player(world("new"), Talk())
    p.says(story)
    p.presses("同意，开始")
    until(p, "who", {"story": "[说完了]", "kind": "[要解决困难]"})
    return p


@pytest.mark.parametrize("act", ["[我未满14岁]", "我12岁", "13岁", "今年十一岁"])
def test_under_14_a_guardian_is_asked_for(act: str) -> None:
    p = at_who()
    do(p, act)
    assert "大人" in text(p) and "110" in text(p)
    p.presses("大人在，同意提交")
    p.says("李雷")
    p.says("13800000000")
    p.presses("确认提交")
    held = draft(p)
    assert (held["on_behalf"], held["name"], held["phone"]) == (True, "李雷", "13800000000")
    assert held["consent"] == "2026-11+child"


def test_a_child_alone_is_asked_nothing_and_heard_all_the_same() -> None:
    p = at_who()
    p.presses("我未满14岁")
    p.presses("大人不在旁边")
    p.presses("确认提交")
    assert (draft(p)["name"], draft(p)["phone"], draft(p)["on_behalf"]) == (None, None, False)


def test_an_age_in_the_story_asks_even_who_skips_all() -> None:
    p = Player(world("new"), Talk())
    p.says("我今年12岁，学校门口的路灯坏了。")
    p.presses("同意，开始")
    p.presses("直接提交")
    assert "大人" in text(p)
    p.presses("我已满14岁")
    p.presses("确认提交")
    assert draft(p)["consent"] == "2026-11"


@pytest.mark.parametrize("age", ["14", "15", "17"])
def test_from_14_on_nobody_else_has_to_agree(age: str) -> None:
    """They are told so, and that somebody may help; nothing else changes."""
    p = at_who(f"我今年{age}岁，学校门口的路灯坏了。")
    assert "可以自己提交" in text(p) and "110" in text(p)
    p.presses("跳过")
    p.presses("确认提交")
    assert (draft(p)["consent"], draft(p)["on_behalf"]) == ("2026-11", False)


def test_an_age_from_14_on_said_at_the_question_is_understood() -> None:
    p = at_who()
    assert "可以自己提交" not in text(p)
    p.says("我16岁")
    assert "可以自己提交" in text(p)
    p.presses("跳过")
    p.presses("确认提交")
    assert draft(p)["consent"] == "2026-11"


@pytest.mark.parametrize("act", ["我12岁", "16岁", "in the story"])
def test_the_young_are_told_whom_they_can_ring(act: str) -> None:
    """The number of hotlines.toml, and none that is not there."""
    (line,) = [line for line in hotlines() if line.young]
    p = at_who("我今年15岁，学校门口的路灯坏了。") if act == "in the story" else at_who()
    if act != "in the story":
        assert line.number not in text(p)
        p.says(act)
    assert f"{line.number}（{line.what}）" in text(p)


def test_without_a_line_for_them_none_is_named() -> None:
    assert young_lines([line for line in hotlines() if not line.young]) == ()


def test_danger_is_heard_before_anything_else() -> None:
    p = at_who()
    p.says("我12岁，我不想活了")
    assert p.talk.pause == "C1" and "12356" in text(p)


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("我12岁", 12),
        ("我今年才９岁", 9),
        ("我十三歲了", 13),
        ("I am 11 years old", 11),
        ("我儿子12岁", None),
        ("我12岁的女儿", None),
        ("我家住了12年", None),
        ("我65岁", 65),
        ("路灯坏了12天", None),
    ],
)
def test_an_age_is_ones_own(said: str, age: int | None) -> None:
    assert own_age(said) == age


# --- files on their way


def coming(p: Player, file: str = "f-1", sort: str = "photo") -> None:
    p.talk = p.hear(Reply(f"{file}.0", "2026-11-23T01:00:00+00:00", upload=file, announced=sort), "fresh").talk


def test_a_file_on_its_way_is_asked_for_before_confirming_and_read_back() -> None:
    p = begun()
    coming(p)
    p.presses("直接提交")
    assert "照片" in text(p)
    p.presses("可以用")
    assert "1 个文件正在路上" in text(p)
    p.presses("确认提交")
    assert draft(p)["consent"] == "2026-11+photo"


def test_announcing_twice_is_once() -> None:
    p = begun()
    coming(p)
    coming(p)
    assert [len(s.coming) for s in p.talk.sessions] == [1]
