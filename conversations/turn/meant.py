"""Which of somebody's cases is meant, what can be done with it, and how we ask where that is not clear."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from conversations import screens
from conversations.engine.session import Session
from conversations.hearing.intentions import Heard, hear
from conversations.hearing.lexicon import shared
from conversations.questions.case_number import case_in
from conversations.questions.matter import case_buttons
from conversations.questions.plain import Say, location
from conversations.questions.story import gathered, parts_of, pin
from conversations.turn.context import Turn
from models.law.states import MOVES, OPEN_STATES, Action, State
from models.wire import ResidentCase
from models.wire.deeds import KeptPart

RATABLE = (State.REPLIED, State.CLOSED)
JUST_NOW = timedelta(minutes=30)
"""So long after a number was given, what is said may well belong to that case."""
MOST_OFFERED = 3

POSSIBLE: Mapping[str, Callable[[ResidentCase], bool]] = {
    "status": lambda case: True,
    "urge": lambda case: case.state in OPEN_STATES,
    "unsolved": lambda case: case.reopen_until is not None,
    "rate": lambda case: case.state in RATABLE and case.rated is None,
    "review": lambda case: case.review_until is not None,
    "withdraw": lambda case: (case.state, Action.WITHDRAW) in MOVES,
    "add": lambda case: True,
}
"""What may be done with a case, as its facts stand."""


RATED = frozenset({"satisfied", "basic", "unsatisfied", "unsolved", "review"})
VISITING = frozenset({"my_bookings", "move_booking", "cancel_booking"})
OPEN = frozenset({"status", "urge"})


def heard(turn: Turn) -> Heard | None:
    """What the message means, where no question is in hand; what can be rated or was booked makes some of it likely."""
    if not turn.reply.text or turn.reply.files:
        return None
    mine = turn.mine()
    booked = any(session.answered.get("booking_no") for session in turn.talk.sessions)
    rated = any(POSSIBLE["rate"](case) for case in mine)
    return hear(
        turn.reply.text,
        (RATED if rated else OPEN if mine else frozenset()) | (VISITING if booked else frozenset()),
    )


def possible(turn: Turn, what: str) -> list[ResidentCase]:
    """The cases of this chat of which it holds, newest first."""
    return [case for case in turn.mine() if POSSIBLE[what](case)]


def meant(turn: Turn, cases: list[ResidentCase], text: str) -> ResidentCase | None:
    """The one that is meant: by its number, by the notice that is answered, by what it is about, the one just heard of,
    or the only one. None: it is not clear."""
    number, _ = case_in(text)
    if number is not None:
        return next((case for case in cases if case.case_no == number), None)
    if (answered := answered_case(turn, cases)) is not None:
        return answered
    about = [case for case in cases if speaks_of(case, text)]
    if len(about) == 1 or len(cases) == 1:
        return (about or cases)[0]
    recent = just_heard_of(turn)
    return next((case for case in about or cases if case.case_no == recent), None)


def answered_case(turn: Turn, cases: Iterable[ResidentCase]) -> ResidentCase | None:
    """The case of these whose notice this message answers, in a channel that tells."""
    return next((case for case in cases if case.case_no == turn.reply.about), None)


def speaks_of(case: ResidentCase, text: str) -> bool:
    """Words of the case, or of its topic, stand in it."""
    return shared(f"{case.excerpt}\n{case.topic.name if case.topic else ''}", text)


def just_heard_of(turn: Turn) -> str | None:
    """The number of the case last filed, looked at or told of in this chat."""
    if turn.looked_at is not None:
        return turn.looked_at
    noticed = turn.noticed()
    if noticed is not None and noticed.newest and noticed.case_no:
        return noticed.case_no
    if filed := just_filed(turn):
        return filed.case_no
    return turn.talk.about or (noticed.case_no if noticed is not None else None)


def just_filed(turn: Turn) -> Session | None:
    """The session that has become a case a moment ago, if nothing else was done since."""
    done = [s for s in turn.talk.sessions if s.state == "done" and s.answered.get("case_no")]
    newest = done[-1] if done else None
    if newest is None or _at(turn.reply.at) - _at(newest.touched_at) > JUST_NOW:
        return None
    return newest


def _at(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


# --- kept while we ask


def offer(turn: Turn, draft: Session | None, cases: list[ResidentCase], code: str, *said: Say) -> None:
    """To which case, or something new? `code` is what a case's button does with the words, which wait in `draft`."""
    locale = turn.talk.locale
    rows: list[screens.Row] = []
    some = cases[:MOST_OFFERED]
    for case, named in zip(some, case_buttons(some), strict=True):
        press = f"n.{case.case_no}.{code}-{draft.id}" if draft else f"n.{case.case_no}.view"
        rows.append(((screens.label(locale, named), press),))
        if draft and code == "also" and case.review_until is not None and len(cases) == 1:
            rows.append((screens.button(locale, "unsolved", f"n.{case.case_no}.unsolved"),))
            level = case.review_level or 1
            rows.append((screens.button(locale, f"review_{level}", f"n.{case.case_no}.dissent-{draft.id}"),))
    rows.append((screens.button(locale, "new_matter", f"m.new.{draft.id}" if draft else "m.submit"),))
    turn.tell(*said, rows=(*rows, *((human_row(locale),) if turn.talk.misses % 3 == 2 else ())))


def draft_of(turn: Turn) -> Session:
    """The message, kept as a draft: with those that were asked about just before."""
    parts = _said(turn)
    waiting = asked_about(turn)
    if waiting is None:
        waiting = turn.draft(parts, f"{turn.new_id}-kept")
        assert waiting is not None
        waiting.state = "set_aside"
    else:
        story = waiting.answers["story"]
        waiting.answers["story"] = {**story, "parts": gathered(story["parts"], parts)}
        waiting.touched_at = turn.reply.at
    return waiting


def asked_about(turn: Turn) -> Session | None:
    """The draft whose words we asked about last, while that question stands."""
    for _, press in turn.talk.choices:
        if press.startswith("m.new."):
            found = turn.talk.session(press.removeprefix("m.new."))
            if found is not None and found.state == "set_aside" and set(found.answers) == {"story"}:
                return found
    return None


def _said(turn: Turn) -> list[KeptPart]:
    place = location(turn.reply)
    return [*parts_of(turn.reply), *([pin(place, turn.reply)] if place is not None else [])]


def human_row(locale: str) -> screens.Row:
    return (screens.button(locale, "human", "m.human"),)
