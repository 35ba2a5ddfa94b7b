"""The form of a concern: `form` lists its questions in order. Submitting and booking share it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypedDict, cast

from conversations.dialogs.common import digest
from conversations.engine.engine import ask, look
from conversations.engine.facts import (
    Areas,
    Coming,
    Desk,
    Located,
    TheDesk,
    Topics,
)
from conversations.engine.tree import Option
from conversations.hearing.together import speaks_of_many
from conversations.hearing.told import Told
from conversations.hearing.values.kinds import kind_in
from conversations.hearing.values.names import Contact
from conversations.questions.accusation import accused, meaning, taken, walled
from conversations.questions.consents import Consent, consented, may_be_used
from conversations.questions.guardian import guardian, says_child, says_minor, young_lines
from conversations.questions.name import PersonName
from conversations.questions.number import Count, Number
from conversations.questions.own_page import OnOurPage
from conversations.questions.phone import PhoneNumber
from conversations.questions.place import place_of
from conversations.questions.plain import UNSURE, Button, Choice, Reply, Say, Series, Shown, ready
from conversations.questions.review import Review
from conversations.questions.story import Story, counted
from conversations.questions.topic import topic_of
from conversations.questions.who import CHILD, For, Who
from models.law.matters import Kind
from models.law.visits import GROUP, MAX_PARTY
from models.wire import CaseDraft, Part
from models.wire.deeds import Filing, KeptPart

CONSENT = "2026-11"
"""Version of the notice before collection (PIPL art. 17): who, why, how long, which rights."""
WITHHELD = {"name": "review.left_name", "phone": "review.left_phone"}
"""What stands for a name or a phone number that may not be shown."""


@dataclass(frozen=True)
class CodedQuestion:
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


EXTRA_QUESTIONS: tuple[CodedQuestion, ...] = ()
"""What else the form asks, in order: `CodedQuestion("before", ("no", "once", "often"))`."""
SECTIONS = ("consent", "story", "kind", "topic", "place", "people", *(q.code for q in EXTRA_QUESTIONS), "who")
"""The sections of `form`, as a person counts them."""


@dataclass(frozen=True)
class Concern:
    """A completed form: what will be posted, and the names of what was chosen, for the read-back."""

    draft: CaseDraft
    parts: tuple[KeptPart, ...]
    topic: Option | None
    area: tuple[Option, ...]
    coming: int = 0
    """Files that are still on their way; they join the case."""
    unseen: bool = False
    """Name and phone were given elsewhere and are not shown."""
    many: bool = False
    """A group's: some of them may come in person."""
    guess: str | None = None
    """How many they are in their own words, where these are a guess or a range."""


def _kind(reply: Reply) -> str | None:
    kind = kind_in(reply.text or "")
    return str(kind) if kind is not None else None


KINDS = tuple(Button(k, f"kind.{k}") for k in Kind if k is not Kind.UNSURE)
KIND = Choice("submit.kind", KINDS, skip=UNSURE, synonyms="kinds.", hears=_kind)


async def form() -> Concern:
    """The form, question by question, in the order of `SECTIONS`."""
    desk = await look(TheDesk())
    told_so = await accused()
    consent = await ask("consent", consent_of(desk))
    story = await ask("story", Story("submit.story", quick=True))
    sent = await look(Coming())
    parts, used = await consented(story, sent)
    here = "place" not in used and await look(Located()) and await may_be_used("place", "use.here")
    kind = str(Kind.ACCUSATION) if told_so else await ask("kind", KIND)
    if kind == Kind.ACCUSATION and not told_so:
        await taken("kind")
    told = Told.of(story)
    topics, areas = await look(Topics()), await look(Areas())
    topic = await topic_of(topics, told.topic(topics))
    if not told_so and walled(told_so, kind, topic, topics):
        await taken("topic")
    where, line = await place_of(areas, here or "place" in used, told.place(areas))
    people = await ask("people", _people(told))
    answers = {q.code: await ask(q.code, q.question) for q in EXTRA_QUESTIONS}
    many = people.n >= GROUP or speaks_of_many(told.text)
    who, child, also = await _who(desk, story, told, people.n if many else 0)
    parts = (*parts, *_beside(told, line, people.said, also))
    draft = CaseDraft(
        kind=Kind.ACCUSATION if walled(told_so, kind, topic, topics) else Kind(kind),
        topic=topic,
        parts=[Part(text=p.get("text"), file=p.get("file")) for p in parts],
        petitioner_count=people.n,
        answers={code: answer for code, answer in answers.items() if answer != UNSURE},
        consent="+".join([consent, *used, *(["place"] if here else []), *(["child"] if child else [])]),
        **where,
        **who,
    )
    path = areas.path(draft.area) if draft.area else ()
    return Concern(draft, parts, topics.get(topic), path, len(sent), not desk.personal, many, people.said)


