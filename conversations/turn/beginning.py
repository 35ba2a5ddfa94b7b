"""Words that answer nothing and ask for nothing: more to a case, a new matter, or what has to be asked back."""

from dataclasses import dataclass

from conversations.hearing.accusation import accuses
from conversations.hearing.intentions import Heard, hear
from conversations.hearing.lexicon import weight
from conversations.questions.plain import Say, location
from conversations.questions.story import parts_of
from conversations.turn.context import Turn
from conversations.turn.meant import (
    answered_case,
    asked_about,
    draft_of,
    just_filed,
    just_heard_of,
    meant,
    offer,
    possible,
    speaks_of,
)
from conversations.turn.notices import offer_review
from models.wire import ResidentCase
from models.wire.deeds import adding

LITTLE = 5
"""Below this weight words that name no matter are asked about before they begin anything."""
LEAST = 3
"""So much is a matter where it sounds like one."""
WORDS = 2
"""From here on they are kept while we ask."""


@dataclass(frozen=True)
class More:
    """`case`: what the words seem to be more to. `sure`: they say so."""

    case: ResidentCase
    sure: bool


def misconduct(turn: Turn) -> bool:
    """Told outside of any question: it never goes to a case that others read, before it was asked what it is."""
    asked = any(case.open_question is not None for case in turn.mine())
    return not asked and accuses([turn.reply.text or ""])


def more_to(turn: Turn) -> More | None:
    """Whether these words seem to belong to a case just filed or just heard of, or to one that is about the same."""
    cases = turn.mine()
    text = turn.reply.text or ""
    heard = hear(text)
    if not cases or "new" in heard.names or location(turn.reply) is not None:
        return None
    if (answered := answered_case(turn, cases)) is not None:
        return More(answered, sure=True)
    recent = just_filed(turn)
    if "add" in heard.names and (case := meant(turn, list(cases), text) or _recent(turn, cases)):
        return More(case, sure=True)
    if (recent is not None or turn.looked_at) and (turn.reply.files or weight(heard.plain) >= WORDS):
        return _more(turn, cases)
    if any(speaks_of(case, text) for case in cases):
        case = meant(turn, list(cases), text)
        return More(case, sure=False) if case is not None else None
    if (turn.reply.files and not text) or (not heard.tells and weight(heard.plain) >= WORDS):
        return _more(turn, cases)
    return None


def _recent(turn: Turn, cases: tuple[ResidentCase, ...]) -> ResidentCase | None:
    number = just_heard_of(turn)
    return next((case for case in cases if case.case_no == number), None)


def _more(turn: Turn, cases: tuple[ResidentCase, ...]) -> More | None:
    case = _recent(turn, cases)
    return More(case, sure=False) if case is not None else None


def add_or_ask(turn: Turn, more: More) -> None:
    """Added at once when they say so; photos, and what is not sure, are asked about."""
    if more.sure and not turn.reply.files:
        add(turn, more.case)
    else:
        offer(turn, draft_of(turn), [more.case], "also", Say("heard.new_or_more"))


def add(turn: Turn, case: ResidentCase) -> None:
    """The words are added to the case; they can still become a matter of their own."""
    session = turn.outbox(adding(case.case_no, parts_of(turn.reply)))
    if session is not None:
        session.unasked = True


def fits_nothing(turn: Turn) -> Heard | None:
    """A mark, an emoji, a number, a word or two: nothing that could be taken down as a matter."""
    reply = turn.reply
    if reply.files or location(reply) is not None:
        return None
    heard = hear(reply.text or "")
    told = heard.tells or (heard.matter and weight(heard.plain) >= LEAST)
    return heard if not told and weight(heard.plain) < LITTLE else None


def ask_back(turn: Turn, heard: Heard) -> None:
    """Asks what is meant, with a few buttons; the second time running a person is offered, the third time called."""
    talk = turn.talk
    talk.misses += 1
    cases = [c for c in turn.mine() if c.case_no == just_heard_of(turn)] or possible(turn, "status")
    dissent = weight(heard.plain) and any(case.review_until is not None for case in cases[:1])
    draft = draft_of(turn) if dissent or weight(heard.plain) >= WORDS else None
    if talk.misses % 3 == 0:
        turn.press("m.human.missed")
    else:
        words = "heard.unclear_again" if talk.misses % 3 == 2 else "heard.which_matter" if cases else "help.short"
        offer(turn, draft, cases[:1], "also", Say(words, {"phone": turn.desk().phone}))


def begin(turn: Turn, _: object) -> None:
    """A new matter, with what was asked about just before."""
    if (waiting := asked_about(turn)) is not None:
        waiting.state, turn.talk.current = "open", waiting.id
    lost = turn.keep_message()
    recent = just_heard_of(turn)
    offer_review(turn, recent)
    turn.show(lost or Say("again.consent"))
