"""How replies are read: numbers of people, phones, places, case numbers, stories."""

from typing import Any

import pytest

from conversations.engine.engine import SKIP_REST, Stale, Unfinished
from conversations.engine.tree import Option, Tree
from conversations.play.samples import CODE, MINE, OTHERS, TODAY, areas
from conversations.questions.case_number import CaseRef, case_in
from conversations.questions.consents import Consent
from conversations.questions.name import Called, PersonName
from conversations.questions.number import Count, Number
from conversations.questions.phone import PhoneNumber
from conversations.questions.place import Place, Within
from conversations.questions.plain import Button, Choice, File, Line, NotUnderstood, Reply, Say, ready
from conversations.questions.review import Review
from conversations.questions.story import MAX_PARTS, Story
from conversations.questions.who import For, Who
from conversations.screens import filed
from conversations.words.typed import number_in
from models.lines import legible, one_line
from models.numbers import show_number
from models.wire import MAX_TEXT, CaseReceipt
from models.words.languages import LOCALES


def said(text: str | None = None, **more: Any) -> Reply:
    return Reply("m", "2026-11-23T01:00:00+00:00", text, **more)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3", 3),
        ("３个人", 3),
        ("十二", 12),
        ("十", 10),
        ("两百", 200),
        ("兩百個人", 200),
        ("一百二", 120),
        ("一百零二", 102),
        ("一千零五十", 1050),
        ("两千五", 2500),
        ("一万", 10_000),
        ("一万二", 12_000),
        ("十万", 100_000),
        ("大约30户", 30),
        ("约 20 多人", 20),
        ("30 people", 30),
        ("1,200", 1200),
        ("〇", 0),
        ("很多", None),
        ("", None),
        ("三个人和一只狗", None),
        ("大概一百多人", 100),
        ("1000+", 1000),
        ("1000多号人", 1000),
        ("一万多人", 10_000),
        ("一家三口", 3),
        ("就我一个", 1),
        ("我自己", 1),
        ("我们三个人", 3),
        ("全村300多户", 300),
        ("三十来户", 30),
        ("一二〇", 120),
        ("三五个人", None),
        ("两三个", None),
        ("三四十户", None),
        ("一百二三十", None),
        ("五六十人", None),
        ("十几个", None),
        ("几十", None),
        ("百十来人", None),
        ("20-30人", None),
        ("20、30人", None),
        ("20，30人", None),
        ("20 30人", None),
        ("20到30", None),
        ("不到100人", None),
        ("-3", None),
        ("3.5", None),
        ("9" * 50, None),
        ("²", 2),
        ("😀", None),
    ],
)
def test_a_number_of_people(typed: str, meant: int | None) -> None:
    assert number_in(typed) == meant


def test_too_many_and_too_few_people() -> None:
    question = Number("submit.people", most=5)
    assert question.read(said("五个"), None) == 5
    for wrong in ("0", "6", "一百", "x", ""):
        with pytest.raises(NotUnderstood):
            question.read(said(wrong), None)
    for held in (0, 6, "3", None, True, 2.0, {"n": 6}):
        with pytest.raises(Stale):
            question.load(held)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("138 0000 0000", "13800000000"),
        ("１３８-００００-００００", "13800000000"),
        ("我的电话是13800000000。", "13800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("0500-5550100", "05005550100"),
        ("5550100", "5550100"),
        ("+44 20 7946 0000", "+442079460000"),
        ("13800000000\n13900000000", "13800000000、13900000000"),
        ("138 0000 0000（微信同号）", "13800000000（微信同号）"),
    ],
)
def test_a_phone_number(typed: str, held: str) -> None:
    question = PhoneNumber("submit.phone", skip="none")
    assert question.read(said(typed), None) == held
    assert question.load(held) == held


@pytest.mark.parametrize(
    "typed", ["", "没看到", "12345", "1380000000", "٠١٢٣٤٥٦٧", "110 120", "这个电话" * 30 + "138 0000 0000"]
)
def test_no_phone_number(typed: str) -> None:
    question = PhoneNumber("submit.phone", skip="none")
    with pytest.raises(NotUnderstood):
        question.read(said(typed), None)
    assert question.load("none") is None
    with pytest.raises(Stale):
        question.load(typed)


