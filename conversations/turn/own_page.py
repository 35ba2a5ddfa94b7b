"""Answers given on our own page: they go to the draft that asked for them, or to the case that it has become."""

from conversations.engine.session import Session
from conversations.questions.plain import Say
from conversations.screens import to_menu
from conversations.turn.context import Turn
from models.wire import AnonymityWanted

CASE = "page."
"""Begins the key under which a case is asked about; its number follows."""


class Expired(Exception):
    """The link has expired: neither a draft nor a case is left for the answer."""


class Busy(Exception):
    """The draft is being posted at this moment: try again, it will be a case."""


def fill_in(turn: Turn, id: str, key: str, given: dict[str, str]) -> None:
    """`given` under `key` of the session `id`; for a case that stands it is posted. Raises `Expired`, `Busy`."""
    session = turn.talk.session(id)
    if key.startswith(CASE):
        _sign(turn, session, key, given)
    elif session is not None and session.state in ("open", "set_aside"):
        _answer(turn, session, key, given)
    elif session is not None and session.state == "sealed":
        raise Busy
    elif session is not None and (case_no := session.answered.get("case_no")):
        _post(turn, case_no, given)
    else:
        raise Expired


def _answer(turn: Turn, session: Session, key: str, given: dict[str, str]) -> None:
    session.answers[key] = dict(given)
    session.focus = None if session.focus == key else session.focus
    session.touched_at = turn.reply.at
    session.misses = 0
    session.rev += 1
    if session is turn.talk.active and turn.talk.pause is None:
        turn.show(Say("page.left"))
    else:
        turn.tell(Say("page.left"), rows=(to_menu(turn.talk.locale),))


def _sign(turn: Turn, session: Session | None, key: str, given: dict[str, str]) -> None:
    """A name for a registered case: posted, and its dialog ended; the person is told what the API answers."""
    _post(turn, key.removeprefix(CASE), given)
    if session is not None and session is turn.talk.active and session.state == "open" and not session.worth_keeping:
        session.state, session.answers, turn.talk.current = "done", {}, None


def _post(turn: Turn, case_no: str, given: dict[str, str]) -> None:
    turn.outbox(AnonymityWanted(case_no=case_no, name=given.get("name"), phone=given.get("phone")))
