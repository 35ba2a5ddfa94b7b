import re
from dataclasses import replace
from datetime import date, time

import pytest

from models.calendar import Calendar
from models.seed import (
    LEVELS,
    SeedError,
    Topic,
    checked_county,
    checked_topics,
    load_county,
    load_templates,
    load_topics,
)
from models.words import labels

CLASSES = (
    "农村农业 自然资源 城乡建设 房产物业 劳动和社会保障 卫生健康 教育 文体旅游 民政与应急 政法 经济管理 市场监管 "
    "交通运输 生态环境 科技与信息产业 军队事务 党务政务 组织人事 纪检监察 其他"
)


def test_the_topic_tree() -> None:
    topics = load_topics()
    top = [topic for topic in topics if topic.level == 1]
    assert [topic.name for topic in top] == CLASSES.split()
    assert [topic.code for topic in top] == [f"{n:02d}0000" for n in range(1, 20)] + ["990000"]
    for topic in top[:-1]:
        assert 3 <= sum(t.parent == topic.code for t in topics) <= 8, topic.name
    assert {topic.level for topic in topics} == {1, 2, 3}
    assert all(topic.en for topic in topics)
    assert [t.name for t in topics if t.common] == ["征地拆迁", "道路与路灯", "供水供电", "物业管理", "欠薪", "噪声"]


def test_the_words_to_reply_with() -> None:
    codes, values = {topic.code for topic in load_topics()}, set(labels("template_value").values())
    for template in load_templates():
        assert template.topic is None or template.topic in codes
        assert set(re.findall(r"{(.*?)}", template.text)) <= values, template.code
    named = set(re.findall(r"{(.*?)}", labels("office_help")["templates.text"]))
    assert named == values and labels("template_example").keys() == labels("template_value").keys()


def test_names_are_unique_within_a_parent() -> None:
    named = [(topic.parent, name) for topic in load_topics() for name in (topic.name, topic.en)]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("codes", [["010100"], ["010000", "010000"], ["01"], ["010100", "010000"], ["01000x"]])
def test_an_unsound_tree_is_refused(codes: list[str]) -> None:
    with pytest.raises(SeedError):
        checked_topics(Topic(code, "x", "x") for code in codes)


def test_the_county_has_five_levels_and_a_grid() -> None:
    county = load_county()
    assert {area.level for area in county.areas} == set(LEVELS)
    assert {official.level for official in county.officials} == set(LEVELS) - {"grid"}
    townships = [area for area in county.areas if area.level == "township"]
    assert len(townships) == 5
    for township in townships:
        assert 3 <= sum(area.parent == township.code for area in county.areas) <= 5
        assert any(unit.area == township.code and unit.kind == "township" for unit in county.units)
    assert sum(unit.kind == "desk" for unit in county.units) == 1
    assert all(unit.phone.startswith("0500-555-01") for unit in county.units)


def test_the_discipline_unit_answers_to_no_one_here() -> None:
    county = load_county()
    discipline = [unit for unit in county.units if unit.kind == "discipline"]
    assert [(unit.parent, unit.topics) for unit in discipline] == [("", ("190000",))]


def test_codes_that_point_nowhere_are_refused() -> None:
    county = load_county()
    area, unit, official, plan = county.areas[-1], county.units[-1], county.officials[-1], county.visits[-1]
    for broken in (
        replace(county, areas=(*county.areas, area)),
        replace(county, areas=(*county.areas, replace(area, code=area.code[:-3]))),
        replace(county, areas=(*county.areas, replace(area, code="990121999999999"))),
        replace(county, areas=(*county.areas[1:],)),
        replace(county, units=(*county.units, replace(unit, code="X", parent="nowhere"))),
        replace(county, units=(*county.units, replace(unit, code="X", topics=("123456",)))),
        replace(county, units=(*county.units, replace(unit, code="X", level="county"))),
        replace(county, officials=(*county.officials, replace(official, code="X", unit="nowhere"))),
        replace(county, officials=(*county.officials, official)),
        replace(county, visits=(replace(plan, official="nobody"),)),
        replace(county, visits=(replace(plan, companions=("nowhere",)),)),
        replace(county, visits=(replace(plan, month_day=15),)),
        replace(county, visits=(replace(plan, end=plan.start),)),
    ):
        with pytest.raises(SeedError):
            checked_county(broken)


@pytest.mark.parametrize(
    ("today", "county_day", "township_day"),
    [
        (date(2026, 11, 22), date(2026, 12, 15), date(2026, 11, 30)),
        (date(2026, 2, 10), date(2026, 2, 24), date(2026, 2, 24)),
        (date(2026, 11, 14), date(2026, 11, 16), date(2026, 11, 23)),
        (date(2026, 11, 15), date(2026, 12, 15), date(2026, 11, 23)),
        (date(2026, 12, 14), date(2027, 1, 15), date(2026, 12, 21)),
    ],
)
def test_visit_days_leave_notice_and_move_off_holidays(today: date, county_day: date, township_day: date) -> None:
    plans = {plan.code: plan for plan in load_county().visits}
    calendar = Calendar()
    assert plans["V-COUNTY"].next_date(today, calendar) == county_day
    assert plans["V-SHIQIAO"].next_date(today, calendar) == township_day


def test_slots_run_from_nine_to_twelve() -> None:
    plan = load_county().visits[0]
    assert plan.slots() == [time(h, m) for h in (9, 10, 11) for m in (0, 30)]
    assert replace(plan, minutes=50).slots() == [time(9), time(9, 50), time(10, 40)]