async def apart(parts: tuple[KeptPart, ...], used: list[str]) -> Filing:
    """What was told for another case and accuses: a case of its own, which nobody reads who reads the other."""
    desk = await look(TheDesk())
    consent = await ask("consent", consent_of(desk))
    who, child, also = await _who(desk, parts, told := Told.of(parts))
    parts = (*parts, *_beside(told, also))
    draft = CaseDraft(
        kind=Kind.ACCUSATION,
        parts=[Part(text=p.get("text"), file=p.get("file")) for p in parts],
        consent="+".join([consent, *used, *(["child"] if child else [])]),
        **who,
    )
    filing = Filing(draft=draft)
    lines, _ = review_lines(Concern(draft, parts, None, (), unseen=not desk.personal))
    await ask(
        f"confirm.{digest(filing)}", Review("submit.review", (Say("accusation.apart"), *lines), (("who", "edit.who"),))
    )
    return filing


def consent_of(desk: Desk) -> Consent:
    """Messages that pass servers abroad want a consent of their own (PIPL art. 39)."""
    facts = {"desk": desk.name, "phone": desk.phone, "hours": desk.hours, "place": desk.place}
    if not desk.abroad:
        return Consent(f"{CONSENT}{desk.consent}", facts)
    web = (Say("submit.consent_web", {"web": desk.web}),) if desk.web else ()
    return Consent(f"{CONSENT}{desk.consent}-abroad", facts, (Say("submit.consent_abroad"), *web))


def _beside(told: Told, *lines: str | None) -> list[KeptPart]:
    """What was said at the questions beyond their answers; words of the story are there already."""
    return [KeptPart(text=line) for line in lines if line and line not in told.text]


def _people(told: Told) -> Shown[Count]:
    question = Number("submit.people", most=100_000, skip=1)
    if told.people is None or told.people[0].n > question.most:
        return question
    people, said = told.people
    asks = Say("ready.people", {"said": said, "n": people.n})
    return ready(question, {"n": people.n, "said": said}, asks, waits=people.n >= GROUP)


class Given(TypedDict, total=False):
    """Of the draft."""

    on_behalf: bool
    name: str | None
    phone: str | None


async def _who(desk: Desk, story: Iterable[KeptPart], told: Told, many: int = 0) -> tuple[Given, bool, str | None]:
    """For whom, and how to reach them; without a name, said plainly what that means. True when a guardian agrees. Last
    what else was said beside a name.

    Where names and phone numbers are not asked, they are given on our own page, if there is one.
    """
    child, minor = says_child(story), says_minor(story)
    contact = told.contact if desk.personal else None
    ways = (Button("self", "who.self"), Button("other", "who.other"))
    unnamed = (Button("anonymous", "who.anonymous"),) if desk.personal else ()
    word = "submit.who" if desk.personal else "submit.who_unnamed"
    buttons, young = (*ways, *unnamed, CHILD), (Say("submit.minor"), *young_lines())
    asked = Who(word, buttons, skip="anonymous", wide=True, contact=desk.personal, young=young)
    spokesman = (Say("group.spokesman", {"n": many}),) if many and desk.personal else ()
    asked = replace(asked, lines=(*spokesman, *(young if minor else ())))
    said = await ask("who", _ready(asked, contact))
    adult = await guardian(desk) if child or said.code == CHILD.code else "older"
    if adult == "alone":
        return {}, False, None
    who = "guardian" if adult == "here" else "self" if said.code == CHILD.code else said.code
    if who == "anonymous":
        return {}, adult == "here", said.said
    if not desk.personal:
        left = await ask("who.page", OnOurPage("submit.who_page")) if desk.web else {}
        on_page = Given(on_behalf=who != "self")
        on_page.update(cast(Given, left))
        return on_page, adult == "here", None
    given, more = await _reached(who, said, contact)
    return {"on_behalf": who != "self", **given}, adult == "here", more


