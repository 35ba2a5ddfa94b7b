"""The router: `hear` takes a message, and the first route that applies decides, in the order of the table.

Danger comes before all that is said; then what belongs to earlier messages; then answers to what was last asked or
shown; then an intention, in any words; then more to the case just filed or just heard of; then a new matter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from conversations.engine.session import WITH, Talk
from conversations.hearing import intentions
from conversations.questions.case_number import case_in, only_case
from conversations.questions.plain import Reply, Say, location
from conversations.questions.story import parts_of
from conversations.turn import about, again, asking, beginning, beside, choices, danger, intents, languages, person
from conversations.turn.answers import answer
from conversations.turn.commands import PRESSES, command, typed
from conversations.turn.context import Facts, Turn, TurnResult
from conversations.turn.edits import edited
from conversations.turn.files import upload
from conversations.turn.meant import answered_case
from conversations.turn.notices import notice
from conversations.turn.passing import in_passing
from conversations.turn.talk import DIALOGS, made
from models.law.crisis import Crisis
from models.lines import legible

_LIKE_A_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){17,24}(?![0-9])")
HEARD_BEFORE = "heard before"
"""The route that changes nothing."""
COMMAND, CHOICE, TO_STAFF = "a command word", "a choice last shown", "to staff who have the chat"


@dataclass(frozen=True)
class Route:
    """`applies` looks and changes nothing; what it finds, if anything, is handed to `act`."""

    name: str
    applies: Callable[[Turn], Any]
    act: Callable[[Turn, Any], None]


def hear(talk: Talk, reply: Reply, facts: Facts, new_id: str) -> TurnResult:
    """One message. `new_id` is an unused session id. A message heard before changes nothing and shows where we are."""
    clean = replace(
        reply,
        text=legible(reply.text) if reply.text else None,
        press=legible(reply.press) if reply.press else None,
    )
    answered = made(Turn(DIALOGS, talk.copy(), facts, clean, new_id), _heard)
    heard_before = reply.upload is None and reply.id in talk.heard
    return TurnResult(talk, answered.screens) if heard_before and answered.needs is None else answered


def _heard(turn: Turn) -> None:
    """Routed; then the writer's language is offered where it is another, and the buttons shown are remembered."""
    misses, before = turn.talk.misses, beside.standing(turn)
    if (taken := route(turn)) == HEARD_BEFORE:
        return
    beside.keep(turn, before, exact=says_it_all(turn, taken))
    if turn.talk.misses == misses:
        turn.talk.misses = 0
    languages.offer(turn)
    again.vary(turn)
    choices.remember(turn)


def route(turn: Turn) -> str:
    """Answers the message; the name of the route it took."""
    turn.press = partial(_press, turn)
    return _first(turn, ROUTES)


def _first(turn: Turn, rows: tuple[Route, ...]) -> str:
    for row in rows:
        if found := row.applies(turn):
            row.act(turn, found)
            return row.name
    raise AssertionError("the last route takes everything")


def says_it_all(turn: Turn, taken: str) -> bool:
    """The message is a button, a command or a label and nothing else, or went to staff as it is."""
    if taken == COMMAND:
        found = typed(turn.reply.text or "")
        return found is not None and (not found[1] or found[0] == "lang")
    return taken in (CHOICE, TO_STAFF)


# --- what a route looks for


def _heard_before(turn: Turn) -> bool:
    """Remembers the message; a file that travels by itself is remembered when it is here."""
    return not turn.talk.hear(turn.reply.id)


def _command_word(turn: Turn) -> tuple[str, str] | None:
    found = typed(turn.reply.text) if turn.reply.text and not turn.reply.files else None
    begun = turn.talk.active.dialog if turn.talk.active and _in_hand(turn) else None
    return None if found == ("submit", "") and begun == "submit" else found  # "I want to complain" answers its question


def _nothing(turn: Turn) -> bool:
    return not parts_of(turn.reply) and location(turn.reply) is None


def _number(turn: Turn) -> tuple[str | None, str | None] | None:
    """A case number, with its code or without, in a sentence or a receipt; a code by itself. What is asked of a case of
    one's own by its number, but for how far it is, comes later."""
    text = turn.reply.text or ""
    number, code = case_in(text)
    if turn.reply.files or not (number or (code and only_case(text)) or _LIKE_A_NUMBER.search(text)):
        return None
    own = number is not None and any(case.case_no == number for case in turn.mine())
    if own and not only_case(text) and intentions.hear(text).wants not in (None, "status", "lost_code"):
        return None
    return number, code


# --- what is done


def _file(turn: Turn, _: Any) -> None:
    if not person.file(turn):
        upload(turn)


