"""A fictional world to talk in: 清河县, its desk, two visit days, a few cases. For the player and the transcripts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from conversations.engine.engine import Needs
from conversations.engine.facts import (
    Areas,
    CaseStatus,
    Coming,
    Desk,
    FreeSlots,
    LastNotice,
    Located,
    MyAppointments,
    MyCases,
    Noticed,
    PublishedDays,
    SlotHeld,
    TheDesk,
    Topics,
)
from conversations.engine.tree import Option, Tree
from conversations.words.dates import ZONE
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import Kind
from models.law.states import State
from models.law.visits import AppointmentState
from models.numbers import booking_no, case_no
from models.seed import VisitPlan, load_county, load_topics
from models.wire import AppointmentView, Labelled, ResidentCase, ResidentEvent, SlotView, VisitDayView
from models.words.names import Name

COUNTY = "990121"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CODE = "K7QW2M9P"
MINE, ASKED, CLOSED, OTHERS = (case_no(COUNTY, TODAY - timedelta(days=n), n) for n in (3, 9, 40, 12))
"""Registered; with an open question; closed; filed in another chat, to be seen with CODE."""
BOOKED = booking_no(TODAY - timedelta(days=1), 1)
FILED = case_no(COUNTY, TODAY, 1)
LIGHT = {"topic": "030101", "area": "990121100"}
HOUSING = next(u for u in load_county().units if u.code == "QH-ZJ")
FUMES = {"topic": "140200", "area": "990121001001"}


@cache
def topics() -> Tree:
    return Tree(tuple(Option(t.code, t.name, t.en, t.parent or None, t.common, t.placed) for t in load_topics()))


@cache
def areas() -> Tree:
    inside = [a for a in load_county().areas if a.level in ("township", "village", "grid")]
    return Tree(tuple(Option(a.code, a.name, a.en, a.parent) for a in inside))


@cache
def desk() -> Desk:
    unit = next(u for u in load_county().units if u.kind == "desk")
    hours = Name("工作日 8:30–17:30", "working days, 8:30 am to 5:30 pm")
    return Desk(
        Name(unit.name, unit.en), unit.phone, hours, Name("清河县文昌路 1 号", "1 Wenchang Road, Qinghe County")
    )


def visit_day(plan: VisitPlan, on: date) -> VisitDayView:
    county = load_county()
    official = next(o for o in county.officials if o.code == plan.official)
    return VisitDayView(
        id=plan.code,
        date=on,
        title=plan.code,
        level=official.level,
        mode=plan.form,
        venue=plan.place,
        venue_en=plan.place_en,
        area=plan.area,
        official=official.name,
        post=official.post,
        post_en=official.post_en,
        portfolio=official.portfolio,
        portfolio_en=official.portfolio_en,
        companions=list(plan.companions),
        free=len(plan.slots()) * plan.capacity,
    )


def slots(plan: VisitPlan, on: date) -> tuple[SlotView, ...]:
    step = timedelta(minutes=plan.minutes)
    starts = [datetime.combine(on, at, ZONE) for at in plan.slots()]
    return tuple(
        SlotView(id=f"{plan.code}-{n}", starts_at=at, ends_at=at + step, free=plan.capacity)
        for n, at in enumerate(starts, 1)
    )


def case(number: str, state: State, told: str, days: int, **more: Any) -> ResidentCase:
    """A case registered `days` ago, with a plausible timeline up to `state`."""
    began = NOW - timedelta(days=days)
    unit: Facts = {"unit": HOUSING.name, "unit_en": HOUSING.en, "phone": HOUSING.phone}
    steps: list[tuple[EventKind, Facts, str | None]] = [(EventKind.RECEIVED, {}, None)]
    if state != State.REGISTERED:
        steps += [(EventKind.ACCEPTED, unit, None), (EventKind.ASSIGNED, {**unit, "handler": "田晓"}, None)]
    if more.get("open_question"):
        steps.append((EventKind.QUESTION, unit, "路灯在几号杆？晚上几点开始不亮？"))
    if state in (State.REPLIED, State.CLOSED):
        steps.append((EventKind.REPLY, unit, "您好，您反映的事已经处理，请您看看。"))
    if state == State.CLOSED:
        steps.append((EventKind.CLOSED, unit, None))
    timeline = [
        ResidentEvent(seq=n, kind=kind, at=began + timedelta(hours=n), facts=facts, text=text)
        for n, (kind, facts, text) in enumerate(steps, 1)
    ]
    about = {"topic": topics().get(more.pop("topic", None)), "area": areas().get(more.pop("area", None))}
    named = {k: Labelled(code=o.code, name=o.name, name_en=o.name_en) for k, o in about.items() if o}
    body: dict[str, Any] = {
        **named,
        "told_by": None,
        "unit": HOUSING.name,
        "unit_en": HOUSING.en,
        "rated": None,
        "open_question": None,
        **more,
    }
    return ResidentCase(
        case_no=number,
        state=state,
        kind=Kind.DIFFICULTY,
        registered_at=began,
        excerpt=told,
        timeline=timeline,
        **body,
    )


def cases() -> tuple[ResidentCase, ...]:
    return (
        case(MINE, State.REGISTERED, "小区门口的路面塌了一块", 3, told_by=TODAY + timedelta(days=12)),
        case(ASKED, State.ASSIGNED, "我家门口的路灯坏了一个星期", 9, open_question=4, **LIGHT),
        case(CLOSED, State.CLOSED, "楼下餐馆油烟太大", 40, anonymous=False, on_behalf=True, whom="王**", **FUMES),
    )


def booking() -> AppointmentView:
    at = datetime.combine(TODAY + timedelta(days=7), time(9), ZONE)
    return AppointmentView(
        booking_no=BOOKED,
        state=AppointmentState.BOOKED,
        case_no=CLOSED,
        people=2,
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        venue="清河县人民来访接访中心",
        venue_en="Qinghe County Reception Centre",
        official="林若川",
        post="清河县人民政府县长",
        post_en="Head of Qinghe County",
    )


@dataclass
class World:
    """Answers what a dialog wants to know. Change it to see what a dialog does then; `gone` slots can't be held."""

    topics: Tree = field(default_factory=topics)
    areas: Tree = field(default_factory=areas)
    cases: tuple[ResidentCase, ...] = ()
    others: Mapping[tuple[str, str], ResidentCase] = field(default_factory=dict)
    appointments: tuple[AppointmentView, ...] = ()
    days: dict[str, tuple[VisitDayView, tuple[SlotView, ...]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    noticed: Noticed | None = None
    accusations: bool = True

    def answer(self, needs: Needs) -> Any:
        match needs.query:
            case Topics():
                return self.topics
            case Areas():
                return self.areas
            case TheDesk():
                return replace(desk(), accusations=self.accusations)
            case Coming():
                return ()
            case Located():
                return False
            case LastNotice():
                return self.noticed
            case MyCases():
                return tuple(c.model_copy(update={"timeline": []}) for c in self.cases)
            case MyAppointments():
                return self.appointments
            case CaseStatus(number, None):
                return next((c for c in self.cases if c.case_no == number), None)
            case CaseStatus(number, code):
                return self.others.get((number, str(code)))
            case PublishedDays():
                return tuple(day for day, _ in self.days.values())
            case FreeSlots(day):
                return self.days[day][1] if day in self.days else ()
            case SlotHeld(slot):
                if slot in self.gone:
                    return False
                self.held[str(needs.session)] = slot
                return True
        raise TypeError(f"nobody answers {type(needs.query).__name__}")


WORLDS = ("new", "full", "booked", "no_days", "all_full")


def world(name: str = "full") -> World:
    """`new`: someone who never wrote before. `full`: cases and visit days. `booked`: also a booking. `no_days`,
    `all_full`: no place to be had."""
    if name not in WORLDS:
        raise KeyError(name)
    others = {(OTHERS, CODE): case(OTHERS, State.ASSIGNED, "公交站台没有灯", 12, open_question=4)}
    visits = load_county().visits[:2]
    dates = {plan.code: TODAY + timedelta(days=7 + n) for n, plan in enumerate(visits)}
    days = {p.code: (visit_day(p, dates[p.code]), slots(p, dates[p.code])) for p in visits}
    if name == "all_full":
        days = {
            k: (d.model_copy(update={"free": 0}), tuple(s.model_copy(update={"free": 0}) for s in ss))
            for k, (d, ss) in days.items()
        }
    return World(
        cases=() if name == "new" else cases(),
        others=others,
        appointments=(booking(),) if name == "booked" else (),
        days={} if name == "no_days" else days,
    )
