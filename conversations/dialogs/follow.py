"""Following a case: where it stands, what comes next, adding to it, answering staff, rating."""

from typing import Any

from conversations.engine import Again, ask, look
from conversations.facts import CaseStatus, MyCases
from conversations.particulars import CaseRef
from conversations.parts import MENU, case_button
from conversations.questions import Button, Choice, Say
from conversations.results import Adding, Rated
from conversations.story import Story
from models.rules import EventKind, Rating, State
from models.wire import ResidentCase, ResidentEvent

MOST_CASES = 8
ASKS = "rate-"
RATABLE = (State.REPLIED, State.CLOSED)


async def follow() -> Adding | Rated | None:
    """The keys: `which` (a number), then `what.<number>` (`answer`, `add`, `rate-…`, `menu`), then its story."""
    mine = sorted(await look(MyCases()), key=lambda c: c.registered_at, reverse=True)
    buttons = tuple(case_button(c) for c in mine[:MOST_CASES])
    own = frozenset(c.case_no for c in mine)
    number, code = await ask("which", CaseRef("follow.which" if mine else "follow.which_none", buttons, own))
    case = await look(CaseStatus(number, code))
    if case is None:
        raise Again("which", "follow.none")
    words = "add" if case.open_question is None else "answer"
    question = Choice("follow.head", _ways(case), facts=_head(case), lines=_lines(case), words=words)
    what = await ask(f"what.{number}", question)
    if what == MENU:
        return None
    if what.startswith(ASKS):
        return Rated(number, what.removeprefix(ASKS), code)
    asked = next((e for e in case.timeline if e.seq == case.open_question), None) if what == "answer" else None
    if asked is None:
        parts = await ask(f"story.{number}", Story("follow.add", done="button.send_words", more="follow.more"))
        return Adding(number, parts, None, code)
    lines = (Say("own", {"text": asked.text}),) if asked.text else ()
    story = Story("follow.answer", lines, done="button.send_words", more="follow.more")
    parts = await ask(f"story.{number}.{asked.seq}", story)
    return Adding(number, parts, asked.seq, code)


def _ways(case: ResidentCase) -> tuple[Button, ...]:
    answer = (Button("answer", "button.answer"),) if case.open_question is not None else ()
    rates: tuple[Button, ...] = ()
    if case.state in RATABLE and case.rated is None:
        rates = tuple(Button(f"{ASKS}{r}", f"rating.{r}") for r in Rating)
    return (*answer, *rates, Button("add", "button.add_words"), Button(MENU, "button.menu"))


def _head(case: ResidentCase) -> dict[str, Any]:
    return {"case_no": case.case_no, "excerpt": case.excerpt or "—", "state": Say(f"state.{case.state}")}


def _lines(case: ResidentCase) -> tuple[Say, ...]:
    """What has happened, in order, then what happens next."""
    last = max((e.seq for e in case.timeline if e.kind == EventKind.REPLY), default=None)
    told = tuple(_event(e, e.seq in (last, case.open_question)) for e in case.timeline)
    return (*((Say("lines", {"lines": told}),) if told else ()), _next(case))


def _event(event: ResidentEvent, whole: bool) -> Say:
    facts: dict[str, Any] = {"at": event.at, "what": Say(f"event.{event.kind}")}
    by = " ".join(str(event.facts[k]) for k in ("unit", "handler") if event.facts.get(k))
    word = "follow.event_by" if by else "follow.event"
    if whole and event.text:
        return Say("follow.said", {"line": Say(word, {**facts, "by": by}), "text": event.text})
    return Say(word, {**facts, "by": by})


def _next(case: ResidentCase) -> Say:
    if case.open_question is not None:
        return Say("next.question")
    if case.state in (State.REGISTERED, State.ACCEPTED) and case.told_by is not None:
        return Say("next.told_by", {"told_by": case.told_by})
    if case.state in RATABLE and case.rated is None:
        return Say("next.rate")
    return Say(f"next.{case.state}", {"unit": case.unit or "—"})
