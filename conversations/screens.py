"""What a person sees: words and rows of buttons. Every channel shows a `Screen`; `press` is what a button sends."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from conversations.engine.engine import Asking
from conversations.engine.facts import Desk
from conversations.engine.session import Session
from conversations.engine.tree import Option
from conversations.questions.plain import PAGE, Button, Rows, Say, Series, by_two
from conversations.words.dates import clock, day, moment
from models.hotlines import Hotline, hotlines
from models.law.facts import OFFICES
from models.law.replies import Rating
from models.lines import one_line
from models.numbers import show_number
from models.search import fold
from models.wire import CaseReceipt
from models.words import say
from models.words.languages import LOCALES
from models.words.names import Name

Row = tuple[tuple[str, str], ...]
"""Buttons side by side: (label, press)."""
MOST_DRAFTS = 3
EXCERPT = 20
LONGEST = 60
"""Characters of a typed label; whoever writes more is telling something."""


@dataclass(frozen=True)
class Card:
    """A receipt, for channels that can draw one and save it as a picture. Its words stand in the text as well."""

    number: str
    """As digits; `models.numbers.show_number` has them in fours."""
    code: str
    day: str
    """By when the person is told who handles it, in their language."""
    phone: str


@dataclass(frozen=True)
class Attached:
    """A file that comes with words of staff: its id at the API, its media type, what it is called on the screen, and
    under which name it is saved."""

    file: str
    type: str
    name: str
    saved_as: str

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")


@dataclass(frozen=True)
class Screen:
    text: str
    rows: tuple[Row, ...] = ()
    step: tuple[int, int] | None = None
    wants: str | None = None
    """`location` or `contact`: what a channel may offer to send with one tap. `page:<session>:<key>`: a question that
    is answered on our own page, to which the channel makes a link."""
    number: str | None = None
    """The case's number, as digits, for a channel that draws it small and can copy it."""
    card: Card | None = None
    clears: bool = False
    """The person had everything deleted: what was shown before has to go from the screen as well."""
    files: tuple[Attached, ...] = ()


# --- words


PEOPLE = ("handler", "official")


def phrase(locale: str, said: Say) -> str:
    facts = {k: show_number(v) if k == "case_no" and v else shown(locale, v) for k, v in said.facts.items()}
    for key in OFFICES + PEOPLE:
        if key in facts and type(name := said.facts[key]) is str:
            en = str(said.facts.get(f"{key}_en") or "")
            facts[key] = Name(name, en, person=key in PEOPLE).label(locale)
    return say(locale, said.word, **facts)


def shown(locale: str, value: Any) -> Any:
    """A fact in the person's language."""
    if isinstance(value, datetime):
        return moment(locale, value)
    if isinstance(value, date):
        return day(locale, value)
    if isinstance(value, time):
        return clock(locale, value)
    if isinstance(value, Option | Name | Hotline):
        return value.label(locale)
    if isinstance(value, Button):
        return label(locale, value)
    if isinstance(value, Say):
        return phrase(locale, value)
    if isinstance(value, Series):
        between = say(locale, "comma") if value.between is None else value.between
        return between.join(str(shown(locale, item)) for item in value.items)
    if isinstance(value, tuple):
        return "\n".join(str(shown(locale, item)) for item in value)
    return value


def label(locale: str, button: Button) -> str:
    if button.option is not None:
        return button.option.label(locale)
    return phrase(locale, Say(button.word, button.facts))


# --- a question


def question(
    locale: str, session: Session, asking: Asking, step: tuple[int, int] | None, notes: tuple[Say, ...] = ()
) -> Screen:
    """A question with its buttons, what is held of an earlier answer, and the ways out."""
    said = list(notes)
    if asking.reason is not None and asking.reason.word:
        said.append(Say(asking.reason.word, asking.reason.facts))
    said += asking.question.says(asking.held)
    if getattr(asking.question, "reads_back", False) and session.aside:
        own = "\n".join(p["text"] for p in session.aside if "text" in p)
        said.append(Say("review.aside", {"own": own or Say("review.no_words")}))
    rows = [tuple((label(locale, b), pressed(session, b.code)) for b in row) for row in buttons(session, asking)]
    human = (button(locale, "human", "m.human"),) if session.misses >= 2 else ()
    rows[-1] = (*rows[-1], *human, button(locale, "more", "m.more"))
    wants = getattr(asking.question, "wants", None)
    if wants == PAGE:
        wants = f"{PAGE}:{session.id}:{asking.key}"
    return Screen("\n\n".join(phrase(locale, s) for s in said), tuple(rows), step, wants)


