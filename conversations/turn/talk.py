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
from conversations.engine.session import WITH, Receipt, Talk
from conversations.questions.case_number import case_in, only_case
from conversations.questions.plain import Reply, Say, location
from conversations.questions.story import parts_of
from conversations.turn import danger, person
from conversations.turn.answers import answer
from conversations.turn.commands import PRESSES, command, typed
from conversations.turn.context import Facts, Need, Turn, TurnResult
from conversations.turn.edits import edited
from conversations.turn.files import upload
from conversations.turn.notices import notice, offer_answer, offer_review
from conversations.turn.own_page import fill_in
from conversations.turn.settling import reopen, settle
from conversations.words.lines import legible
from conversations.words.typed import named

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
    return _made(Turn(DIALOGS, talk.copy(), facts, clean, new_id), _understand)


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


def _made(turn: Turn, act: Callable[[Turn], None]) -> TurnResult:
    try:
        act(turn)
    except Need as need:
        return TurnResult(turn.talk, needs=need.needs)
    return turn.result


# --- the order in which a message is understood


def _understand(turn: Turn) -> None:
    """Repeated messages, crisis, commands, buttons, then an answer to the question that is asked."""
    talk, reply = turn.talk, turn.reply
    if reply.upload is not None:
        if not person.file(turn):
            upload(turn)
    elif not talk.hear(reply.id):
        turn.show()
    elif code := danger.heard(turn):
        person.danger(turn, code) if talk.person == WITH else danger.alarm(turn, code)
    elif reply.edited:
        edited(turn)
    elif person.heard(turn):
        pass
    elif reply.press:
        _pressed(turn, reply.press)
    elif reply.text and not reply.files and (found := typed(reply.text)):
        _command(turn, *found)
    elif not parts_of(reply) and location(reply) is None:
        turn.show()
    elif talk.pause is not None:
        danger.keep(turn)
    elif talk.active is None:
        _first_words(turn)
    elif talk.active.state == "sealed":
        lost = turn.keep_message()
        turn.show(lost or Say("sealed.kept"))
    else:
        answer(turn, reply)


def _first_words(turn: Turn) -> None:
    """Without an active session: a greeting, a case number, or the beginning of a concern."""
    text = turn.reply.text or ""
    if named("hello.", text) and not turn.reply.files:
        turn.show()
        return
    number, code = case_in(text)
    if number and only_case(text) and not turn.reply.files:
        turn.begin("follow", which={"no": number, "code": code})
        turn.show()
        return
    lost = turn.keep_message()
    if not offer_answer(turn):
        offer_review(turn)
    turn.show(lost or Say("again.consent"))


# --- commands and buttons


def _command(turn: Turn, name: str, rest: str) -> None:
    """A command; `back` and `skip` are the typed words for buttons that every question has."""
    if name not in PRESSES:
        command(turn, name, rest)
    elif turn.talk.active is None or turn.talk.active.state != "open" or turn.talk.pause:
        turn.show()
    else:
        answer(turn, Reply(turn.reply.id, turn.reply.at, press=name))


def _pressed(turn: Turn, press: str) -> None:
    kind, _, rest = press.partition(".")
    if kind == "m":
        name, _, argument = rest.partition(".")
        _command(turn, name, argument)
    elif kind == "n":
        notice(turn, rest)
    else:
        _of_session(turn, press)


def _of_session(turn: Turn, press: str) -> None:
    """`s.<session>.<rev>.<code>`: only the newest buttons of the active session count."""
    parts = press.split(".", 3)
    session = turn.talk.session(parts[1]) if len(parts) == 4 and parts[0] == "s" else None
    if session is not None and (case_no := session.answered.get("case_no")):
        turn.show(Say("stale.sent", {"case_no": case_no}))
        return
    active = session is not None and session is turn.talk.active and session.state == "open" and not turn.talk.pause
    if session is not None and active:
        turn.migrate(session)
    if session is None or not active or parts[2] != str(session.rev):
        turn.show(Say("stale.button"))
        return
    answer(turn, replace(turn.reply, text=None, files=(), location=None, press=parts[3]))