def _ready(question: Who, contact: Contact | None) -> Shown[For]:
    """With the phone number of the story, and the name, if it gives one."""
    if contact is None or contact.phone is None:
        return question
    given = {"name": contact.name, "phone": contact.phone}
    named = "ready.who" if contact.name else "ready.phone"
    return ready(question, {"who": "self", **{k: v for k, v in given.items() if v}}, Say(named, given), waits=True)


async def _reached(who: str, said: For, told: Contact | None) -> tuple[Given, str | None]:
    """Name and phone, each asked only if it was not given together with what was asked before."""
    same, told = who == said.code, told or Contact()
    if same and said.name:
        name, phone, more = said.name, said.phone, said.said
    else:
        known = {"text": told.name} if told.name and who == "self" else None
        asked = ready(PersonName(f"submit.name_{who}"), known, Say("ready.name", {"name": told.name}))
        called = await ask(f"who.{who}.name", asked)
        name, phone, more = called.name or "", called.phone or (said.phone if same else None), called.said or said.said
    if phone is None:
        number = ready(PhoneNumber("submit.phone", skip="none"), told.phone, Say("ready.phone", {"phone": told.phone}))
        phone = await ask(f"who.{who}.phone", number)
    return {"name": name or None, "phone": phone}, more


def review_lines(told: Concern) -> tuple[tuple[Say, ...], tuple[tuple[str, str], ...]]:
    """The read-back and its edit buttons: class, place, persons, how to reach them, and the original words."""
    own = "\n".join(p["text"] for p in told.parts if "text" in p)
    files = [p for p in told.parts if "file" in p]
    facts = {
        "kind": Say(f"kind.{told.draft.kind}"),
        "topic": told.topic or Say("review.unsure"),
        "place": _place_said(told),
        "people": told.guess or told.draft.petitioner_count,
        "who": _who_said(told.draft, told.unseen),
        "files": counted(files) if files else Say("review.no_files"),
    }
    words = Say("review.own", {"own": own}) if own else Say("review.no_words")
    protected = (meaning(),) if told.draft.kind is Kind.ACCUSATION else ()
    come = (Say("group.come", {"most": MAX_PARTY}),) if told.many and not protected else ()
    coming = (Say("review.coming", {"n": told.coming}),) if told.coming else ()
    also = tuple(Say(f"form.{q}.said", {"answer": Say(f"form.{q}.{a}")}) for q, a in told.draft.answers.items())
    lines = (
        Say("lines", {"lines": (Say("review.answers", facts), *also)}),
        *_costs(told),
        *protected,
        *come,
        *coming,
        words,
    )
    return lines, tuple((key, f"edit.{key}") for key in SECTIONS[1:])


def _costs(told: Concern) -> tuple[Say, ...]:
    """What it costs to file without a place or a phone number."""
    draft, placed = told.draft, told.topic is None or told.topic.placed
    placed = placed and draft.kind is not Kind.ACCUSATION
    nowhere = placed and not (draft.area or draft.place or draft.elsewhere)
    missing = ([Say("review.no_place")] if nowhere else []) + ([] if draft.phone else [Say("review.no_phone")])
    return (Say("lines", {"lines": tuple(missing)}),) if missing else ()


def _place_said(told: Concern) -> Any:
    if told.draft.elsewhere:
        place = told.draft.place
        return Say("review.elsewhere", {"place": place}) if place else Say("review.somewhere")
    named = (*told.area, *([told.draft.place] if told.draft.place else []))
    return Series(named, " ") if named else Say("review.unsure")


def _who_said(draft: CaseDraft, unseen: bool) -> Say:
    if draft.anonymous:
        return Say("review.anonymous")
    given = {"name": draft.name, "phone": draft.phone}
    facts = {what: (Say(WITHHELD[what]) if unseen else held) if held else "—" for what, held in given.items()}
    return Say("review.other" if draft.on_behalf else "review.self", facts)
