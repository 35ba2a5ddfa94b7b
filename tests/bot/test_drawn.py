"""How the page draws a screen: one main button, numbers to call as links, times of the place."""

from datetime import UTC, datetime

import pytest

from bot.channels.webchat import links, looks, times
from bot.store import millis


def looks_of(*presses: str) -> list[list[tuple[str, str]]]:
    rows = looks.arranged([tuple((label, label) for label in row.split()) for row in presses])
    return [[(b.press, b.look) for b in row] for row in rows]


def test_one_main_button_below_the_answers_and_the_ways_out_small() -> None:
    assert looks_of("s.a.1.done s.a.1.send", "s.a.1.last", "s.a.1.back m.more") == [
        [("s.a.1.send", "")],
        [("s.a.1.done", "main")],
        [("s.a.1.last", "small"), ("s.a.1.back", "small"), ("m.more", "small")],
    ]


def test_a_review_is_sent_by_its_main_button_and_edited_by_small_ones() -> None:
    assert looks_of("s.a.1.yes", "s.a.1.edit:story s.a.1.edit:place", "s.a.1.back") == [
        [("s.a.1.edit:story", "small"), ("s.a.1.edit:place", "small")],
        [("s.a.1.yes", "main")],
        [("s.a.1.back", "small")],
    ]


def test_answers_have_no_main_button_among_them() -> None:
    assert looks_of("n.990.rate-satisfied n.990.rate-unsatisfied", "n.990.why") == [
        [("n.990.rate-satisfied", ""), ("n.990.rate-unsatisfied", "")],
        [("n.990.why", "")],
    ]


def test_what_stands_ready_leads_on() -> None:
    assert looks_of("s.a.1.ready s.a.1.not_that", "s.a.1.990121 s.a.1.990122", "s.a.1.skip") == [
        [("s.a.1.990121", ""), ("s.a.1.990122", "")],
        [("s.a.1.ready", "main")],
        [("s.a.1.not_that", "small"), ("s.a.1.skip", "small")],
    ]
    assert looks_of("s.a.1.use s.a.1.not_that", "s.a.1.skip")[0] == [("s.a.1.not_that", "")]


def test_a_draft_is_what_leads_on() -> None:
    assert ("m.resume.abc", "main") in looks_of("m.resume.abc", "m.submit m.book")[-1]


def test_two_short_labels_that_stood_alone_stand_together() -> None:
    joined = looks.arranged([(("补充情况", "a"),), (("催办", "b"),), (("对这个结果不满意，申请复查", "c"),)])
    assert [[b.press for b in row] for row in joined] == [["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("请马上打110、120，或 0500-555-0101。", ["110", "120", "05005550101"]),
        ("12356  心理援助", ["12356"]),
        ("手机13800000678联系", ["13800000678"]),
        ("编号 990121202611290000 11，查询码 110A", []),
        ("2026-11-29 收到 1100 元，9901-110-1", []),
        ("<b>110</b>", ["110"]),
    ],
)
def test_numbers_to_call_and_no_others(text: str, called: list[str]) -> None:
    found = list(links.pieces(text))
    assert "".join(words for words, _ in found) == text
    assert [number for _, number in found if number] == called


def test_a_list_of_help_lines_has_buttons_to_call() -> None:
    text = "请马上打：\n110  公安报警\n12356  心理援助\n\n或打 0500-555-0101。"
    assert links.listed(text) == ["110", "12356"]
    assert links.listed("0500-555-0101\n") == ["05005550101"]


def test_times_are_of_the_place() -> None:
    midnight = millis(datetime(2026, 11, 29, 16, tzinfo=UTC))
    assert times.utc(midnight) == "2026-11-29T16:00:00Z"
    assert times.day_of("zh_Hans", midnight) == "11月30日 周一"
    assert times.day_of("en", midnight - 1) == "Sun 29 November"
    assert times.time_of(midnight - 1) == "23:59"
