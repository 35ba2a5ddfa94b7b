"""Words without words are empty everywhere."""

import pytest
from pydantic import TypeAdapter, ValidationError

from models.visible import bare_words, has_words, is_seen, visible
from models.wire import CaseCreate, CaseDraft, NotSolved
from models.wire.base import Line, Written

UNSEEN = [
    "",
    " ",
    "\u3000",
    "\u00a0\u2009",
    "\u200b" * 80,
    "\ufeff\u2060",
    "\u202d\u202c",
    "\u3164",
    "\u2800",
    "\u115f\ufe0f",
    "\ufffc",
    "\t\n",
]
MARKS = ["\u0301\u0302", "\u20e3", "\u302a \u3099"]
"""Accents that stand on nothing."""
WORDLESS = [*UNSEEN, *MARKS, "。。。", "？！", "——", "👍👍🏻", "…", "·", "<>", "\u200b👍\u200b"]
WORDED = ["好", "ok", "3", "\u200b好\u200b", "３", "👍好", "é", "ئۇ"]


@pytest.mark.parametrize("text", UNSEEN)
def test_nothing_is_seen(text: str) -> None:
    assert not is_seen(text) and not visible(text).strip()


@pytest.mark.parametrize("text", MARKS)
def test_accents_on_nothing_are_nothing(text: str) -> None:
    assert not is_seen(text) and is_seen(f"e{text}")


@pytest.mark.parametrize("text", WORDLESS)
@pytest.mark.parametrize("kind", [Line, Written])
def test_no_words(text: str, kind: object) -> None:
    assert not has_words(text) and bare_words(text) == ""
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("text", WORDED)
def test_words(text: str) -> None:
    assert has_words(text) and is_seen(text) and bare_words(text)
    assert TypeAdapter(Written).validate_python(text) == text


def test_the_same_words_in_another_dress() -> None:
    assert (
        len({bare_words(t) for t in ("已处理，谢谢！", "已处理谢谢", "已 处理。谢谢\u200b", "已处理，谢谢！！👍")}) == 1
    )
    assert bare_words("Ｎｏ．１２ ok") == bare_words("no 12 OK")
    assert bare_words("已处理") != bare_words("未处理")


def test_what_a_resident_leaves_out() -> None:
    """A name without words was not given; a word about it that cannot be seen neither. An emoji is kept."""
    draft = CaseDraft(consent="2026-11", parts=[{"text": "路灯"}], name="\u200b", place="。")
    assert draft.anonymous and draft.place is None
    assert NotSolved(case_no="990121202611200000017", text="\u200b\ufeff").text is None
    assert NotSolved(case_no="990121202611200000017", text="👎").text == "👎"


@pytest.mark.parametrize("text", [t for t in UNSEEN if t])
def test_a_story_that_cannot_be_seen_is_none(text: str) -> None:
    whom = {"channel": "telegram", "address": "1"}
    with pytest.raises(ValidationError):
        CaseCreate(consent="2026-11", parts=[{"text": text}], resident=whom)
    CaseCreate(consent="2026-11", parts=[{"text": text}, {"file": "a" * 20}], resident=whom)
