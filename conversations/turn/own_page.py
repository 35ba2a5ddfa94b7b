"""What was entered on our own page comes to the draft it was asked for, or to the case that has become of it."""

from conversations.engine.session import Session
from conversations.questions.plain import Say
from conversations.screens import to_menu
from conversations.turn.context import Turn
from models.wire import AnonymityWanted

CASE = "page."
"""Begins the key under which a case is asked about; its number follows."""


class Gone(Exception):
    """There is nothing any more to which it could belong."""


class Busy(Exception):
    """It is being sent at this moment: soon it belongs to a case."""


def left(turn: Turn, id: str, key: str, given: dict[str, str]) -> None:
    """`given` under `key` of the session `id`; for a case that stands it is posted. Raises `Gone`, `Busy`."""
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
        raise Gone


def _answer(turn: Turn, session: Session, key: str, given: dict[str, str]) -> None:
    session.answers[key] = dict(given)
    session.focus = None if session.focus == key else session.focus
    session.touched_at = turn.reply.at
    session.misses = 0
    session.rev += 1
    if session is turn.talk.hand and turn.talk.pause is None:
        turn.show(Say("page.left"))
    else:
        turn.tell(Say("page.left"), rows=(to_menu(turn.talk.locale),))


def _sign(turn: Turn, session: Session | None, key: str, given: dict[str, str]) -> None:
    """The question is done with, wherever the person has gone since; the answer of the API is what they are told."""
    _post(turn, key.removeprefix(CASE), given)
    if session is not None and session is turn.talk.hand and session.state == "open" and not session.worth_keeping:
        session.state, session.answers, turn.talk.current = "done", {}, None


def _post(turn: Turn, case_no: str, given: dict[str, str]) -> None:
    turn.outbox(AnonymityWanted(case_no=case_no, name=given.get("name"), phone=given.get("phone")))
