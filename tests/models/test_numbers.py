from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.numbers import (
    QUERY_ALPHABET,
    booking_no,
    case_no,
    clean_code,
    clean_number,
    query_code,
    show_number,
    valid_case_no,
)

NUMBERS = st.builds(case_no, st.from_regex("[0-9]{6}", fullmatch=True), st.dates(), st.integers(1, 10**7))


def test_a_case_number_reads_as_place_day_and_count() -> None:
    number = case_no("990121", date(2026, 11, 22), 1)
    assert number == "99012120261122000017"
    assert valid_case_no(number)
    assert show_number(number) == "9901 2120 2611 2200 0017"


def test_the_sequence_grows_a_digit() -> None:
    assert len(case_no("990121", date(2026, 11, 22), 99_999)) == 20
    assert len(grown := case_no("990121", date(2026, 11, 22), 100_000)) == 21
    assert valid_case_no(grown)
    assert booking_no(date(2026, 11, 22), 7) == "YY202611220007"
    assert booking_no(date(2026, 11, 22), 12_345) == "YY2026112212345"


@pytest.mark.parametrize("area", ["99012", "9901211", "99012a", "９９０１２１"])
def test_an_area_has_six_digits(area: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        case_no(area, date(2026, 11, 22), 1)


def test_a_sequence_starts_at_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        case_no("990121", date(2026, 11, 22), 0)
    with pytest.raises(ValueError, match="starts at 1"):
        booking_no(date(2026, 11, 22), 0)


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    assert valid_case_no(number)
    at = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
    assert not valid_case_no(number[:at] + other + number[at + 1 :])


@pytest.mark.parametrize("text", ["", "123", "YY202611220007", "９" * 20, "99012120261322000011", "0" * 20])
def test_what_is_no_case_number(text: str) -> None:
    assert not valid_case_no(text)


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    valid_case_no(text)
    assert not any(c.isspace() for c in clean_number(text))


@given(NUMBERS)
def test_a_number_survives_how_people_type_it(number: str) -> None:
    wide = number.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    assert clean_number(show_number(number)) == number
    assert clean_number(f" {wide[:6]}－{wide[6:14]}—{wide[14:]}。\u200b\n") == number
    assert clean_number(".".join(number)) == number


def test_booking_numbers_are_typed_in_small_letters() -> None:
    assert clean_number("yy2026 1122-0007") == "YY202611220007"


def test_the_query_alphabet_has_no_lookalikes() -> None:
    assert len(set(QUERY_ALPHABET)) == len(QUERY_ALPHABET) == 32
    assert not set("01IO") & set(QUERY_ALPHABET)


@given(st.binary(min_size=1), st.text(st.characters(codec="utf-8")))
def test_a_query_code_is_the_same_for_the_same_key(secret: bytes, key: str) -> None:
    code = query_code(secret, key)
    assert code == query_code(secret, key)
    assert len(code) == 8
    assert set(code) <= set(QUERY_ALPHABET)
    assert clean_code(code.lower()) == code


def test_query_codes_depend_on_secret_and_key() -> None:
    codes = {query_code(secret, str(n)) for secret in (b"one", b"two") for n in range(500)}
    assert len(codes) == 1000
    assert {c for code in codes for c in code} == set(QUERY_ALPHABET)
    with pytest.raises(ValueError, match="empty"):
        query_code(b"", "key")


def test_no_letter_is_taken_for_another() -> None:
    assert clean_code(" ７wt9-e37a ") == "7WT9E37A"
    assert clean_code("0o1Il") == "0O1IL"
