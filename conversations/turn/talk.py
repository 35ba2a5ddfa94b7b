"""The state machine of a conversation: a stored talk and what happened go in, a changed talk and screens come out.

Pure. A message goes in by `router.hear`; all else that may happen to a talk is here. Each may answer that it `needs` a
fact; the desk fetches it and calls again with the same talk. What is to be posted (a case, a call task) is a sealed
session, which is an entry of the outbox: saved first, posted afterwards.
"""

from collections.abc import Callable, Mapping

from conversations.dialogs.ask_review import ASK_REVIEW
from conversations.dialogs.book import BOOK
from conversations.dialogs.bookings import BOOKINGS
from conversations.dialogs.follow import FOLLOW
from conversations.dialogs.submit import SUBMIT
from conversations.engine.dialog import Dialog
from conversations.engine.session import Receipt, Talk
from conversations.questions.plain import Reply, Say
from conversations.turn import choices
from conversations.turn.context import Facts, Need, Turn, TurnResult
from conversations.turn.own_page import fill_in
from conversations.turn.settling import reopen, settle

__all__ = ["DIALOGS", "Facts", "TurnResult", "filled_in", "made", "refused", "settled", "show"]

DIALOGS: Mapping[str, Dialog] = {
    "submit": SUBMIT,
    "book": BOOK,
    "bookings": BOOKINGS,
    "follow": FOLLOW,
    "above": ASK_REVIEW,
}
"""The dialogs by the name under which a session is stored."""


def show(talk: Talk, facts: Facts) -> TurnResult:
    """Where the talk stands; it is not changed."""
    shown = made(Turn(DIALOGS, talk.copy(), facts), Turn.show)
    return shown if shown.needs else TurnResult(talk, shown.screens)


def settled(talk: Talk, id: str, receipt: Receipt, *said: Say) -> TurnResult:
    """The API has answered a sealed session: keep the receipt, drop the answers, tell the person. Changes `talk`.

    The screens hold `said`, and after a bad rating the offer to say why.
    """
    turn, session = Turn(DIALOGS, talk, {}), talk.session(id)
    if session is None or session.state != "sealed":
        return TurnResult(talk)
    settle(turn, session, receipt, *said)
    choices.remember(turn)
    return turn.result


def refused(
    talk: Talk, id: str, focus: str | None, reason: Say, facts: Facts, posted: dict[str, str] | None = None
) -> TurnResult:
    """The API refused a sealed session: open it again at the question `focus`, with the reason, to confirm anew.

    `posted` are answers that stand for what was already done: `{"matter": case_no}` for a case that was filed before
    its slot was lost. `focus` may be a section (`slot`).
    """
    session = talk.session(id)
    if session is None or session.state != "sealed" or session.dialog not in DIALOGS:
        return TurnResult(talk)

    def act(turn: Turn) -> None:
        if (again := turn.talk.session(id)) is not None:
            reopen(turn, again, focus, posted or {})
            turn.show(reason)

    return made(Turn(DIALOGS, talk.copy(), facts), act)


def filled_in(talk: Talk, id: str, key: str, given: dict[str, str], at: str, facts: Facts, new_id: str) -> TurnResult:
    """What was entered on our own page under `key` of the session `id`. Raises `own_page.Expired` and `own_page.Busy`.

    May be called again with the same talk when the turn needs a fact. What was given is in no screen.
    """
    turn = Turn(DIALOGS, talk.copy(), facts, Reply("", at), new_id)
    return made(turn, lambda turn: fill_in(turn, id, key, given))


def made(turn: Turn, act: Callable[[Turn], None]) -> TurnResult:
    """What came of it; or the fact that it needs, and the turn is made again."""
    try:
        act(turn)
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return turn.result