def test_a_place_is_found_in_words() -> None:
    tree = areas()
    found = tree.find("我住在东门社区旁边")
    assert found is not None and found.name == "东门社区"
    assert tree.find("東門社區第一網格的樓下") == tree.named("东门社区第一网格")
    assert tree.find("某地") is None
    assert tree.find("") is None
    question = Place("submit.place", tree, skip={"unsure": True})
    assert question.read(said("石桥镇"), None) == {"area": "990121100"}
    assert question.read(said("shiqiao town"), None) == {"area": "990121100"}
    assert question.read(said("石橋鎮"), None) == {"area": "990121100"}
    assert question.read(said(" 大\t桥\u202e下 "), None) == {"text": "大 桥下"}
    assert question.read(said(location=(30.5, 120.25)), None) == {"at": [30.5, 120.25]}
    named = said(location=(30.5, 120.25), spot="东门小学\n北门")
    assert question.read(named, None) == {"at": [30.5, 120.25], "spot": "东门小学 北门"}
    assert question.read(said(location=(30.5, 120.25), spot="\u200b"), None) == {"at": [30.5, 120.25]}
    for wrong in (
        said("😀😀"),
        said("x" * 201),
        said(location=(float("nan"), 0.0)),
        said(location=(91.0, 0.0)),
        said(),
    ):
        with pytest.raises(NotUnderstood):
            question.read(wrong, None)
    for held in ({"area": "1"}, "x", None, 3):
        with pytest.raises(Stale):
            question.load(held)


def test_the_deepest_place_wins() -> None:
    tree = Tree((Option("1", "桥镇"), Option("2", "上桥镇大村", parent="1"), Option("3", "大村")))
    found = tree.find("上桥镇大村三组")
    assert found is not None and found.code == "2"


@pytest.mark.parametrize(
    "typed",
    [
        f"{OTHERS} {CODE}",
        f"{OTHERS}{CODE.lower()}",
        f"编号：{OTHERS}，查询码：{CODE}",
        f"Number {OTHERS}, code {CODE.lower()}",
        f"{CODE} {OTHERS}",
        " ".join(OTHERS[i : i + 4] for i in range(0, 20, 4)) + f" / {CODE[:4]}-{CODE[4:]}",
        "".join(chr(ord(c) + 0xFEE0) for c in OTHERS + CODE),
        f"{OTHERS}\n{CODE}\n",
        f"您好，我上个月反映的{show_number(OTHERS)}，查询码{CODE.lower()}，帮我看看到哪一步了，我电话13800000678",
        f"我的编号{OTHERS}码{CODE}，12月3日说的答复，还没有",
        f"Hello, my case is {show_number(OTHERS)} and the code is {CODE}. Any news since 3 December?",
        f"the number {'-'.join(show_number(OTHERS).split())} with code {CODE[:4]} {CODE[4:]} please",
    ],
)
def test_number_and_code_however_they_are_typed(typed: str) -> None:
    assert case_in(typed) == (OTHERS, CODE)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_receipt_that_is_pasted_back(locale: str) -> None:
    receipt = CaseReceipt(case_no=OTHERS, query_code=CODE, told_by=TODAY, provisional=False)
    keep = Say("filed.keep", {"line": f"{OTHERS} {CODE}"})
    shown = filed(locale, receipt, Say("notice.person", {"phone": "0500-555-0101"}), keep)
    assert show_number(OTHERS) in shown.text
    assert case_in(shown.text) == (OTHERS, CODE)


def test_a_number_in_a_sentence_without_a_code() -> None:
    assert case_in(f"我那件事{show_number(OTHERS)}怎么样了，都12月了") == (OTHERS, None)
    assert case_in(f"{show_number(OTHERS)} 你们电话 0500-555-0101") == (OTHERS, None)
    assert case_in(f"查询码是{CODE}，编号忘了") == (None, CODE)


def test_a_number_alone_and_a_code_alone() -> None:
    assert case_in(OTHERS) == (OTHERS, None)
    assert case_in(CODE.lower()) == (None, CODE)
    wrong = OTHERS[:-1] + str((int(OTHERS[-1]) + 1) % 10)
    assert case_in(wrong) == (None, None)
    assert case_in("") == (None, None)
    assert case_in("我家的路灯坏了") == (None, None)
    assert case_in("路灯 12345678 号杆坏了") == (None, None)