def buttons(session: Session, asking: Asking) -> Rows:
    """The question's own, then keep and skip, then what was said aside, last the row that leads back."""
    extra: list[Button] = []
    editing = session.focus == asking.key and asking.held is not None and asking.reason is None
    if editing and not getattr(asking.question, "gathers", False):
        extra.append(Button("keep", "button.keep"))
    if asking.question.skip is not None:
        extra += [Button("skip", "button.skip"), Button("rest", "button.skip_rest")]
    aside = ((Button("aside", "button.add_aside"),),) if session.aside else ()
    back = (Button("back", "button.back"),) if asking.trail else ()
    return (*asking.question.rows(asking.held), *by_two(tuple(extra)), *aside, back)


def code_typed(session: Session, asking: Asking, text: str) -> str | None:
    """The code of the button whose label, in any language, is exactly what was typed."""
    typed = fold(text) if len(text) <= LONGEST else ""
    for row in buttons(session, asking):
        for b in row:
            if typed and any(fold(label(locale, b)) == typed for locale in LOCALES):
                return b.code
    return None


def pressed(session: Session, code: str) -> str:
    return f"s.{session.id}.{session.rev}.{code}"


# --- other screens


def with_row(screen: Screen, row: Row) -> Screen:
    """One more row of buttons, before the last, which leads away."""
    return replace(screen, rows=(*screen.rows[:-1], row, *screen.rows[-1:]))


def plain(locale: str, *said: Say, rows: tuple[Row, ...] = ()) -> Screen:
    return Screen("\n\n".join(phrase(locale, s) for s in said), rows)


def button(locale: str, name: str, press: str) -> tuple[str, str]:
    return say(locale, f"button.{name}"), press


def to_menu(locale: str) -> Row:
    return (button(locale, "menu", "m.menu"),)


def menu(locale: str, drafts: list[Session], *notes: Say, head: str = "menu") -> Screen:
    """Three lines, or those of `head`, and four buttons; drafts first."""
    rows: list[Row] = []
    said = [*notes, Say(head)]
    if len(drafts) == 1:
        rows.append((button(locale, "resume", f"m.resume.{drafts[0].id}"),))
        said.append(Say("menu.draft"))
    elif drafts:
        some = list(enumerate(drafts[:MOST_DRAFTS], 1))
        rows += [((say(locale, "button.resume_nth", n=n), f"m.resume.{d.id}"),) for n, d in some]
        lines = tuple(Say("draft.line", {"n": n, "what": _draft(d)}) for n, d in some)
        said.append(Say("menu.drafts", {"lines": lines}))
    return plain(locale, *said, rows=(*rows, *menu_rows(locale)))


def menu_rows(locale: str) -> list[Row]:
    return by_two_presses(tuple(button(locale, name, f"m.{name}") for name in ("submit", "book", "follow", "lang")))


def reminder(locale: str, draft: Session, days: int) -> Screen:
    """Said once of a draft that lies untouched: go on, send it as it is, or have somebody ring."""
    send = ((button(locale, "send_now", f"m.send.{draft.id}"),),) if "story" in draft.answers else ()
    rows = ((button(locale, "write_on", f"m.resume.{draft.id}"),), *send, (button(locale, "call_me", "m.human"),))
    return plain(locale, Say("reminder", {"what": _draft(draft)}), Say("reminder.rest", {"days": days}), rows=rows)


