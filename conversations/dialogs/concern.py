"""Telling a concern, from the consent to whom it is for: the part that submitting and booking share."""

from dataclasses import dataclass
from typing import Any

from conversations.dialogs.common import UNSURE
from conversations.engine.engine import ask, look
from conversations.engine.facts import (
    Areas,
    Coming,
    Desk,
    Located,
    TheDesk,
    Topics,
)
from conversations.engine.tree import Option, Tree
from conversations.questions.consents import agreed, may_use
from conversations.questions.guardian import CHILD, Who, guardian, says_child, says_minor, young_lines
from conversations.questions.number import Number
from conversations.questions.own_page import OnOurPage
from conversations.questions.phone import PhoneNumber
from conversations.questions.place import Place
from conversations.questions.plain import Button, Choice, Consent, Line, Say, Series
from conversations.questions.story import Story, counted
from models.law.matters import Kind
from models.wire import CaseDraft, Part

CONSENT = "2026-11"
"""Version of the notice before collection (PIPL art. 17): who, why, how long, which rights."""
LEFT = {"name": "review.left_name", "phone": "review.left_phone"}
"""What stands for a name or a phone number that may not be shown."""
KINDS = tuple(Button(k, f"kind.{k}") for k in Kind if k is not Kind.UNSURE)


@dataclass(frozen=True)
class Coded:
    """A question with a button for each answer, which needs no column: its answer travels and is kept as two codes.

    Its words: `form.<code>` asks, `form.<code>.said` reads back (`{answer}`), `form.<code>.<answer>` is a button, and
    `edit.<code>` goes back to it. It may always be skipped.
    """

    code: str
    answers: tuple[str, ...]

    @property
    def question(self) -> Choice:
        buttons = tuple(Button(a, f"form.{self.code}.{a}") for a in self.answers)
        return Choice(f"form.{self.code}", buttons, skip=UNSURE)


ALSO: tuple[Coded, ...] = ()
"""What else the form asks, in order: `Coded("before", ("no", "once", "often"))`."""
CONCERN = ("consent", "story", "kind", "topic", "place", "people", *(q.code for q in ALSO), "who")
"""The sections of `concern`, as a person counts them."""


@dataclass(frozen=True)
class Told:
    """A concern as told: what will be posted, and the names of what was chosen, for reading it back."""

    draft: CaseDraft
    parts: tuple[dict[str, Any], ...]
    topic: Option | None
    area: tuple[Option, ...]
    coming: int = 0
    """Files that are still on their way; they join the case."""
    unseen: bool = False
    """Name and phone were given elsewhere and are not shown."""


async def concern() -> Told:
    """The form, question by question; the sections are those of `CONCERN`."""
    desk = await look(TheDesk())
    consent = await ask("consent", _consent(desk))
    told = await ask("story", Story("submit.story", quick=True))
    coming = await look(Coming())
    parts, yes = await agreed(told, coming)
    here = "place" not in yes and await look(Located()) and await may_use("place", "use.here")
    kind = await ask("kind", Choice("submit.kind", KINDS, skip=UNSURE, synonyms="kinds."))
    topics = await look(Topics())
    topic = await _topic(topics)
    areas = await look(Areas())
    where = await _place(areas, here or "place" in yes)
    people = await ask("people", Number("submit.people", most=100_000, skip=1))
    answers = {q.code: await ask(q.code, q.question) for q in ALSO}
    who, child = await _who(desk, says_child(told), says_minor(told))
    draft = CaseDraft(
        kind=Kind(kind),
        topic=topic,
        parts=[Part(text=p.get("text"), file=p.get("file")) for p in parts],
        petitioner_count=people,
        answers={code: answer for code, answer in answers.items() if answer != UNSURE},
        consent="+".join([consent, *yes, *(["place"] if here else []), *(["child"] if child else [])]),
        **where,
        **who,
    )
    path = areas.path(draft.area) if draft.area else ()
    return Told(draft, parts, topics.get(topic), path, len(coming), not desk.personal)


def _consent(desk: Desk) -> Consent:
    """Messages that pass servers abroad want a consent of their own (PIPL art. 39)."""
    facts = {"desk": Option("desk", desk.name)}
    if not desk.abroad:
        return Consent("submit.consent", CONSENT, facts)
    web = (Say("submit.consent_web", {"web": desk.web}),) if desk.web else ()
    return Consent("submit.consent", f"{CONSENT}-abroad", facts, (Say("submit.consent_abroad"), *web))


async def _topic(topics: Tree) -> str | None:
    """Common ones first, then level by level; every level can be left at "not sure"."""
    common = tuple(Button(o.code, option=o) for o in topics if o.common)
    code = await ask("topic", Choice("submit.topic", (*common, Button("all", "button.all_topics")), skip=UNSURE))
    parent = None
    while code == "all" or (code != UNSURE and topics.under(code)):
        if code != "all":
            parent = code
        title = topics.get(parent)
        word = "submit.topic_part" if title else "submit.topic_all"
        parts = tuple(Button(o.code, option=o) for o in topics.under(parent))
        chosen = await ask(f"topic.{parent or 'all'}", Choice(word, parts, skip=UNSURE, facts={"of": title}))
        if chosen == UNSURE:
            return parent
        code = chosen
    return None if code == UNSURE else code