def test_whose_case() -> None:
    question = CaseRef("follow.which", (Button(MINE, "button.case"),), frozenset({MINE}))
    assert question.load(question.read(said(press=MINE), None)) == (MINE, None)
    assert question.load(question.read(said("1"), None)) == (MINE, None)
    assert question.load(question.read(said(MINE), None)) == (MINE, None)
    held = question.read(said(OTHERS), None)
    with pytest.raises(Unfinished):
        question.load(held)
    assert question.load(question.read(said(CODE), held)) == (OTHERS, CODE)
    held = question.read(said(CODE), None)
    assert question.load(question.read(said(OTHERS), held)) == (OTHERS, CODE)
    unreadable: list[Any] = [None, 3, "x", []]
    for wrong in unreadable:
        with pytest.raises(Stale):
            question.load(wrong)


def test_a_wrong_number_and_a_wrong_code_sound_alike() -> None:
    question = CaseRef("follow.which", ())
    for wrong in (OTHERS[:-1] + "0", "99012120261111"):
        with pytest.raises(NotUnderstood) as told:
            question.read(said(wrong), None)
        assert told.value.word == "follow.none"


def test_a_choice() -> None:
    buttons = tuple(Button(k, f"kind.{k}") for k in ("difficulty", "suggestion"))
    question = Choice("submit.kind", buttons, skip="unsure", synonyms="kinds.")
    assert question.read(said(press="suggestion"), None) == "suggestion"
    assert question.read(said("２."), None) == "suggestion"
    assert question.read(said("投诉"), None) == "difficulty"
    for wrong in (said("3"), said("0"), said("感谢"), said(press="x"), said(), said("9" * 5000)):
        with pytest.raises(NotUnderstood):
            question.read(wrong, None)
    assert question.load("unsure") == "unsure"
    unreadable: list[Any] = ["x", None, 3, {}, []]
    for held in unreadable:
        with pytest.raises(Stale):
            question.load(held)


def test_consent_is_to_one_version() -> None:
    question = Consent("2", {})
    assert question.read(said("好的"), None) == "2"
    with pytest.raises(Stale):
        question.load("1")
    for said_so, word in (("不同意", "submit.no_consent"), ("看全文", "submit.consent_full")):
        held = question.read(said(said_so), None)
        with pytest.raises(Unfinished):
            question.load(held)
        assert question.says(held)[0].word == word and question.rows(held)[0][0].code == "agree"
    with pytest.raises(NotUnderstood):
        question.read(said("路灯坏了"), None)


@pytest.mark.parametrize("none", ["没有", "不想留", "不知道", "随便", "跳过吧"])
def test_no_answer_is_an_answer_where_a_question_may_be_skipped(none: str) -> None:
    questions: list[Any] = [
        PhoneNumber("submit.phone", skip="none"),
        Line("review.why_1", 50, skip="unsure"),
        Number("submit.people", most=9, skip=1),
        PersonName("submit.name_self"),
        Place("submit.place", areas(), skip={"unsure": True}),
        Choice("submit.kind", (Button("x", "kind.thanks"),), skip="unsure"),
    ]
    assert {question.read(said(none), None) for question in questions} == {SKIP_REST}
    with pytest.raises(NotUnderstood):
        Choice("submit.kind", (Button("x", "kind.thanks"),)).read(said(none), None)


def test_an_answer_that_was_told_is_taken_with_one_tap() -> None:
    question = ready(PhoneNumber("submit.phone", skip="none"), "13800000000", Say("ready.phone"))
    assert question.read(said(press="ready"), None) == question.read(said("对"), None) == "13800000000"
    assert question.read(said("13900000000"), None) == "13900000000"
    assert [s.word for s in question.says(None)] == ["ready.phone"] and question.rows(None)[0][0].code == "ready"
    for other in (said("不对"), said(press="not_that")):
        with pytest.raises(Stale):
            question.load(question.read(other, None))
    assert [s.word for s in question.says([])] == ["submit.phone"]
    assert [s.word for s in question.says("13800000000")] == ["submit.phone"] and question.rows("1") == ()
    with pytest.raises(NotUnderstood):
        question.read(said(press="ready"), "13800000000")


def test_a_guess_is_a_number_with_its_words() -> None:
    question = Number("submit.people", most=100_000)
    held = question.read(said("20-30人"), None)
    assert held == {"n": 20, "said": "20-30人"} and question.load(held) == Count(20, "20-30人")
    assert Number("book.party", most=5, seats=True).read(said("三四个人"), None) == 4
    for broken in ({}, {"n": "3"}, {"n": 0, "said": "x"}):
        with pytest.raises(Stale):
            question.load(broken)


