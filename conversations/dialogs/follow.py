"""Tracks a case: its state, its next step, and what can be done: add, answer, rate, urge, claim it for this chat."""

from conversations.dialogs.common import MENU
from conversations.dialogs.concern import apart
from conversations.dialogs.remedies import Remedy, remedy, remedy_buttons, review_deadline
from conversations.engine.dialog import Dialog
from conversations.engine.engine import Again, ask, look
from conversations.engine.facts import CaseStatus, Coming, MyCases, TheDesk
from conversations.questions.accusation import accused
from conversations.questions.case_number import CaseRef
from conversations.questions.consents import consented
from conversations.questions.matter import case_buttons, matter, whom
from conversations.questions.name import PersonName
from conversations.questions.own_page import OnOurPage
from conversations.questions.phone import PhoneNumber
from conversations.questions.plain import Button, Choice, Say, Series
from conversations.questions.review import Review
from conversations.questions.story import Story
from models.law.events import EventKind
from models.law.facts import read
from models.law.matters import Kind
from models.law.replies import Rating
from models.law.states import OPEN_STATES, State
from models.wire import AnonymityWanted, Claim, Complaint, RatingGiven, ResidentCase, ResidentEvent, Urge
from models.wire.deeds import Adding, Filing, KeptPart, SaidPart
from models.words.names import Name

MOST_CASES = 8
ASKS = "rate-"
RATABLE = (State.REPLIED, State.CLOSED)
DATED = {
    State.ACCEPTED: "next.assigned_by",
    State.ASSIGNED: "next.assigned_by",
    State.REVIEW: "next.review_by",
    State.REREVIEW: "next.rereview_by",
}
REMEDIES = ("unsolved", "review", "undo", "rights")


async def follow() -> Adding | Filing | RatingGiven | Urge | Claim | AnonymityWanted | Remedy | None:
    """The keys: `which` (a number), then `what.<number>` (`answer`, `add`, `rate-…`, `urge`, `claim`, `sign`,
    `unsign`, `menu`, `unsolved`, `review`, `undo`, `rights`), then its story or what else it takes."""
    mine = sorted(await look(MyCases()), key=lambda c: c.registered_at, reverse=True)
    buttons = case_buttons(mine[:MOST_CASES])
    own = frozenset(c.case_no for c in mine)
    number, code = await ask("which", CaseRef("follow.which" if mine else "follow.which_none", buttons, own))
    case = await look(CaseStatus(number, code))
    if case is None:
        raise Again("which", "follow.none")
    words = "add" if case.open_question is None else "answer"
    desk = await look(TheDesk())
    lines = (*_for_whom(case), *_lines(case))
    ways = _actions(case, code is None, desk.personal or desk.web is not None)
    question = Choice("follow.head", ways, facts=_head(case), lines=lines, words=words)
    what = await ask(f"what.{number}", question)
    if what == MENU:
        return None
    if what.startswith(ASKS):
        return RatingGiven(case_no=number, rating=Rating(what.removeprefix(ASKS)), desk=None, code=code)
    if what in REMEDIES:
        done = await remedy(what, case, code, desk)
        if isinstance(done, Complaint) and await _accuses(case, done.text):
            return await apart((KeptPart(text=done.text),), [])
        return done
    if what == "urge":
        return Urge(case_no=number, code=code)
    if what == "claim" and code is not None:
        await ask(f"confirm.claim.{number}", Review("follow.claim_sure", (), (), "button.claim", "again.claim"))
        return Claim(case_no=number, query_code=code)
    if what == "unsign":
        await ask(f"confirm.unsign.{number}", Review("follow.unsign_sure", (), (), "button.unsign", "again.unsign"))
        return AnonymityWanted(case_no=number, anonymous=True)
    if what == "sign":
        return await _sign(case, desk.personal)
    asked = next((e for e in case.timeline if e.seq == case.open_question), None) if what == "answer" else None
    if asked is None:
        story = Story("follow.add", done="button.send_words", more="follow.more")
        return await _adding(case, f"story.{number}", story, None, code)
    lines = (Say("own", {"text": asked.text}),) if asked.text else ()
    story = Story("follow.answer", lines, done="button.send_words", more="follow.more")
    return await _adding(case, f"story.{number}.{asked.seq}", story, asked.seq, code)


async def _adding(
    case: ResidentCase, key: str, story: Story, question: int | None, code: str | None
) -> Adding | Filing:
    """The parts that may be used, and the kinds of them that were agreed to. What accuses becomes a case of its own."""
    case_no = case.case_no
    alone = await _accuses(case)
    parts, yes = await consented(await ask(key, story), await look(Coming()), key)
    if alone:
        return await apart(parts, yes)
    said = [SaidPart.model_validate(part) for part in parts]
    return Adding(case_no=case_no, parts=said, consent="+".join(yes) or None, question=question, code=code)