async def _place(areas: Tree, located: bool) -> dict[str, Any]:
    """The place for the draft; `located`: a location that was sent may be used."""
    where = await ask("place", Place("submit.place", areas, skip={"unsure": True}))
    return {} if "at" in where and not located else await _named(where, areas)


async def _named(where: dict[str, Any], areas: Tree) -> dict[str, Any]:
    """`area`, `place` and `elsewhere` of the draft. What was typed is kept as the place in their own words."""
    if where.get("elsewhere"):
        named = await ask("place.elsewhere", Line("submit.place_elsewhere", 200, skip=UNSURE))
        return {"elsewhere": True, "place": named}
    if "at" in where:
        return {"place": "{:.5f}, {:.5f}".format(*where["at"])}
    if "text" in where:
        return await _typed(where["text"], areas)
    if "area" not in where:
        return {}
    code = where["area"]
    if inside := areas.under(code):
        buttons = tuple(Button(o.code, option=o) for o in inside)
        question = Choice("submit.place_part", buttons, skip=UNSURE, facts={"of": areas.get(code)})
        finer = await ask(f"place.{code}", question)
        code = code if finer == UNSURE else finer
    return {"area": code}


async def _typed(text: str, areas: Tree) -> dict[str, Any]:
    """A place in words: if it names an area we know, ask whether that is right."""
    found = areas.find(text)
    if found is None:
        return {"place": text}
    facts = {"area": Series(areas.path(found.code), " "), "text": text}
    buttons = (Button("yes", "button.right"), Button("edit:place", "button.change"))
    await ask(f"place.right.{found.code}", Choice("submit.place_right", buttons, skip="yes", facts=facts))
    return {"place": text, "area": found.code}


async def _who(desk: Desk, child: bool, minor: bool) -> tuple[dict[str, Any], bool]:
    """For whom, and how to reach them; without a name, said plainly what that means. True when a guardian agrees.

    Where names and phone numbers are not asked, they are given on our own page, if there is one.
    """
    ways = (Button("self", "who.self"), Button("other", "who.other"))
    unnamed = (Button("anonymous", "who.anonymous"),) if desk.personal else ()
    word = "submit.who" if desk.personal else "submit.who_unnamed"
    lines = (Say("submit.minor"), *young_lines()) if minor else ()
    who = await ask("who", Who(word, (*ways, *unnamed, CHILD), skip="anonymous", wide=True, lines=lines))
    adult = await guardian(desk) if child or who == CHILD.code else "older"
    if adult == "alone":
        return {}, False
    who = "guardian" if adult == "here" else "self" if who == CHILD.code else who
    other = who in ("other", "guardian")
    if who == "anonymous":
        return {}, adult == "here"
    if not desk.personal:
        left = await ask("who.page", OnOurPage("submit.who_page")) if desk.web else {}
        return {"on_behalf": other, **left}, adult == "here"
    name = await ask(f"who.{who}.name", Line(f"submit.name_{who}", 50, skip=UNSURE, example="again.name"))
    phone = await ask(f"who.{who}.phone", PhoneNumber("submit.phone", skip="none"))
    return {"on_behalf": other, "name": name, "phone": phone}, adult == "here"


def review_lines(told: Told) -> tuple[tuple[Say, ...], tuple[tuple[str, str], ...]]:
    """The read-back and its edit buttons: class, place, persons, how to reach them, and the original words."""
    own = "\n".join(p["text"] for p in told.parts if "text" in p)
    files = [p for p in told.parts if "file" in p]
    facts = {
        "kind": Say(f"kind.{told.draft.kind}"),
        "topic": told.topic or Say("review.unsure"),
        "place": _place_said(told),
        "people": told.draft.petitioner_count,
        "who": _who_said(told.draft, told.unseen),
        "files": counted(files) if files else Say("review.no_files"),
    }
    words = Say("review.own", {"own": own}) if own else Say("review.no_words")
    coming = (Say("review.coming", {"n": told.coming}),) if told.coming else ()
    also = tuple(Say(f"form.{q}.said", {"answer": Say(f"form.{q}.{a}")}) for q, a in told.draft.answers.items())
    lines = (Say("lines", {"lines": (Say("review.answers", facts), *also)}), *coming, words)
    return lines, tuple((key, f"edit.{key}") for key in CONCERN[1:])


def _place_said(told: Told) -> Any:
    if told.draft.elsewhere:
        place = told.draft.place
        return Say("review.elsewhere", {"place": place}) if place else Say("review.somewhere")
    named = (*told.area, *([told.draft.place] if told.draft.place else []))
    return Series(named, " ") if named else Say("review.unsure")


def _who_said(draft: CaseDraft, unseen: bool) -> Say:
    if draft.anonymous:
        return Say("review.anonymous")
    given = {"name": draft.name, "phone": draft.phone}
    facts = {what: (Say(LEFT[what]) if unseen else held) if held else "—" for what, held in given.items()}
    return Say("review.other" if draft.on_behalf else "review.self", facts)
