"""What a case is called: its matter, its place and how it stands. Its button and its notices begin with it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from conversations.engine.tree import Option
from conversations.questions.plain import Button, Say, Series
from conversations.words.dates import ZONE
from models.gist import gist
from models.law.matters import Kind
from models.wire import About, Labelled, ResidentCase

BETWEEN = " · "
LAST = 6
"""Digits of a number that tell it from others of its day."""


def matter(of: About, *more: Any) -> Series | None:
    """Topic and place, or instead of a topic the first of their words, then what else is said of it ("being handled").
    None when nothing is known."""
    what: Any = option(of.topic) or gist(of.excerpt)
    found = tuple(fact for fact in (what, option(of.area)) if fact)
    return Series((*found, *more), BETWEEN) if found else None


def confirmed(word: str, case_no: str, case: ResidentCase | None, **facts: Any) -> Say:
    """That an act on a case is done: what it was about first, as in notices, and the number last. `case`: None where it
    is not known; of an accusation the matter is not named."""
    about = matter(case) if case is not None and case.kind is not Kind.ACCUSATION else None
    lines = (Say(word, facts), Say("notice.number", {"case_no": case_no}))
    return Say("lines", {"lines": (about, *lines) if about else lines})


def option(named: Labelled | None) -> Option | None:
    return Option(named.code, named.name, named.name_en) if named is not None else None


def case_button(case: ResidentCase, *more: Any) -> Button:
    """The button of a case: "Street light · Shiqiao · being handled". On behalf of somebody else it begins with their
    name: people may share one phone. `more`: what tells it from others that are called the same."""
    called = matter(case, Say(f"state.{case.state}"), *more) or Series((case.case_no, *more), BETWEEN)
    facts: dict[str, Any] = {"matter": called}
    if not case.on_behalf:
        return Button(case.case_no, "button.case", facts=facts)
    return Button(case.case_no, "button.case_for", facts={**facts, "whom": whom(case)})


def case_buttons(cases: Sequence[ResidentCase]) -> tuple[Button, ...]:
    """Those that would be called the same have the day on which they were told, or else the end of their number."""
    called = Counter(_called(c) for c in cases)
    dated = Counter((*_called(c), _day(c)) for c in cases)
    return tuple(
        case_button(c)
        if called[_called(c)] == 1
        else case_button(c, _day(c) if dated[(*_called(c), _day(c))] == 1 else f"…{c.case_no[-LAST:]}")
        for c in cases
    )


def _called(case: ResidentCase) -> tuple[object, ...]:
    what = case.topic.code if case.topic else gist(case.excerpt)
    return (what, case.area.code if case.area else None, case.state, case.on_behalf, case.whom)


def _day(case: ResidentCase) -> date:
    return case.registered_at.astimezone(ZONE).date()


def whom(case: ResidentCase) -> Any:
    """The masked name, as the API gave it; without one, "somebody"."""
    return case.whom or Say("whom.somebody")
