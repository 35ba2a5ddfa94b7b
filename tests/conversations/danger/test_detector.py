"""The detector: fresh phrasings, two messages read together, ordinary messages, and how long it takes."""

import time
from pathlib import Path

import pytest

from benchmarks.crisis.samples import phrasings
from conversations.danger.detector import find, find_all
from conversations.danger.model import Model, model
from models.law.crisis import CRISES

HEARD = (
    "药我都备好了，今晚吃完就不用再麻烦你们了",
    "窝不想火着了",
    "我已经交代好后事，存折放在抽屉里",
    "百草枯我已经拧开盖子了",
    "我妻子昨天说“不如一了百了”，今天人不见了",
    "我妈说不想活了，人不见了",
    "再拖下去我提把菜刀到你们办公室聊聊",
    "看我不一刀捅了那个包工头",
    "我邻居喝醉了扬言要点房子，汽油桶已经搬到门口了",
    "我今年11岁，爸爸喝酒拿皮带抽我，我躲在厕所里",
    "校车翻沟里了",
    "我家孩子放学到现在没回来，电话关机",
    "血流在浴缸里 红红的 有点困",
    "撐唔落去喇 想攬住個仔一齊落去",
    "儿子被卷进收割机了",
    "佢成日打個女 打到佢唔識講嘢",
)
QUIET = (
    "喝药喝了半年不见好",
    "他骂我“去死”，我要求道歉",
    "火锅店油烟呛死人",
    "拼了命工作，工资却被拖欠",
    "昨天看新闻说有人跳楼，你们小区护栏也太低了",
    "跳楼价清仓太吵",
    "想死你们了",
    "Wang Xiaoming",
    "Li Xiaohong",
    "我跟你讲 打我儿媳妇的 15000000321",
    "路口车祸多 建议装红绿灯",
    "上个月楼上着火 到现在没赔",
    "要账要得我头都炸了",
)


@pytest.mark.parametrize("text", HEARD)
def test_danger_is_heard(text: str) -> None:
    assert find([text])


@pytest.mark.parametrize("text", QUIET)
def test_what_only_sounds_so_stays_quiet(text: str) -> None:
    assert find([text]) is None


def test_messages_are_read_together() -> None:
    assert find(["我真的不想", "活下去了，再见"]) == "C1"
    assert find(["我不想"]) is None and find(["我不想", "再活了"]) == "C1"


def test_what_was_heard_before_is_not_heard_again() -> None:
    assert find(["我不想活了"]) == "C1" and find(["我不想活了", "路灯坏了"]) is None


def test_most_of_our_own_phrasings_are_heard_and_few_of_the_quiet_ones() -> None:
    told = [*phrasings()]
    danger = [p for p in told if p.label != "none"]
    quiet = [p for p in told if p.label == "none"]
    assert len(danger) >= 400 and len(quiet) >= 300 and {p.label for p in danger} == set(CRISES)
    missed = [p for p in danger if not any(map(find_all, (*p.texts, "".join(p.texts))))]
    alarmed = [p for p in quiet if any(map(find_all, p.texts))]
    assert len(missed) <= len(danger) // 20, missed
    assert len(alarmed) <= len(quiet) // 10, alarmed


@pytest.mark.parametrize("text", ["路灯坏了。" * 4_000, "我想死" * 7_000, "a" * 20_000, "死" * 20_000, "\n" * 20_000])
def test_a_long_text_takes_no_longer_than_a_moment(text: str) -> None:
    find_all("路灯")
    took = []
    for _ in range(5):
        began = time.thread_time()
        find_all(text)
        took.append(time.thread_time() - began)
    assert min(took) < 0.03


def test_the_model_is_a_small_readable_file() -> None:
    file = Path("conversations/danger/weights.tsv")
    assert file.stat().st_size < 400_000
    by = model()
    assert by.classes == ("C1", "C2", "C3", "C4") and 1_000 < len(by.weights) < 10_000
    assert max(map(len, by.weights)) <= 3, "no text it has learnt from can be read in it"


def test_a_model_is_read_from_its_rows() -> None:
    by = Model.read("# made\nclass\tC1\tC2\n^^\t-3.00\t-2.00\n死\t7.00\t0.00\n")
    assert by.score("路灯") == [-3.0, -2.0]
    assert by.score("死")[0] > -3.0 and by.score("死")[1] == -2.0
