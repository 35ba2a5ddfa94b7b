"""Danger in a message: help first, the desk is called, and what is said after it is taken down and handed on."""

from datetime import datetime, timedelta

from conversations.danger.detector import find
from conversations.hearing.intentions import hear
from conversations.questions.plain import Say, located, location
from conversations.turn.context import Turn
from models.law.crisis import Crisis
from models.law.tasks import TaskKind
from models.lines import one_line
from models.wire import CallWanted

TOGETHER = timedelta(minutes=10)
"""Messages that are read together: "我真的不想" and, a moment later, "活下去了"."""
MOST_SAID = 3
LONGEST_SAID = 200
MOST_CALLED = 2_000
"""Characters of the words that go with a call."""
EXCERPT = 30
AT_HOME: tuple[Crisis, ...] = ("C4", "C5")


def heard(turn: Turn) -> Crisis | None:
    """The danger in the message, read together with those that came just before it. Remembers it for the next one."""
    talk, reply = turn.talk, turn.reply
    if not reply.text:
        return None
    before = _just_said(talk.said, reply.at)
    found = find([*(text for _, text in before), reply.text])
    talk.said = [*before, [reply.at, reply.text[-LONGEST_SAID:]]][-MOST_SAID:]
    return found


def alarm(turn: Turn, code: Crisis) -> None:
    """Help first; the form waits until the person goes on. Said again, it is taken down and handed on."""
    talk = turn.talk
    if talk.pause == code:
        keep(turn)
        return
    words = "\n".join(text for _, text in talk.said[:-1]) + "\n" + (turn.reply.text or "")
    lost = turn.keep_message()
    turn.outbox(CallWanted(kind=TaskKind.CRISIS, crisis=code, words=words.strip()[-MOST_CALLED:]))
    talk.pause = code
    talk.harm = talk.harm or code in AT_HOME
    talk.said = []
    turn.show_help()
    if lost:
        turn.tell(lost)


def keep(turn: Turn) -> None:
    """What is said after the help, where the person is above all: kept with the story and added to the call. Whoever
    only thanks, or asks for a person, is answered as anywhere."""
    talk, reply = turn.talk, turn.reply
    if _only(reply.text, "thanks"):
        turn.show(Say("heard.thanks"))
        return
    if _only(reply.text, "person"):
        turn.press("m.human")
        return
    lost = turn.keep_message()
    place = location(reply)
    words = "\n".join(filter(None, (reply.text, located(place) if place is not None else None)))
    if words:
        turn.outbox(CallWanted(kind=TaskKind.CRISIS, crisis=talk.pause, words=words[-MOST_CALLED:]))
    own = one_line(words)
    turn.show(
        Say("crisis.heard", {"own": own if len(own) <= EXCERPT else own[:EXCERPT] + "…"}) if own else Say("crisis.kept")
    )
    if lost:
        turn.tell(lost)


def _only(text: str | None, name: str) -> bool:
    """It is said, and no more."""
    heard = hear(text) if text else None
    return heard is not None and heard.wants == name and name in heard.firm and heard.weight <= 1


def _just_said(said: list[list[str]], now: str) -> list[list[str]]:
    """The messages of the last minutes; a time that cannot be read is not of them."""
    try:
        since = datetime.fromisoformat(now) - TOGETHER
        return [[at, text] for at, text in said if datetime.fromisoformat(at) >= since]
    except (TypeError, ValueError):
        return []
