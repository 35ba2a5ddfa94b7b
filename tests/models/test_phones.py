"""Phone numbers in all the ways people write them, whatever invisible marks a phone puts among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models import phones
from models.wire import CaseDraft
from models.wire.base import Phone

FORMS = {
    "138 0000 0000": "13800000000",
    "138-0000-0000": "13800000000",
    "138.0000.0000": "13800000000",
    "１３８００００００００": "13800000000",
    "1 3 8 0 0 0 0 0 0 0 0": "13800000000",
    "8613800000000": "13800000000",
    "013800000000": "13800000000",
    "0086 138 0000 0000": "+8613800000000",
    "138_0000_0000": "13800000000",
    "138/0000/0000": "13800000000",
    "138～0000〜0000": "13800000000",
    "138⁃0000⁃0000": "13800000000",
    "138\n0000\n0000": "13800000000",
    "١٣٨٠٠٠٠٠٠٠٠": "13800000000",
    "1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣0️⃣": "13800000000",
    "+86-138-0000-0000": "+8613800000000",
    "（＋86）13800000000": "+8613800000000",
    "13800000000转1234": "13800000000转1234",
    "0571-88880000": "057188880000",
    "（0571）88880000": "057188880000",
    "(0571) 8888 0000": "057188880000",
    "0571—88880000": "057188880000",
    "010 6888 0000": "01068880000",
    "+86 571 8888 0000": "057188880000",
    "+86 (0)571 8888 0000": "057188880000",
    "0500-5550100": "05005550100",
    "88880000": "88880000",
    "8888-000": "8888000",
    "0571-88880000转801": "057188880000转801",
    "0571-88880000 轉 801": "057188880000转801",
    "0571-88880000 转接801": "057188880000转801",
    "0571-88880000（转801）": "057188880000转801",
    "0571-88880000-801": "057188880000转801",
    "0571-88880000 ext. 801": "057188880000转801",
    "0571-88880000x801": "057188880000转801",
    "0571-88880000#801": "057188880000转801",
    "88880000分机801": "88880000转801",
    "88880000，分机号：801": "88880000转801",
    "400-123-4567": "4001234567",
    "400 1234 567 转 2": "4001234567转2",
    "8008101234": "8008101234",
    "85291234567": "+85291234567",
    "+852 9123 4567": "+85291234567",
    "00852-91234567": "+85291234567",
    "(852) 9123-4567": "+85291234567",
    "+853 6612 3456": "+85366123456",
    "85366123456": "+85366123456",
    "+886 0912 345 678": "+886912345678",
    "+886-912-345-678": "+886912345678",
    "0912-345-678": "+886912345678",
    "+886 2 2345 6789": "+886223456789",
    "+44 20 7946 0000": "+442079460000",
    "+1 (212) 555-0100": "+12125550100",
    "001 212 555 0100": "+12125550100",
    "138OOOO0001": "13800000001",
    "l38 oo00 0OO1": "13800000001",
    "138-00\u041e0-00Ol": "13800000001",
    "O571-8888OOOO": "057188880000",
    "+86 I3800000001": "+8613800000001",
}
MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
TYPE: TypeAdapter[str] = TypeAdapter(Phone)


@pytest.mark.parametrize(("typed", "number"), FORMS.items())
def test_a_real_form(typed: str, number: str) -> None:
    assert phones.numbers(typed) == [number]
    assert phones.written(typed) == number
    assert phones.numbers(number) == [number]
    assert phones.numbers(TYPE.validate_python(typed)) == [number]  # the counter and the API take what the chat takes


@given(st.sampled_from(sorted(FORMS)), st.lists(st.tuples(st.integers(0, 40), st.sampled_from(MARKS)), max_size=6))
def test_marks_anywhere_change_nothing(typed: str, marks: list[tuple[int, str]]) -> None:
    marked = typed
    for at, mark in marks:
        marked = marked[:at] + mark + marked[at:]
    assert phones.numbers(marked) == [FORMS[typed]]
    assert phones.written(marked) == FORMS[typed]


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(["\u00a0", "\u3000", "\u2009", "\u202f", "\t"]))
def test_a_blank_of_any_kind_is_a_blank(typed: str, blank: str) -> None:
    assert phones.numbers(blank + typed.replace(" ", blank) + blank) == [FORMS[typed]]


@pytest.mark.parametrize(
    ("typed", "written", "found"),
    [
        ("13800000007（微信同号）", "13800000007（微信同号）", ["13800000007"]),
        ("李老根 138-0000-0007", "李老根 13800000007", ["13800000007"]),
        ("打这个 138 0000 0007 晚上", "打这个 13800000007 晚上", ["13800000007"]),
        ("我的电话是13800000007。", "13800000007", ["13800000007"]),
        ("13800000007 23栋5单元", "13800000007 23栋5单元", ["13800000007"]),
        ("10楼，13800000007", "10楼，13800000007", ["13800000007"]),
        ("138-0000-0007转李主任", "13800000007转李主任", ["13800000007"]),
        ("13800000007 13900000008", "13800000007、13900000008", ["13800000007", "13900000008"]),
        ("13800000007/13900000008", "13800000007、13900000008", ["13800000007", "13900000008"]),
        ("13800000007\n0571-88880000转8", "13800000007、057188880000转8", ["13800000007", "057188880000转8"]),
        (
            "儿子13800000007，女儿 139 0000 0008（白天）",
            "儿子13800000007，女儿 13900000008（白天）",
            ["13800000007", "13900000008"],
        ),
    ],
)
def test_a_remark_stays_with_the_number(typed: str, written: str, found: list[str]) -> None:
    assert phones.written(typed) == written
    assert phones.numbers(typed) == phones.numbers(written) == found


@pytest.mark.parametrize(
    "typed",
    [
        *("", "没有", "12345", "110", "95598", "110 120", "1380000000", "138000000001", "138 0000 00012"),
        *("330102199001011234", "٠١٢٣٤٥٦٧", "+86 12345678", "+852 123", "x", "1" * 30, "\u200b" * 20),
        *(
            "lOOOOOOOOOO",
            "138OOOOOO0l",
            "HELLO13800O0001",
            "138OOOO000",
            "138O000000lOO",
            "139 1234 567",
            "138-0000 000",
        ),
    ],
)
def test_no_number(typed: str) -> None:
    """Also short service numbers, which are nobody's own, and numbers with a digit too many or too few."""
    assert phones.numbers(typed) == [] and phones.written(typed) is None
    with pytest.raises(ValidationError):
        TYPE.validate_python(typed)


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    line = phones.written(text)
    assert (line is None) == (phones.numbers(text) == [])
    assert line is None or len(line) > phones.LONGEST or phones.numbers(line)[0] == phones.numbers(text)[0]


def test_the_same_number_has_the_same_mark() -> None:
    spelt = ("13800000000", "+86 138 0000 0000", "138-0000-0000（微信同号）", "008613800000000")
    assert {phones.marked(line) for line in spelt} == {"13800000000"}
    assert phones.marked("没有") is None


def test_what_was_sealed_before_still_reads() -> None:
    for held in ("8613800000000", "+8613800000000", "05005550100", "139-1234-5678", "5550100"):
        assert CaseDraft(consent="2026-11", parts=[{"text": "路灯"}], phone=held).phone == held