async def _accuses(case: ResidentCase, words: str | None = None) -> bool:
    """Whether what was said of an ordinary case is about an official's misconduct."""
    return case.kind is not Kind.ACCUSATION and await accused(f"accusation.{case.case_no}", words)


async def _sign(case: ResidentCase, personal: bool) -> AnonymityWanted | None:
    """A name, a phone, or both; neither leaves it as it is. Where they are not asked our own page posts them."""
    if not personal:
        await ask(f"page.{case.case_no}", OnOurPage("submit.who_page"))
        return None
    word = "submit.name_other" if case.on_behalf else "submit.name_self"
    called = await ask(f"name.{case.case_no}", PersonName(word))
    phone = called.phone or await ask(f"phone.{case.case_no}", PhoneNumber("submit.phone", skip="none"))
    if not called.name and not phone:
        return None
    return AnonymityWanted(case_no=case.case_no, name=called.name, phone=phone)


def _actions(case: ResidentCase, own: bool, personal: bool) -> tuple[Button, ...]:
    """`own`: this chat has the case. `personal`: a name and a phone number can be left, here or on our own page."""
    answer = (Button("answer", "button.answer"),) if case.open_question is not None else ()
    rates: tuple[Button, ...] = ()
    if case.state in RATABLE and case.rated is None:
        rates = tuple(Button(f"{ASKS}{r}", f"rating.{r}") for r in Rating)
    urge = (Button("urge", "button.urge"),) if case.state in OPEN_STATES else ()
    mine: tuple[Button, ...] = (Button("claim", "button.claim"),)
    if own:
        sign = (Button("sign", "button.sign"),) if personal else ()
        mine = sign if case.anonymous else (Button("unsign", "button.unsign"),)
    add = Button("add", "button.add_words")
    rest = (Button("rights", "button.rights"), Button(MENU, "button.menu"))
    return (*answer, *rates, *remedy_buttons(case, own), *urge, add, *mine, *rest)


def _head(case: ResidentCase) -> dict[str, object]:
    state = Say(f"state.{case.state}")
    return {"case_no": case.case_no, "excerpt": case.excerpt or "—", "matter": matter(case, state) or state}


def _for_whom(case: ResidentCase) -> tuple[Say, ...]:
    return (Say("follow.for_whom", {"whom": whom(case)}),) if case.on_behalf else ()


def _lines(case: ResidentCase) -> tuple[Say, ...]:
    """What has happened, in order, then what happens next."""
    last = max((e.seq for e in case.timeline if e.kind == EventKind.REPLY), default=None)
    told = tuple(_event(e, e.seq in (last, case.open_question)) for e in case.timeline)
    likely = (Say("follow.expected", {"expected_on": case.expected_on}),) if case.expected_on is not None else ()
    return (*((Say("lines", {"lines": told}),) if told else ()), _next(case), *likely, *review_deadline(case))


def _event(event: ResidentEvent, whole: bool) -> Say:
    what = Say(f"event.{event.kind}", read(event.facts))
    if files := event.facts.get("files"):
        what = Say("follow.with_files", {"what": what, "n": len(files)})
    facts: dict[str, object] = {"at": event.at, "what": what}
    unit, handler = str(event.facts.get("unit") or ""), str(event.facts.get("handler") or "")
    names = (Name(unit, str(event.facts.get("unit_en") or "")), Name(handler, person=True))
    by = Series(tuple(name for name in names if name), " ") if unit or handler else ""
    word = "follow.event_by" if by else "follow.event"
    if whole and event.text:
        return Say("follow.said", {"line": Say(word, {**facts, "by": by}), "text": event.text})
    return Say(word, {**facts, "by": by})


def _next(case: ResidentCase) -> Say:
    if case.open_question is not None:
        return Say("next.question")
    facts = {"unit": Name(case.unit or "—", case.unit_en), "phone": case.phone or "—"}
    if case.answer_by is not None and case.state in DATED:
        return Say(DATED[case.state], {**facts, "answer_by": case.answer_by})
    if case.state in (State.REGISTERED, State.ACCEPTED) and case.told_by is not None:
        return Say("next.told_by", {"told_by": case.told_by})
    if case.state in RATABLE and case.rated is None:
        return Say("next.rate")
    return Say(f"next.{case.state}", facts)


FOLLOW = Dialog(follow)