def test_a_name_brings_its_number() -> None:
    question = PersonName("submit.name_self")
    assert question.read(said("李老根，电话13800000678"), None) == {"text": "李老根", "phone": "13800000678"}
    assert question.load({"text": "李老根"}) == Called("李老根") and question.load("unsure") == Called()
    told = question.load(question.read(said("王小明，住在石桥镇东门村"), None))
    assert told == Called("王小明", None, "王小明，住在石桥镇东门村")
    for broken in ("x", None, {"text": 3}):
        with pytest.raises(Stale):
            question.load(broken)


def test_a_place_in_a_sentence() -> None:
    question = Place("submit.place", areas(), skip={"unsure": True})
    assert question.read(said("石桥镇东门村口"), None) == {"area": "990121100", "text": "东门村口"}
    assert question.read(said("石桥小学门口"), None) == {"text": "石桥小学门口"}
    assert question.read(said("外地"), None) == {"elsewhere": True}
    line = "石桥镇茶山村村口，路灯坏了三个月没人修"
    assert question.read(said(line), None) == {"area": "990121100202", "text": "村口", "said": line}
    with pytest.raises(NotUnderstood) as told:
        question.read(said("他们半夜还在炒菜，受不了了"), None)
    assert told.value.aside
    inner = Within("submit.place_part", areas(), "990121100")
    assert inner.load(inner.read(said("石桥小学门口"), None)) == {"text": "石桥小学门口"}
    assert inner.load(inner.read(said("茶山"), None)) == {"area": "990121100202"}
    assert inner.load(inner.read(said("茶山村三组"), None)) == {"area": "990121100202", "text": "三组"}
    assert inner.load(inner.read(said("2"), None)) == {"area": "990121100200"}
    assert inner.load("unsure") == {"area": "990121100"}


def test_for_whom_in_words() -> None:
    buttons = tuple(Button(k, f"who.{k}") for k in ("self", "other", "anonymous"))
    question = Who("submit.who", buttons, skip="anonymous")
    for words, code in {"我自己": "self", "替我妈反映": "other", "我要匿名反映": "anonymous"}.items():
        assert question.load(question.read(said(words), None)) == For(code)
    held = question.read(said("我是张建国 13800000678"), None)
    assert question.load(held) == For("self", "张建国", "13800000678")
    for text in ("替我自己", "為自己反映"):
        assert question.read(Reply("m1", "2026-11-23T09:00:00+00:00", text), None) == "self", text
    for text, who in {"代我奶奶说的，她不会用手机": "other", "我怕他们报复，不留姓名": "anonymous"}.items():
        held = question.read(Reply("m1", "2026-11-23T09:00:00+00:00", text), None)
        assert question.load(held) == For(who, said=text)
    for text in ("帮我修路灯", "为什么要填"):
        with pytest.raises(NotUnderstood):
            question.read(Reply("m1", "2026-11-23T09:00:00+00:00", text), None)
    for broken in ({"who": "self"}, {"who": "x", "name": "y"}, {}, "x"):
        with pytest.raises(Stale):
            question.load(broken)


def test_a_line() -> None:
    question = Line("submit.name_self", 5, skip="unsure")
    assert question.read(said("  李\u202e雷\x07 "), None) == {"text": "李雷"}
    for wrong in ("", "😀", "六个字的名字", "\u200b"):
        with pytest.raises(NotUnderstood):
            question.read(said(wrong), None)
    assert question.load("unsure") is None
    unreadable: list[Any] = [{}, None, "x", {"text": 3}]
    for held in unreadable:
        with pytest.raises(Stale):
            question.load(held)


def test_a_review_wants_a_yes() -> None:
    question = Review("submit.review", ())
    assert question.read(said("确认提交"), None) is True
    with pytest.raises(NotUnderstood):
        question.read(said("等等"), None)
    for held in (False, 1, "yes", None):
        with pytest.raises(Stale):
            question.load(held)


# --- stories


def test_a_story_is_kept_as_it_came() -> None:
    question, words = Story("submit.story"), " \u3000路灯\u00a0坏了\r\n\u202e\x07 "
    held = question.read(said(words), None)
    held = question.read(said("说完了", files=(File("f1234567", "image/png", 3),)), held)
    held = question.read(said(files=(File("f1234567", "image/png", 3),)), held)
    assert [p.get("text", p.get("file")) for p in held["parts"]] == [words, "说完了", "f1234567"]
    with pytest.raises(Unfinished):
        question.load(held)
    assert len(question.load(question.read(said("说完了"), held))) == 3


