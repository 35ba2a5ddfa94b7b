"""What follows the API's answer: the receipt is kept and told, or the session is opened again where it was refused."""

from datetime import date

from conversations import screens
from conversations.dialogs.concern import SECTIONS
from conversations.engine.session import Receipt, Session
from conversations.hearing.accusation import accuses
from conversations.hearing.together import speaks_of_many, wants_a_leader
from conversations.questions.plain import Say
from conversations.turn.context import Turn
from models.law.matters import Kind
from models.law.replies import Rating
from models.law.visits import GROUP, MAX_PARTY
from models.visible import is_seen
from models.wire import CaseDraft, NotSolved, RatingGiven
from models.wire.deeds import Adding, Deed, Filing, adding, kept


def settle(turn: Turn, session: Session, receipt: Receipt, *said: Say) -> None:
    """Keeps the receipt, drops the answers, and tells the person what was said and what is still possible."""
    deed = session.deed
    about, code = getattr(deed, "case_no", None), getattr(deed, "code", None)
    session.state, session.receipt = "done", receipt.copy()
    if told := session.messages:
        session.receipt["messages"] = told
    if about:
        session.receipt["about"] = about
    apart: tuple[screens.Row, ...] = ()
    if session.unasked and isinstance(deed, Adding):
        session.receipt["said"] = [kept(part) for part in deed.parts]
        apart = ((screens.button(turn.talk.locale, "apart", f"m.apart.{session.id}"),),)
    session.answers, session.result = {}, None
    if session.dialog in ("submit", "book"):
        session.aside = []  # read back and left out
    if turn.talk.current == session.id:
        turn.talk.current = None
    if receipt.get("over"):
        turn.talk.person = None
    _add_later(turn, session, receipt.get("case_no") or about, code)
    turn.talk.tidy()
    more, rows = _after(turn.talk.locale, deed, receipt)
    if apart:
        more = (*more, Say("heard.apart"))
    if said or more:
        turn.tell(*said, *more, rows=(*rows, *apart, screens.to_menu(turn.talk.locale)))


def _visit(locale: str, draft: CaseDraft) -> tuple[tuple[Say, ...], tuple[screens.Row, ...]]:
    """The visit days, for a group and for those who asked to meet a leader; not where a leader is accused."""
    words = "\n".join(part.text or "" for part in draft.parts)
    many = draft.petitioner_count >= GROUP or speaks_of_many(words)
    if draft.kind is Kind.ACCUSATION or not (many or wants_a_leader(words)):
        return (), ()
    said = Say("group.visit", {"most": MAX_PARTY}) if many else Say("visit.offer")
    return (said,), ((screens.button(locale, "book", "m.book"),),)


def thanked(given: RatingGiven) -> Say:
    """What a rating is answered with."""
    return Say("rated.satisfied" if Rating.SATISFIED in (given.rating, given.desk) else "rated")


def _after(locale: str, deed: Deed | None, receipt: Receipt) -> tuple[tuple[Say, ...], tuple[screens.Row, ...]]:
    """What follows a rating, "not solved", or words on an answer, of one's own chat: one question at most.

    Whoever is content hears nothing of remedies, which stood in the notice. Whoever is not is asked why; they and
    whoever adds something hear what is still possible and until when. The reception is asked about after the answer.
    """
    if isinstance(deed, Filing):
        return _visit(locale, deed.draft)
    if not isinstance(deed, RatingGiven | NotSolved | Adding) or deed.code:
        return (), ()
    case_no, rated = deed.case_no, (deed.rating, deed.desk) if isinstance(deed, RatingGiven) else ()
    said: list[Say] = []
    rows: list[screens.Row] = []
    why = isinstance(deed, NotSolved) or Rating.UNSATISFIED in rated
    if why:
        said.append(Say("rated.why"))
        rows.append((screens.button(locale, "why", f"n.{case_no}.why"),))
    if (until := receipt.get("review_until")) and (why or isinstance(deed, Adding)):
        level = receipt["review_level"]
        said.append(Say(f"rights.review_{level}", {"until_on": date.fromisoformat(until)}))
        rows.append((screens.button(locale, f"review_{level}", f"n.{case_no}.review"),))
    asked = (isinstance(deed, RatingGiven) and deed.rating) or (isinstance(deed, Adding) and receipt.get("rated"))
    if asked and not why and not receipt.get("rated_desk"):
        said.append(Say("rated.desk"))
        rows.append(screens.rating(locale, case_no, "desk"))
    return tuple(said), tuple(rows)


def _add_later(turn: Turn, session: Session, case_no: str | None, code: str | None) -> None:
    """What was said after confirming becomes an addition to the case; without a case, a draft."""
    later, session.later = [p for p in session.later if "file" in p or is_seen(p["text"])], []
    if not later:
        return
    if case_no is None or accuses(p["text"] for p in later if "text" in p):  # asked first what it is
        draft = turn.draft(later, f"{session.id}-later")
        if draft:
            draft.started_at = draft.touched_at = session.touched_at
        return
    turn.outbox(adding(case_no, later, code), f"{session.id}-later", session.touched_at)


def reopen(turn: Turn, session: Session, focus: str | None, posted: dict[str, str]) -> None:
    """Asks anew at the question `focus`. What was posted already stands for its questions."""
    session.state, session.result = "open", None
    sent = SECTIONS if "matter" in posted else ()
    again = ("confirm", *sent)
    session.answers = {k: v for k, v in session.answers.items() if k.split(".")[0] not in again} | posted
    keys = [k for k in session.answers if focus and (k == focus or k.startswith(focus + "."))]
    session.focus = keys[-1] if keys else focus
    session.aside, session.later = session.aside + session.later, []
    session.rev += 1
    turn.talk.current = session.id