def _alarm(turn: Turn, code: Crisis) -> None:
    if turn.talk.person == WITH:
        person.danger(turn, code)
    else:
        danger.alarm(turn, code)


def _keep_for_the_case(turn: Turn, _: Any) -> None:
    """Confirmed and on its way: what is said now becomes an addition."""
    if said := in_passing(turn):
        turn.show(*said)
        return
    lost = turn.keep_message()
    turn.show(lost or Say("sealed.kept"))


def _follow(turn: Turn, found: tuple[str | None, str | None]) -> None:
    number, code = found
    turn.begin("follow", **({"which": {"no": number, "code": code}} if number or code else {}))
    turn.show(*(() if number or code else (Say("follow.none"),)))


def _answer(turn: Turn, _: Any) -> None:
    """Where a case or a visit is looked at, words that are no answer are said as if nothing was in hand."""
    if not answer(turn, turn.reply) and not _of_the_visit(turn):
        which = turn.talk.active.answers.get("which") if turn.talk.active else None
        turn.looked_at = turn.talk.about = which if isinstance(which, str) else None
        turn.set_aside()
        _first(turn, ROUTES[ROUTES.index(IN_HAND) + 1 :])


def _of_the_visit(turn: Turn) -> bool:
    """What somebody without a case tells, where it is asked what the visit is about, is what it is about."""
    session, heard = turn.talk.active, intentions.hear(turn.reply.text or "")
    asked = session is not None and session.dialog == "book" and not {"matter", "what"} & set(session.answers)
    if not asked or not heard.tells or heard.wants not in (None, "book", "official") or turn.mine():
        return False
    if beginning.misconduct(turn):
        return False
    intents.official(turn, heard)
    return True


def _answers_a_notice(turn: Turn) -> bool:
    """Words that answer a notice are about its case, whatever is being filled in."""
    return _in_hand(turn) and turn.reply.about is not None and answered_case(turn, turn.mine()) is not None


def _of_the_notice(turn: Turn, _: Any) -> None:
    turn.set_aside()
    _first(turn, ROUTES[ROUTES.index(IN_HAND) + 1 :])


def _in_hand(turn: Turn) -> bool:
    return turn.talk.active is not None and turn.talk.active.state == "open"


# --- commands and buttons


def _run_command(turn: Turn, name: str, rest: str = "") -> None:
    """A command; `back` and `skip` are the typed words for buttons that every question has."""
    if name not in PRESSES:
        command(turn, name, rest)
    elif turn.talk.active is None or turn.talk.active.state != "open" or turn.talk.pause:
        turn.show()
    else:
        answer(turn, Reply(turn.reply.id, turn.reply.at, press=name))


def _press(turn: Turn, press: str) -> None:
    """`m.` is a command, `n.` stands under a notice or a case, `s.` under a question."""
    kind, _, rest = press.partition(".")
    if kind == "m":
        name, _, argument = rest.partition(".")
        _run_command(turn, name, argument)
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


IN_HAND = Route("the question in hand", _in_hand, _answer)
ROUTES: tuple[Route, ...] = (
    Route("a file that travels", lambda turn: turn.reply.upload is not None, _file),
    Route(HEARD_BEFORE, _heard_before, lambda turn, _: turn.show()),
    Route("danger", danger.heard, _alarm),
    Route("an edit", lambda turn: turn.reply.edited, lambda turn, _: edited(turn)),
    Route(TO_STAFF, person.heard, lambda turn, _: None),
    Route("a button", lambda turn: turn.reply.press, _press),
    Route(COMMAND, _command_word, lambda turn, found: _run_command(turn, *found)),
    Route("nothing said", _nothing, lambda turn, _: turn.show()),
    Route("after danger", lambda turn: turn.talk.pause is not None, lambda turn, _: danger.keep(turn)),
    Route("to what is on its way", lambda turn: turn.talk.active and not _in_hand(turn), _keep_for_the_case),
    Route("to a notice", _answers_a_notice, _of_the_notice),
    IN_HAND,
    Route("a case number", _number, _follow),
    Route(CHOICE, choices.chosen, _press),
    Route("an official's misconduct", beginning.misconduct, beginning.begin),
    Route("said to us", intents.said_to_us, intents.answer),
    Route("staff's question", asking.staffs_question, asking.deliver),
    Route("about a case or a visit", about.about_something, about.answer),
    Route("more to a case", beginning.more_to, beginning.add_or_ask),
    Route("fits nothing", beginning.fits_nothing, beginning.ask_back),
    Route("a new matter", lambda turn: True, beginning.begin),
)
