"""A turn of the conversation: a talk and what was said in, a changed talk and screens out. Pure.

`hear` may answer that it `needs` a fact; the desk fetches it and calls again with the same talk.
What the talk wants done (a case posted, a call task opened) stands in sealed sessions: saved first, posted after.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from conversations import screens
from conversations.dialogs import DIALOGS
from conversations.dialogs.concern import CONCERN
from conversations.dialogs.remedies import MOST_WORDS
from conversations.engine.session import Receipt, Session, Talk
from conversations.questions.case_number import case_in, only_case
from conversations.questions.place import location
from conversations.questions.plain import Reply, Say, legible, one_line
from conversations.questions.story import parts_of
from conversations.turn import crisis
from conversations.turn.answers import answer
from conversations.turn.commands import command, typed
from conversations.turn.context import Facts, Need, Turn, TurnResult
from conversations.turn.edits import edited, messages
from conversations.turn.files import late
from conversations.words.phrases import named
from models.law.replies import Rating
from models.law.tasks import TaskKind
from models.numbers import valid_case_no
from models.wire import CallWanted, NotSolved, RatingGiven, Undone
from models.wire.deeds import Adding, Deed, adding

__all__ = ["Facts", "TurnResult", "hear", "refused", "settled", "show"]

_BOOKING_NO = re.compile(r"YY[0-9]{12,20}\Z")


def hear(talk: Talk, reply: Reply, facts: Facts, fresh: str) -> TurnResult:
    """One message. `fresh` is an unused session id. A message heard before changes nothing and shows where we are."""
    clean = replace(
        reply,
        text=legible(reply.text) if reply.text else None,
        press=legible(reply.press) if reply.press else None,
    )
    turn = Turn(talk.copy(), facts, clean, fresh)
    try:
        _understand(turn)
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return turn.result


def show(talk: Talk, facts: Facts) -> TurnResult:
    """Where the talk stands; it is not changed."""
    turn = Turn(talk.copy(), facts, Reply("", ""))
    try:
        turn.show()
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return TurnResult(talk, turn.screens)


def settled(talk: Talk, id: str, receipt: Receipt, *said: Say) -> TurnResult:
    """The API has answered a sealed session: keep the receipt, drop the answers, tell the person. Changes `talk`.

    The screens hold `said`, and after a bad rating the offer to say why.
    """
    turn = Turn(talk, {}, Reply("", ""))
    session = turn.talk.session(id)
    if session is None or session.state != "sealed":
        return TurnResult(talk)
    deed = session.deed
    about, code = getattr(deed, "case_no", None), getattr(deed, "code", None)
    session.state, session.receipt = "done", receipt.copy()
    if told := messages(session):
        session.receipt["messages"] = told
    if about:
        session.receipt["about"] = about
    session.answers, session.result = {}, None
    if session.dialog in ("submit", "book"):
        session.aside = []  # read back and left out
    if turn.talk.current == id:
        turn.talk.current = None
    _add_later(turn, session, receipt.get("case_no") or about, code)
    turn.talk.tidy()
    more, rows = _after(talk.locale, deed, receipt)
    if said or more:
        turn.tell(*said, *more, rows=(*rows, screens.to_menu(talk.locale)))
    return turn.result


def _after(locale: str, deed: Deed | None, receipt: Receipt) -> tuple[tuple[Say, ...], tuple[screens.Row, ...]]:
    """What follows words on an answer, a rating or "not solved" of one's own chat: why, the reception too, and what is
    still possible and until when, whatever the words were."""
    if not isinstance(deed, RatingGiven | NotSolved | Adding) or deed.code:
        return (), ()
    case_no, rated = deed.case_no, (deed.rating, deed.desk) if isinstance(deed, RatingGiven) else ()
    said: list[Say] = []
    rows: list[screens.Row] = []
    if isinstance(deed, NotSolved) or Rating.UNSATISFIED in rated:
        said.append(Say("rated.why"))
        rows.append((screens.button(locale, "why", f"n.{case_no}.why"),))
    if until := receipt.get("review_until"):
        level = receipt["review_level"]
        said.append(Say(f"rights.review_{level}", {"until_on": date.fromisoformat(until)}))
        rows.append((screens.button(locale, f"review_{level}", f"n.{case_no}.review"),))
    if isinstance(deed, RatingGiven) and deed.rating and not receipt.get("rated_desk"):
        said.append(Say("rated.desk"))
        rows.append(screens.rating(locale, case_no, "desk"))
    return tuple(said), tuple(rows)


def _add_later(turn: Turn, session: Session, case_no: str | None, code: str | None) -> None:
    """What was said after confirming becomes an addition to the case; without a case, a draft."""
    later, session.later = session.later, []
    if not later:
        return
    if case_no is None:
        draft = turn.draft(later, f"{session.id}-later")
        if draft:
            draft.started_at = draft.touched_at = session.touched_at
        return
    turn.outbox(adding(case_no, later, code), f"{session.id}-later", session.touched_at)


def refused(
    talk: Talk, id: str, focus: str | None, reason: Say, facts: Facts, posted: dict[str, Any] | None = None
) -> TurnResult:
    """The API refused a sealed session: open it again at the question `focus`, with the reason, to confirm anew.

    `posted` are answers that stand for what was already done: `{"matter": case_no}` for a case that was filed before
    its slot was lost. `focus` may be a section (`slot`).
    """
    turn = Turn(talk.copy(), facts, Reply("", ""))
    session = turn.talk.session(id)
    if session is None or session.state != "sealed" or session.dialog not in DIALOGS:
        return TurnResult(talk)
    try:
        _reopen(turn, session, focus, posted or {})
        turn.show(reason)
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return turn.result


def _reopen(turn: Turn, session: Session, focus: str | None, posted: dict[str, Any]) -> None:
    session.state, session.result = "open", None
    sent = CONCERN if "matter" in posted else ()
    again = ("confirm", *sent)
    session.answers = {k: v for k, v in session.answers.items() if k.split(".")[0] not in again} | posted
    keys = [k for k in session.answers if focus and (k == focus or k.startswith(focus + "."))]
    session.focus = keys[-1] if keys else focus
    session.aside, session.later = session.aside + session.later, []
    session.rev += 1
    turn.talk.current = session.id


# --- the order in which a message is understood


def _understand(turn: Turn) -> None:
    """Repeats, crisis, commands, buttons, the question in hand."""
    talk, reply = turn.talk, turn.reply
    if reply.late is not None:
        late(turn)
    elif not talk.hear(reply.id):
        turn.show()
    elif reply.text and (danger := crisis.find(reply.text)):
        _danger(turn, danger)
    elif reply.edited:
        edited(turn)
    elif reply.press:
        _pressed(turn, reply.press)
    elif reply.text and not reply.files and (found := typed(reply.text)):
        command(turn, *found)
    elif not parts_of(reply) and location(reply) is None:
        turn.show()
    elif talk.pause is not None:
        _tell_kept(turn)
    elif talk.hand is None:
        _first_words(turn)
    elif talk.hand.state == "sealed":
        lost = turn.keep()
        turn.show(lost or Say("sealed.kept"))
    else:
        answer(turn, reply)


def _danger(turn: Turn, code: crisis.Crisis) -> None:
    """Help first; the form waits until the person goes on. The desk is called once, not for every message."""
    lost = turn.keep()
    if turn.talk.pause != code:
        turn.outbox(CallWanted(kind=TaskKind.CRISIS, crisis=code))
    turn.talk.pause = code
    turn.show()
    if lost:
        turn.tell(lost)


def _tell_kept(turn: Turn) -> None:
    lost = turn.keep()
    turn.show()
    if lost:
        turn.tell(lost)


def _first_words(turn: Turn) -> None:
    """With nothing in hand: a greeting, a case number, or the beginning of a concern."""
    text = turn.reply.text or ""
    if named("hello.", text) and not turn.reply.files:
        turn.show()
        return
    number, code = case_in(text)
    if number and only_case(text) and not turn.reply.files:
        turn.begin("follow", which={"no": number, "code": code})
        turn.show()
        return
    lost = turn.keep()
    _offer_review(turn)
    turn.show(lost or Say("again.consent"))


def _offer_review(turn: Turn) -> None:
    """Whoever begins anew, and could still ask the unit above about an answer, may have meant just that."""
    for case in [c for c in turn.mine() if c.review_until is not None][:1]:
        level, no = case.review_level or 1, case.case_no
        begun = turn.talk.current or ""
        review = (screens.button(turn.talk.locale, f"review_{level}", f"n.{no}.dissent-{begun}"),)
        again = (screens.button(turn.talk.locale, "unsolved", f"n.{no}.unsolved"),)
        said = Say(f"dissent.{level}", {"case_no": no, "until_on": case.review_until})
        turn.tell(said, rows=(review, again) if case.reopen_until is not None else (review,))


# --- buttons


def _pressed(turn: Turn, press: str) -> None:
    kind, _, rest = press.partition(".")
    if kind == "m":
        name, _, argument = rest.partition(".")
        command(turn, name, argument)
    elif kind == "n":
        _notice(turn, rest)
    else:
        _of_session(turn, press)


def _of_session(turn: Turn, press: str) -> None:
    """`s.<session>.<rev>.<code>`: only the newest buttons of the session in hand mean anything."""
    parts = press.split(".", 3)
    session = turn.talk.session(parts[1]) if len(parts) == 4 and parts[0] == "s" else None
    if session is not None and (case_no := session.answered.get("case_no")):
        turn.show(Say("stale.sent", {"case_no": case_no}))
        return
    hand = session is not None and session is turn.talk.hand and session.state == "open" and not turn.talk.pause
    if session is not None and hand:
        turn.fit(session)
    if session is None or not hand or parts[2] != str(session.rev):
        turn.show(Say("stale.button"))
        return
    answer(turn, replace(turn.reply, text=None, files=(), location=None, press=parts[3]))


def _notice(turn: Turn, press: str) -> None:
    """`n.<case number>.<code>`, under a notice: it never touches a draft."""
    case_no, _, code = press.partition(".")
    if code.startswith("cancel-") and _BOOKING_NO.match(code[7:]):
        turn.put_down()
        turn.begin("bookings", booking=code[7:])
        turn.show()
    elif not valid_case_no(case_no):
        turn.show(Say("stale.button"))
    elif code.startswith(("rate-", "desk-")) and code[5:] in list(Rating):
        unit, desk = (Rating(code[5:]), None) if code.startswith("rate-") else (None, Rating(code[5:]))
        turn.outbox(RatingGiven(case_no=case_no, rating=unit, desk=desk, code=None))
    elif code == "unsolved":
        turn.outbox(NotSolved(case_no=case_no, code=None))
    elif code == "undo":
        turn.outbox(Undone(case_no=case_no))
    elif code.startswith("dissent-"):
        _dissent(turn, case_no, turn.talk.session(code[8:]))
    elif code == "review" and (said_at := _said_of(turn.talk, case_no)):
        _ask_above(turn, case_no, said_at)
    elif code in ("view", "answer", "why", "review", "rights"):
        turn.put_down()
        what = {"answer": "answer", "why": "add", "review": "review", "rights": "rights"}.get(code)
        turn.begin("follow", which=case_no, **({f"what.{case_no}": what} if what else {}))
        turn.show()
    else:
        turn.show(Say("stale.button"))


def _said_of(talk: Talk, case_no: str) -> str | None:
    """When something was last said of the case here: a request that follows from it is dated then."""
    said = [s.touched_at for s in talk.sessions if s.state == "done" and s.answered.get("about") == case_no]
    return max(said, default=None)


def _dissent(turn: Turn, case_no: str, begun: Session | None) -> None:
    """The words with which somebody began are their request to the unit above, dated when they were said. They stay a
    draft as well: nothing is lost if the request is not made."""
    words = one_line(" ".join(p["text"] for p in begun.told if p.get("text"))) if begun else ""
    held = {f"review.{case_no}": {"text": words}} if 0 < len(words) <= MOST_WORDS else {}
    _ask_above(turn, case_no, begun.started_at if begun else turn.reply.at, **held)


def _ask_above(turn: Turn, case_no: str, said_at: str, **held: Any) -> None:
    turn.put_down()
    turn.begin("above", which=case_no, **held).started_at = said_at
    turn.show()
