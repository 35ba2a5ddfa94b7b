"""Edited messages: before the confirmation the words are replaced, after it the new words become an addition."""

from conversations.engine.session import Session
from conversations.questions.plain import NotUnderstood, Say
from conversations.questions.story import gathered, parts_of
from conversations.turn.context import Turn
from models.wire.deeds import KeptPart, adding


def edited(turn: Turn) -> None:
    """What is on record is never rewritten: a later change is an addition, with its own date."""
    message = turn.reply.message
    for session in reversed(turn.talk.sessions) if message else ():
        if session.state in ("open", "set_aside"):
            if any([_changed(parts, turn) for parts in session.stories]):
                session.rev += 1
                session.touched_at = turn.reply.at
                turn.show(Say("edited"))
                return
        elif session.state == "sealed":
            if _changed(session.later, turn) or _later(session, turn):
                turn.show(Say("sealed.kept"))
                return
        elif message in session.answered.get("messages", ()) and (case_no := session.case_no):
            turn.outbox(adding(case_no, parts_of(turn.reply)))
            return
    turn.show(Say("edited.unknown"))


def _changed(parts: list[KeptPart], turn: Turn) -> bool:
    """Puts the new words where those of this message stand; a caption that is new stands behind its photo."""
    mine = [n for n, p in enumerate(parts) if p.get("message") == turn.reply.message]
    if not mine:
        return False
    words = [n for n in mine if "text" in parts[n]]
    new = [p for p in parts_of(turn.reply) if "text" in p]
    for n in reversed(words):
        del parts[n]
    at = words[0] if words else mine[-1] + 1
    parts[at:at] = new
    return True


def _later(session: Session, turn: Turn) -> bool:
    """Confirmed and on its way: the change becomes an addition, like every later word."""
    if turn.reply.message not in session.messages:
        return False
    try:
        session.later = gathered(session.later, parts_of(turn.reply))
    except NotUnderstood as why:
        turn.tell(Say(why.word, why.facts))
    return True