def test_how_much_a_story_holds() -> None:
    question = Story("submit.story")
    held = question.read(said("字" * 10_000), None)
    held = question.read(said("字" * MAX_TEXT), held)
    with pytest.raises(NotUnderstood) as long:
        question.read(said("字" * (MAX_TEXT + 1)), held)
    assert (long.value.word, long.value.aside) == ("again.story_long", False)
    held = question.read(said("字" * MAX_TEXT), held)
    with pytest.raises(NotUnderstood) as full:
        question.read(said("字" * 10_001), held)
    assert full.value.word == "again.story_full"
    assert [len(p["text"]) for p in held["parts"]] == [10_000, MAX_TEXT, MAX_TEXT]
    many = {"parts": [{"file": f"f{n}"} for n in range(MAX_PARTS)], "done": False}
    with pytest.raises(NotUnderstood):
        question.read(said(files=(File("g", "image/png", 3),)), many)


def test_a_story_needs_words_or_a_file() -> None:
    question = Story("submit.story", quick=True)
    for reply in (said(press="done"), said(press="send"), said(press="last"), said(press="x"), said()):
        with pytest.raises(NotUnderstood):
            question.read(reply, None)
    emoji = question.read(said("😭😭😭"), None)
    with pytest.raises(NotUnderstood) as wordless:
        question.read(said(press="done"), emoji)
    assert wordless.value.word == "again.story_wordless"
    assert question.read(said(press="last"), emoji) == {"parts": [], "done": False}
    voice = question.read(said(files=(File("v1234567", "audio/ogg", 9),)), None)
    assert question.load(question.read(said(press="send"), voice))
    for held in (None, {}, {"parts": 3}, "x"):
        with pytest.raises(Stale):
            question.load(held)


def test_what_cannot_be_stored_is_marked() -> None:
    assert legible("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert legible("\ud83d\ude00") == "😀"
    assert one_line("a\r\nb\u2028c\u2067d") == "a b cd"


def told(*texts: str) -> dict[str, Any]:
    return {"parts": [{"text": t, "at": "x", "id": str(n)} for n, t in enumerate(texts)], "done": False}


def words_of(held: dict[str, Any]) -> list[str]:
    return [p["text"] for p in held["parts"]]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("撤回上一条", ["一", "二"]),
        ("删掉第2条", ["一", "三"]),
        ("第一条不要了", ["二", "三"]),
        ("第2条改成：路灯坏了三个月", ["一", "路灯坏了三个月", "三"]),
        ("delete 3", ["一", "二"]),
        ("删掉第9条", ["一", "二", "三", "删掉第9条"]),
        ("不要上一届村委", ["一", "二", "三", "不要上一届村委"]),
    ],
)
def test_a_part_of_a_story_is_changed_or_removed_by_words(change: str, left: list[str]) -> None:
    assert words_of(Story("submit.story").read(said(change), told("一", "二", "三"))) == left


def test_the_parts_of_a_story_are_listed_and_removed_with_one_tap() -> None:
    question = Story("submit.story")
    assert "list" in [b.code for row in question.rows(told("一", "二")) for b in row]
    listed = question.read(said(press="list"), told("路灯坏了", "昨天有人摔了"))
    assert [b.code for row in question.rows(listed) for b in row] == ["drop:1", "drop:2", "listed"]
    with pytest.raises(Unfinished):
        question.load(listed)
    left = question.read(said(press="drop:1"), listed)
    assert words_of(left) == ["昨天有人摔了"]
    assert question.read(said(press="listed"), left) == told("昨天有人摔了") | {"parts": left["parts"]}
    assert question.load(question.read(said("就这些"), left))
    with pytest.raises(NotUnderstood):
        question.read(said(press="drop:7"), left)


@pytest.mark.parametrize("words", ["is it free?", "ok thanks", "not fixed", "thankyou"])
def test_english_words_are_no_query_code(words: str) -> None:
    assert case_in(words) == (None, None)
    assert case_in("kqmw2m9p") == (None, "KQMW2M9P") and case_in("KQMWTMNP") == (None, "KQMWTMNP")
