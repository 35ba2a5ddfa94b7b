"""Buttons under a notice, `n.<case number>.<code>`: they never touch a draft."""

import re
from datetime import datetime
from typing import Any

from conversations import screens
from conversations.dialogs.bookings import MOVE
from conversations.dialogs.remedies import MOST_WORDS
from conversations.engine.session import Session
from conversations.questions.plain import Say
from conversations.turn.context import Turn
from conversations.words.dates import ZONE
from models.law.replies import Rating
from models.lines import one_line
from models.numbers import valid_case_no
from models.wire import NotSolved, RatingGiven, Undone, Urge

WAYS = {
    "view": None,
    "answer": "answer",
    "why": "add",
    "add": "add",
    "review": "review",
    "rights": "rights",
    "withdraw": "rights",
    "sign": "sign",
    "unsign": "unsign",
}
"""Codes that lead into the case: to what is asked there."""
_BOOKING_NO = re.compile(r"YY[0-9]{12,20}\Z")


def notice(turn: Turn, press: str) -> None:
    """`press`: what stands after `n.`"""
    case_no, _, code = press.partition(".")
    if code.startswith("cancel-") and _BOOKING_NO.match(code[7:]):
        turn.set_aside()
        turn.begin("bookings", booking=code[7:])
        turn.show()
    elif code.startswith(MOVE) and _BOOKING_NO.match(code.removeprefix(MOVE)):
        turn.set_aside()
        turn.begin("bookings", booking=code)
        turn.show()
    elif not valid_case_no(case_no):
        turn.show(Say("stale.button"))
    elif code.startswith(("rate-", "desk-")) and code[5:] in list(Rating):
        unit, desk = (Rating(code[5:]), None) if code.startswith("rate-") else (None, Rating(code[5:]))
        turn.outbox(RatingGiven(case_no=case_no, rating=unit, desk=desk, code=None))
    elif code == "unsolved":
        turn.outbox(NotSolved(case_no=case_no, code=None))
    elif code == "urge":
        turn.outbox(Urge(case_no=case_no, code=None))
    elif code.startswith("also-"):
        _also(turn, case_no, turn.taken(code[5:]))
    elif code == "undo":
        turn.outbox(Undone(case_no=case_no))
    elif code.startswith("dissent-"):
        _dissent(turn, case_no, turn.talk.session(code[8:]))
    elif code.startswith("answer-"):
        _answers(turn, case_no, turn.taken(code[7:]))
    elif code == "review" and (asked_at := _asked_at(turn, case_no)):
        _ask_above(turn, case_no, asked_at)
    elif code in WAYS:
        turn.set_aside()
        turn.talk.about = case_no
        what = WAYS[code]
        turn.begin("follow", which=case_no, **({f"what.{case_no}": what} if what else {}))
        if code == "withdraw" and turn.talk.active is not None:
            turn.talk.active.answers[f"rights.{case_no}"] = "withdraw"
        turn.show()
    else:
        turn.show(Say("stale.button"))


def _also(turn: Turn, case_no: str, draft: Session | None) -> None:
    """What was said is more to this case, and no concern of its own; files in it are asked about first."""
    told = draft.parts if draft is not None and draft.state in ("open", "set_aside") else []
    turn.set_aside()
    if draft is None or not told:
        turn.begin("follow", which=case_no)
        turn.show(Say("stale.button"))
        return
    turn.talk.sessions.remove(draft)
    held = {f"what.{case_no}": "add", f"story.{case_no}": {"parts": told, "done": True}}
    turn.begin("follow", which=case_no, **held).coming = draft.coming
    turn.show()


def offer_review(turn: Turn, about: str | None) -> None:
    """Whoever begins anew after hearing of this case, and could still ask the unit above, may have meant just that."""
    for case in [c for c in turn.mine() if c.review_until is not None and c.case_no == about]:
        level, no = case.review_level or 1, case.case_no
        begun = turn.talk.current or ""
        review = (screens.button(turn.talk.locale, f"review_{level}", f"n.{no}.dissent-{begun}"),)
        again = (screens.button(turn.talk.locale, "unsolved", f"n.{no}.unsolved"),)
        said = Say(f"dissent.{level}", {"case_no": no, "until_on": case.review_until})
        turn.tell(said, rows=(review, again) if case.reopen_until is not None else (review,))


def _answers(turn: Turn, case_no: str, begun: Session | None) -> None:
    """What was begun is the answer to staff's question, and no concern any more; without either, the case is shown."""
    question = next((c.open_question for c in turn.mine() if c.case_no == case_no), None)
    told = begun.parts if begun is not None and begun.state in ("open", "set_aside") else []
    if not told or begun is None or question is None:
        turn.set_aside()
        turn.begin("follow", which=case_no)
        turn.show(*((Say("stale.button"),) if begun is None else ()))
        return
    turn.talk.sessions.remove(begun)
    turn.set_aside()
    held = {f"what.{case_no}": "answer", f"story.{case_no}.{question}": {"parts": told, "done": True}}
    turn.begin("follow", which=case_no, **held).coming = begun.coming
    turn.show()


def _asked_at(turn: Turn, case_no: str) -> str | None:
    """The date of a request that follows from what was said of the case here: that of its own words, said now. If the
    last day of the right has passed meanwhile, that of what brought it. None if nothing was said here."""
    said = [s for s in turn.talk.sessions if s.state == "done" and s.answered.get("about") == case_no]
    if not said:
        return None
    newest = max(said, key=lambda s: s.touched_at)
    last = newest.answered.get("review_until")
    today = datetime.fromisoformat(turn.reply.at).astimezone(ZONE).date()
    over = last is not None and today.isoformat() > last
    return newest.touched_at if over else turn.reply.at


def _dissent(turn: Turn, case_no: str, begun: Session | None) -> None:
    """The words with which somebody began are their request to the unit above, dated when they were said. They stay a
    draft as well: nothing is lost if the request is not made."""
    words = one_line(" ".join(p["text"] for p in begun.parts if p.get("text"))) if begun else ""
    held = {f"review.{case_no}": {"text": words}} if 0 < len(words) <= MOST_WORDS else {}
    _ask_above(turn, case_no, begun.started_at if begun else turn.reply.at, **held)


def _ask_above(turn: Turn, case_no: str, said_at: str, **held: Any) -> None:
    turn.set_aside()
    turn.begin("above", which=case_no, **held).started_at = said_at
    turn.show()
