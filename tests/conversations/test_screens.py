"""Screens: notices word for word, buttons that fit everywhere."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from conversations import screens
from conversations.engine.session import Session
from conversations.notices import screens_of
from conversations.play.samples import BOOKED, MINE, desk
from conversations.questions.plain import Button, Say
from conversations.screens import Screen
from conversations.words.dates import day
from models.law.channels import Channel
from models.law.crisis import CRISES
from models.law.notices import NoticeKind
from models.numbers import show_number
from models.wire import About, Labelled, LeasedNotice
from models.words import say, template
from models.words.languages import LOCALES

FACTS: dict[str, Any] = {
    "hours": "8:30–17:30",
    "crisis": "C1",
    "unit": "清河县住房和城乡建设局",
    "phone": "0500-555-0103",
    "handler": "田晓",
    "query_code": "K7QW2M9P",
    "told_by": "2026-12-08",
    "booking_no": BOOKED,
    "starts_at": "2026-12-01T01:30:00+00:00",
    "was_at": "2026-11-30T01:30:00+00:00",
    "venue": "接访中心",
    "official": "林若川",
    "post": "县长",
    "answer_by": "2027-01-19",
    "until_on": "2027-01-19",
    "due_by": "2027-01-19",
    "news_by": "2027-02-03",
    "boss": "清河县信访局",
    "n": 2,
    "late": 1,
    "warned": 3,
    "waiting": 2,
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [k for k in NoticeKind if k.row.to_staff])
def test_what_staff_are_told_names_numbers_only(locale: str, kind: str) -> None:
    (shown,) = screens_of(locale, notice(kind).model_copy(update={"locale": locale}))
    assert shown.rows == () and FACTS["handler"] not in shown.text and "{" not in shown.text
    shown_no = [show_number(MINE)]
    wanted = {
        "urgent": shown_no,
        "work": shown_no,
        "alert": [],
        "holders": [],
        "digest": ["1", "3", "2"],
        "escalation": ["2"],
    }[kind]
    assert all(number in shown.text for number in wanted)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_receipt_that_the_courier_brings_is_copied_like_one_that_is_answered(locale: str) -> None:
    received = notice("received", query_code="ABCD2345").model_copy(update={"locale": locale})
    (shown,) = screens_of(locale, received)
    assert show_number(MINE) in shown.text.splitlines() and "ABCD2345" in shown.text


def notice(kind: str, text: str | None = None, repeated: bool = False, **facts: Any) -> LeasedNotice:
    return LeasedNotice(
        id=1,
        lease="x",
        kind=NoticeKind(kind),
        case_no=MINE,
        channel=Channel.WEB,
        address="a",
        locale="zh_Hans",
        facts={**FACTS, **facts},
        text=text,
        repeated=repeated,
    )


OF_A_TALK = ("taken_up", "said_by_staff", "handed_back", "fell_silent", "nobody_yet", "nobody_on_duty")
"""Of a chat that is with staff, which need not have a case."""


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [k for k in NoticeKind if not k.row.to_staff])
def test_every_notice_has_words_and_a_way_on(locale: str, kind: str) -> None:
    shown = screens_of(locale, notice(kind))
    assert len(shown) == 1 and shown[0].rows
    if kind not in OF_A_TALK:
        assert show_number(MINE) in shown[0].text and (BOOKED in shown[0].text or not kind.startswith("appointment"))
    assert "{" not in shown[0].text


@pytest.mark.parametrize("words", ["您好！\u3000\u3000已修好。\n\n\u00a0此致 ", "{unit} %s \\n", "字" * 5000, " "])
def test_staffs_words_are_shown_word_for_word(words: str) -> None:
    head, own, rest = screens_of("zh_Hant", notice("reply", words))
    assert own.text == words and words.strip() not in (head.text if words.strip() else [])
    assert (
        not head.rows
        and not own.rows
        and [press for _, press in rest.rows[0]]
        == [
            f"n.{MINE}.rate-satisfied",
            f"n.{MINE}.rate-fair",
            f"n.{MINE}.rate-unsatisfied",
        ]
    )


def test_a_notice_that_may_be_the_second_says_so() -> None:
    assert screens_of("en", notice("accepted", repeated=True))[0].text.startswith("(You may already have had")


def test_a_handler_who_is_not_named() -> None:
    text = screens_of("zh_Hans", notice("assigned", handler=""))[0].text
    assert "建设局办理" in text


def test_an_appointment_can_be_cancelled_where_it_is_told() -> None:
    shown = screens_of("zh_Hans", notice("appointment_made"))[0]
    assert shown.rows == (
        (("改期", f"n.{MINE}.move-{BOOKED}"),),
        (("取消这次预约", f"n.{MINE}.cancel-{BOOKED}"),),
    )
    assert "12月1日 周二 上午9点30分" in shown.text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", CRISES)
def test_help_comes_with_numbers_even_when_the_desk_is_unknown(locale: str, code: str) -> None:
    for known in (desk(), None):
        shown = screens.crisis(locale, code, known)
        assert "110" in shown.text
        assert [press for row in shown.rows for _, press in row] == ["m.human", "m.go"]


def test_a_fact_may_be_called_anything() -> None:
    assert screens.phrase("en", Say("stale.sent", {"case_no": "1", "locale": "x", "key": "y"})).endswith("1.")


def test_several_drafts_are_told_apart() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC).isoformat()
    drafts = [Session(f"s{n}", "submit", 1, at, at) for n in range(5)]
    for draft in drafts[:4]:
        draft.answers["story"] = {"parts": [{"text": f"路灯\n坏了 {draft.id}"}], "done": False}
    drafts[4].answers["place"] = {"at": [1, 2]}
    shown = screens.menu("zh_Hans", drafts)
    assert [press for row in shown.rows[:3] for _, press in row] == ["m.resume.s0", "m.resume.s1", "m.resume.s2"]
    assert "1. 路灯 坏了 s0" in shown.text
    assert screens.menu("zh_Hans", drafts[4:]).rows[0] == (("接着写", "m.resume.s4"),)


def test_a_press_fits_into_64_bytes() -> None:
    session = Session("0123456789ab", "book", 1, "", "", rev=9999)
    for code in (MINE, f"edit:{'slot'}", "V-COUNTY-12345678901"):
        assert len(screens.pressed(session, code).encode()) <= 64
    assert len(f"n.{MINE}.cancel-{BOOKED}".encode()) <= 64


def test_labels_follow_the_language() -> None:
    assert [screens.label(locale, Button("1", "button.person", facts={"n": 1})) for locale in LOCALES] == [
        "1 人",
        "1 人",
        "1 person",
    ]


@pytest.mark.parametrize("kind", sorted(k for k in NoticeKind if not k.row.to_staff))
@pytest.mark.parametrize("locale", LOCALES)
def test_a_notice_says_how_to_reach_a_person(locale: str, kind: str) -> None:
    sent = notice(kind, phone="0500-555-0177").model_copy(update={"locale": locale})
    assert "0500-555-0177" in screens_of(locale, sent)[0].text


def test_a_unit_without_a_phone_leaves_no_gap() -> None:
    (shown,) = screens_of("zh_Hans", notice("accepted", phone=""))
    assert "电话 —" in shown.text
    (shown,) = screens_of("zh_Hans", notice("closed", phone=""))
    assert "请打" not in shown.text


def test_offices_are_named_in_the_characters_of_the_reader_and_people_as_they_write_themselves() -> None:
    sent = notice("assigned", handler="范晓").model_copy(update={"locale": "zh_Hant"})
    (shown,) = screens_of("zh_Hant", sent)
    assert "清河縣住房和城鄉建設局" in shown.text and "范晓" in shown.text


@pytest.mark.parametrize("locale", LOCALES)
def test_closing_offers_what_is_still_possible(locale: str) -> None:
    closed = notice("closed")
    days = {"reopen_on": "2026-12-15", "review_on": "2027-01-04", "level": 1}
    (shown,) = screens_of(locale, closed.model_copy(update={"facts": closed.facts | days, "locale": locale}))
    for last in (date(2026, 12, 15), date(2027, 1, 4)):
        assert day(locale, last) in shown.text
    presses = {press.rsplit(".", 1)[1] for row in shown.rows for _, press in row}
    assert {"unsolved", "review"} <= presses
    (over,) = screens_of(locale, closed)
    assert "unsolved" not in {press.rsplit(".", 1)[1] for row in over.rows for _, press in row}


def test_a_notice_of_before_its_phone_was_kept_is_shown() -> None:
    sent = notice("closed")
    bare = sent.model_copy(update={"facts": {k: v for k, v in sent.facts.items() if k != "phone"}})
    assert screens_of("zh_Hans", bare)


ABOUT = About(
    topic=Labelled(code="030101", name="路灯不亮", name_en="Street light out"),
    area=Labelled(code="990121100", name="石桥镇", name_en="Shiqiao Town"),
    excerpt="我家门口的路灯坏了一个星期",
)


@pytest.mark.parametrize(
    ("locale", "begins"),
    [
        ("zh_Hans", "路灯不亮 · 石桥镇\n"),
        ("zh_Hant", "路燈不亮 · 石橋鎮\n"),
        ("en", "Street light out · Shiqiao Town\n"),
    ],
)
def test_a_notice_begins_with_the_matter_and_ends_with_the_number(locale: str, begins: str) -> None:
    sent = notice("assigned").model_copy(update={"about": ABOUT})
    (shown,) = screens_of(locale, sent)
    assert shown.text.startswith(begins)
    assert shown.text.endswith(show_number(MINE)) and shown.number == MINE


def test_a_notice_without_a_topic_begins_with_their_own_words() -> None:
    about = ABOUT.model_copy(update={"topic": None, "excerpt": "您好，我家门口的路灯坏了一个星期，晚上看不见"})
    (shown,) = screens_of("zh_Hans", notice("assigned").model_copy(update={"about": about}))
    assert shown.text.startswith("我家门口的路灯坏了一个… · 石桥镇\n")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_question_comes_first_then_how_to_answer_then_our_own_date(locale: str) -> None:
    head, own, rest = screens_of(locale, notice("question", "灯杆上有编号吗？").model_copy(update={"about": ABOUT}))
    assert own == Screen("灯杆上有编号吗？") and day(locale, date(2027, 1, 19)) not in head.text
    how, ours, phone, number = rest.text.split("\n\n")
    assert how == say(locale, "notice.question_how")
    assert day(locale, date(2027, 1, 19)) in ours and FACTS["phone"] in phone and show_number(MINE) in number
    assert [press for row in rest.rows for _, press in row] == [f"n.{MINE}.answer"]


@pytest.mark.parametrize("kind", [k for k in NoticeKind if not k.row.to_staff])
def test_an_english_notice_is_english(kind: str) -> None:
    """Offices by their English form, else in pinyin; people always in pinyin."""
    sent = notice(kind, unit_en="Housing Bureau", post_en="County Head").model_copy(update={"about": ABOUT})
    (shown,) = screens_of("en", sent.model_copy(update={"locale": "en"}))
    assert re.findall("[\u3400-\u9fff]+", shown.text.replace("复查", "").replace("复核", "")) == []
    for held, said in (("unit", "Housing Bureau"), ("official", "Lin Ruochuan"), ("handler", "Tian Xiao")):
        if f"{{{held}}}" in template("en", f"notice.{kind}"):
            assert said in shown.text


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_stored_notice_that_lacks_facts_is_shown_without_them(kind: NoticeKind) -> None:
    whole = notice(kind)
    for facts in [{}, *({name: value} for name, value in whole.facts.items())]:
        for locale in LOCALES:
            shown = screens_of(locale, whole.model_copy(update={"facts": facts}))
            assert all(screen.text for screen in shown)
