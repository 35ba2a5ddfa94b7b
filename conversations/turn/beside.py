"""What was said and stands nowhere else after its turn is kept beside, whatever route took it.

So no route has to remember to keep anything: greetings, thanks, typed commands, labels and answers aside, every word is
afterwards in a session or here. Where it is not sure what was meant, one button makes a matter or an answer of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conversations import screens
from conversations.engine.session import Session
from conversations.hearing.intentions import SOCIAL, hear
from conversations.hearing.lexicon import weight
from conversations.questions.story import MAX_STORY, parts_of
from conversations.turn.context import Turn
from models.visible import has_words, visible

MOST = 40
"""Messages that are kept beside; of more the oldest go, which were answered long since."""
WORDS = frozenset({*SOCIAL, "ack", "done"})
"""Said with nothing beside them they are not kept."""
DOUBTFUL = 3
"""So much that the intention does not account for, and it may have been meant otherwise."""
LONGEST = 40
"""Characters of thanks and greetings."""
SENTENCE = 24
"""Characters: a longer answer stands somewhere word for word."""
_NUMBER = re.compile(r"[0-9](?:[ \-]?[0-9]){6,}")


@dataclass(frozen=True)
class Before:
    """The session in hand before the turn, as far as an answer changes it."""

    id: str | None
    state: tuple[Any, ...]


def standing(turn: Turn) -> Before:
    session = turn.talk.active
    return Before(session.id if session else None, _state(session))


def _state(session: Session | None) -> tuple[Any, ...]:
    return (dict(session.answers), session.focus, session.state) if session is not None else ()


def keep(turn: Turn, before: Before, exact: bool) -> None:
    """Keeps the words of the message beside, if they stand nowhere. `exact`: a command or a label, and no more."""
    text = turn.reply.text or ""
    if turn.reply.press or turn.forget or turn.refused or not has_words(text) or exact or _stands(turn, text):
        return
    if (
        len(text) <= SENTENCE
        and _answered(turn, before)
        and all(_digits(run) in _all_digits(turn) for run in _NUMBER.findall(text))
    ):
        return
    heard = hear(text)
    left = weight(heard.left)
    if heard.names and not left and WORDS.issuperset(heard.names) and len(text) <= LONGEST:
        return
    turn.talk.beside[turn.new_id] = [part for part in parts_of(turn.reply) if "text" in part]
    _no_more(turn)
    if left >= DOUBTFUL and turn.talk.active is None and turn.screens:
        _offer(turn)


def _no_more(turn: Turn) -> None:
    kept = turn.talk.beside
    while len(kept) > MOST or (len(kept) > 1 and sum(len(p["text"]) for ps in kept.values() for p in ps) > MAX_STORY):
        kept.pop(next(iter(kept)))


def _offer(turn: Turn) -> None:
    """A button below what was answered: it was meant otherwise."""
    locale, last = turn.talk.locale, turn.screens[-1]
    if any(press.startswith(("m.new.", "n.")) for row in last.rows for _, press in row):
        return
    asked = next((case for case in turn.mine() if case.open_question is not None), None)
    press = f"n.{asked.case_no}.answer-{turn.new_id}" if asked is not None else f"m.meant.{turn.new_id}"
    row = (screens.button(locale, "meant_answer" if asked is not None else "meant_matter", press),)
    turn.screens[-1] = screens.with_row(last, row)


def _answered(turn: Turn, before: Before) -> bool:
    """It was read as an answer: the question in hand has another one now, or another question is asked."""
    session = turn.talk.session(before.id)
    return session is not None and _state(session) != before.state


def _stands(turn: Turn, text: str) -> bool:
    """The words are in a session: in a draft, or in what is posted."""
    return any(is_held(_held(session), text) for session in turn.talk.sessions)


def is_held(held: Any, text: str) -> bool:
    """The words stand in it, whole; blanks are no matter."""
    wanted = {_bare(text), _bare(visible(text))} - {""}
    return any(one in bare for bare in map(_bare, strings(held)) for one in wanted)


def _held(session: Session) -> list[Any]:
    return [session.answers, session.aside, session.later, session.result]


def strings(held: Any) -> Iterator[str]:
    """All text in it, however deep it lies."""
    if isinstance(held, str):
        yield held
    elif isinstance(held, Mapping):
        for value in held.values():
            yield from strings(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from strings(value)


def _bare(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _all_digits(turn: Turn) -> str:
    return " ".join(_digits(s) for session in turn.talk.sessions for s in strings(_held(session)))