def _draft(draft: Session) -> Any:
    own = one_line(" ".join(p["text"] for p in draft.parts if "text" in p))
    if not own:
        return Say("draft.wordless")
    return own if len(own) <= EXCERPT else own[:EXCERPT] + "…"


def by_two_presses(row: Row) -> list[Row]:
    return [row[i : i + 2] for i in range(0, len(row), 2)]


def more(locale: str, desk: Desk, in_hand: bool) -> Screen:
    """Everything that works at every step."""
    names = [*(["cancel"] if in_hand else []), "help", "lang", "human", "leave", "erase", "menu"]
    rows = by_two_presses(tuple(button(locale, n, f"m.{n}") for n in names))
    if in_hand:
        rows.insert(0, (button(locale, "go_on", "m.go"),))
    return plain(locale, Say("more", {"phone": desk.phone, "hours": desk.hours}), rows=tuple(rows))


def languages(locale: str) -> Screen:
    return plain(locale, Say("languages"), rows=tuple(((say(n, "language.name"), f"m.lang.{n}"),) for n in LOCALES))


def crisis(locale: str, code: str, desk: Desk | None) -> Screen:
    """C1–C5: help first, the form waits. One button goes on. The numbers stand even while the desk is not known."""
    said = [Say(f"crisis.{code}", {"numbers": "\n".join(helplines(locale, code, "  "))})]
    if desk is not None:
        said.append(Say("crisis.desk", {"phone": desk.phone}))
    return plain(locale, *said, rows=_out_of_danger(locale))


def crisis_waiting(locale: str, code: str, *notes: Say) -> Screen:
    """What follows the first answer: never that again, but its numbers in one line."""
    numbers = Series(tuple(helplines(locale, code, " ")))
    return plain(locale, *notes, Say("crisis.numbers", {"numbers": numbers}), rows=_out_of_danger(locale))


def helplines(locale: str, code: str, between: str) -> list[str]:
    return [f"{h.number}{between}{h.label(locale)}" for h in hotlines() if code in h.crisis]


def for_topic(topic: str | None) -> tuple[Say, ...]:
    """The help lines of a topic or of one above it, whose code says so: 030500 lies below 030000."""
    lines = [h for h in hotlines() if topic and h.topic and topic.startswith(_stem(h.topic))]
    return tuple(Say("filed.helpline", {"number": h.number, "line": h}) for h in lines)


def _stem(topic: str) -> str:
    """What the codes of all below it begin with: two digits for each level."""
    return next((topic[:n] for n in (2, 4) if topic[n:] == "0" * (6 - n)), topic)


def _out_of_danger(locale: str) -> tuple[Row, ...]:
    return (button(locale, "human", "m.human"),), (button(locale, "safe", "m.go"),)


def with_staff(locale: str, here: bool, *notes: Say) -> Screen:
    """The chat is with a member of staff, or waits for one."""
    row = (button(locale, "end_talk", "m.bot"),) if here else (button(locale, "go_on", "m.go"),)
    return plain(locale, *notes, Say("person.with" if here else "person.waiting"), rows=(row,))


# --- receipts


def filed(locale: str, receipt: CaseReceipt, *more: Say) -> Screen:
    """The number stands on a line of its own: it is copied, written down, read out. `more`: what is said after it."""
    facts = {"query_code": receipt.query_code, "told_by": receipt.told_by}
    phone = str(receipt.notice.facts.get("phone") or "") if receipt.notice else ""
    person = (Say("notice.person", {"phone": phone}),) if phone else ()
    says = (Say("filed"), Say("filed.number", {"case_no": receipt.case_no}), Say("filed.rest", facts), *person, *more)
    card = Card(receipt.case_no, receipt.query_code, day(locale, receipt.told_by), phone)
    return replace(plain(locale, *says, rows=(to_menu(locale),)), number=receipt.case_no, card=card)


# --- buttons of several screens


def rating(locale: str, case_no: str, what: str = "rate") -> Row:
    """`what`: rate (the unit) or desk (the reception)."""
    return tuple((say(locale, f"rating.{r}"), f"n.{case_no}.{what}-{r}") for r in Rating)
