"""The state machine of a conversation: the stored talk and a message go in, a changed talk and screens come out. Pure.

`hear` may answer that it `needs` a fact; the desk fetches it and calls again with the same talk.
What is to be posted (a case, a call task) is a sealed session, which is an entry of the outbox: saved first, posted
afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from conversations.dialogs.ask_review import ASK_REVIEW
from conversations.dialogs.book import BOOK
from conversations.dialogs.bookings import BOOKINGS
from conversations.dialogs.follow import FOLLOW
from conversations.dialogs.submit import SUBMIT
from conversations.engine.dialog import Dialog
from conversations.engine.session import Receipt, Talk
from conversations.questions.plain import Reply, Say
from conversations.turn import choices, languages
from conversations.turn.context import Facts, Need, Turn, TurnResult
from conversations.turn.own_page import fill_in
from conversations.turn.router import HEARD_BEFORE, route
from conversations.turn.settling import reopen, settle
from models.lines import legible

__all__ = ["DIALOGS", "Facts", "TurnResult", "filled_in", "hear", "refused", "settled", "show"]

DIALOGS: Mapping[str, Dialog] = {
    "submit": SUBMIT,
    "book": BOOK,
    "bookings": BOOKINGS,
    "follow": FOLLOW,
    "above": ASK_REVIEW,
}
"""The dialogs by the name under which a session is stored."""


def hear(talk: Talk, reply: Reply, facts: Facts, new_id: str) -> TurnResult:
    """One message. `new_id` is an unused session id. A message heard before changes nothing and shows where we are."""
    clean = replace(
        reply,
        text=legible(reply.text) if reply.text else None,
        press=legible(reply.press) if reply.press else None,
    )
    made = _made(Turn(DIALOGS, talk.copy(), facts, clean, new_id), _heard)
    heard_before = reply.upload is None and reply.id in talk.heard
    return TurnResult(talk, made.screens) if heard_before and made.needs is None else made


def show(talk: Talk, facts: Facts) -> TurnResult:
    """Where the talk stands; it is not changed."""
    shown = _made(Turn(DIALOGS, talk.copy(), facts), Turn.show)
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

    return _made(Turn(DIALOGS, talk.copy(), facts), act)


def filled_in(talk: Talk, id: str, key: str, given: dict[str, str], at: str, facts: Facts, new_id: str) -> TurnResult:
    """What was entered on our own page under `key` of the session `id`. Raises `own_page.Expired` and `own_page.Busy`.

    May be called again with the same talk when the turn needs a fact. What was given is in no screen.
    """
    turn = Turn(DIALOGS, talk.copy(), facts, Reply("", at), new_id)
    return _made(turn, lambda turn: fill_in(turn, id, key, given))


def _heard(turn: Turn) -> None:
    """Routed; then the writer's language is offered where it is another, and the buttons shown are remembered."""
    misses = turn.talk.misses
    if route(turn) == HEARD_BEFORE:
        return
    if turn.talk.misses == misses:
        turn.talk.misses = 0
    languages.offer(turn)
    choices.remember(turn)


def _made(turn: Turn, act: Callable[[Turn], None]) -> TurnResult:
    try:
        act(turn)
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return turn.result
