import re
import time
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.danger.detector import find, find_all
from conversations.danger.normal import tighten
from models.hotlines import hotlines
from models.law.crisis import CRISES, Crisis

SAMPLES = tomllib.loads(Path(__file__).with_name("samples.toml").read_text("utf-8"))
ALARMING: list[tuple[Crisis, str]] = [(code, text) for code in CRISES for text in SAMPLES["crisis"][code]]
ORDINARY: list[str] = SAMPLES["ordinary"]["messages"]


def heard(text: str) -> Crisis | None:
    return find([text])


@pytest.mark.parametrize(("code", "text"), ALARMING)
def test_every_crisis_is_found(code: Crisis, text: str) -> None:
    assert heard(text) == code


@pytest.mark.parametrize(("code", "text"), ALARMING)
def test_a_crisis_is_found_amid_a_complaint(code: Crisis, text: str) -> None:
    story = f"你好，我家住在东门社区，反映物业的问题已经好几次了，一直没有人处理。{text}。请尽快回复，谢谢。"
    assert code in find_all(story)


def test_false_alarms_are_few() -> None:
    false_alarms = [text for text in ORDINARY if heard(text)]
    assert len(false_alarms) <= len(ORDINARY) // 10, false_alarms


def test_there_are_enough_samples() -> None:
    assert len({text for _, text in ALARMING}) == len(ALARMING) >= 60
    assert len(set(ORDINARY)) == len(ORDINARY) >= 60
    assert {code for code, _ in ALARMING} == set(CRISES)


def test_danger_to_oneself_comes_first() -> None:
    text = "楼道着火了，我不想活了，要跟他们同归于尽"
    assert heard(text) == "C1"
    assert set(find_all(text)) >= {"C1", "C2", "C3"}


@pytest.mark.parametrize("between", [" ", "　", "*", "-", "，", ".", "😭", "\n", "\u200b"])
def test_nothing_between_the_characters_helps_to_hide(between: str) -> None:
    assert heard(f"我要跳{between}楼") == "C1"


def test_what_happened_before_is_no_emergency_unless_a_word_says_now() -> None:
    assert heard("上个月厂里发生火灾") is None
    assert heard("上个月厂里发生火灾，刚才又着火了") == "C3"
    assert heard("三年前我父亲自杀，补助一直没发") is None


def test_tighten() -> None:
    assert tighten("我要 跳*樓！ Tiào lóu，OK 吗") == "我要跳楼\ntiao lou\nok吗"


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "\ud800", "想注册 simple 账号", "我想signup", "lou shang", "A shallow zi"]
)
def test_other_latin_words_are_no_pinyin(text: str) -> None:
    assert heard(text) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert heard(text) in (*CRISES, None)
    assert "C1" in find_all(text + "。我不想活了")


PADDING = "路灯坏了一个月，晚上看不见路，请尽快修好。"


@pytest.mark.parametrize("length", [4_096, 8_192, 20_000, 200_000])
def test_danger_at_either_end_is_found_however_long_the_text(length: int) -> None:
    padding = (PADDING * length)[:length]
    assert heard(padding) is None
    assert heard("我不想活了。" + padding) == heard(padding + "我不想活了") == "C1"


@pytest.mark.parametrize("at", [3_000, 9_000, 19_000])
def test_danger_in_the_midst_of_the_longest_text_is_found(at: int) -> None:
    padding = (PADDING * 1_000)[:20_000]
    assert heard(padding[:at] + "。我不想活了。" + padding[at:]) == "C1"


@pytest.mark.parametrize("at", range(0, 9_000, 1_000))
def test_danger_anywhere_in_what_one_message_holds_is_found(at: int) -> None:
    padding = (PADDING * 500)[:8_100]
    assert heard(padding[:at] + "。我不想活了。" + padding[at:]) == "C1"


def test_a_text_of_any_length_holds_nothing_up() -> None:
    """The event loop waits for the rules: 200,000 characters took 4 s."""
    heard("路灯")
    took = []
    for n in range(5):
        began = time.thread_time()
        heard(f"{n}" + (PADDING * 10_000)[:200_000])
        took.append(time.thread_time() - began)
    assert min(took) < 0.05


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def test_no_expression_repeats_without_bound() -> None:
    """A text of 20,000 repeated characters took half a minute before."""
    tables = [file for file in (files("conversations.danger") / "parts").iterdir() if file.name.endswith(".toml")]
    assert len(tables) == 6
    for table in tables:
        rules = tomllib.loads(table.read_text("utf-8"))
        assert not [text for text in strings(rules) if re.search(r"[*+]|\{\d+,\}", text)]


def test_hotlines() -> None:
    lines = {line.number: line for line in hotlines()}
    assert len(lines) == len(hotlines())
    assert {line.number for line in hotlines() if "C1" in line.crisis} == {"110", "120", "12356"}
    assert {line.number for line in hotlines() if "C2" in line.crisis} == {"110"}
    assert {line.number for line in hotlines() if "C3" in line.crisis} == {"110", "119", "120", "122"}
    assert [line.number for line in hotlines() if "C4" in line.crisis] == ["110", "12355", "12338"]
    assert [line.number for line in hotlines() if "C5" in line.crisis] == ["110", "12338"]
    for line in hotlines():
        assert line.number.isdecimal()
        assert line.source
        assert line.languages
        assert line.last_verified or "not yet verified" in line.source
