"""Long texts: cut where a person would, joined again to exactly what was written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.push.sending import cut
from bot.channels.push.split import LONGEST, parts, units
from bot.channels.telegram.speak import inline_keyboard
from conversations.screens import Screen

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


@given(TEXT, st.integers(2, 40))
@example("👨‍👩‍👧‍👦" * 30, 16)
@example("\u00a0\u3000 字" * 50, 10)
@example("", 10)
def test_the_parts_are_the_text(text: str, longest: int) -> None:
    found = parts(text, longest)
    assert "".join(found) == text
    assert all(units(part) <= longest for part in found)
    assert all(found) or found == [""]


@given(TEXT)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_a_text_that_fits_is_one_message() -> None:
    assert parts("字" * LONGEST) == ["字" * LONGEST]
    assert [units(p) for p in parts("😀" * 2049)] == [4096, 2]


def test_it_is_cut_behind_a_sentence() -> None:
    text = "第一句话。" * 1000
    assert all(part.endswith("。") for part in parts(text))


def test_a_drawn_character_stays_whole() -> None:
    family = "👨‍👩‍👧"
    found = parts("字" * 4093 + family + "字")
    assert found[1].startswith(family)


def test_buttons_stand_under_the_last_part() -> None:
    found = cut(Screen("字" * 5000, ((("好", "s.1.2.yes"),),)), LONGEST)
    assert [inline_keyboard(piece.rows) is None for piece in found] == [True, False]


@pytest.mark.parametrize(("rows", "expected"), [((12,), [8, 4]), ((2, 3), [2, 3]), ((60, 60), [8] * 7 + [4] + [8] * 5)])
def test_a_keyboard_is_never_more_than_telegram_takes(rows: tuple[int, ...], expected: list[int]) -> None:
    made = tuple(tuple((f"第{n}个", f"m.{n}") for n in range(count)) for count in rows)
    markup = inline_keyboard(made)
    assert markup is not None
    assert [len(row) for row in markup.inline_keyboard] == expected


def test_the_buttons_beside_the_screen_s_own_count_too() -> None:
    made = tuple((f"第{n}个", f"m.{n}") for n in range(120))
    markup = inline_keyboard((made,), ("打开", "https://example.org"), ("复制", "码"))
    assert markup is not None
    shown = [b.text for row in markup.inline_keyboard for b in row]
    assert (len(shown), shown[0], shown[-1]) == (100, "打开", "复制")


def test_a_button_that_sends_too_much_is_left_out() -> None:
    markup = inline_keyboard(((("长", "字" * 22), ("短", "字" * 21)),))
    assert markup is not None
    assert [b.text for row in markup.inline_keyboard for b in row] == ["短"]
