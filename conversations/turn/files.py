"""Uploads that arrive later than their message: a file is announced when it is chosen, and stored when it is there.

`reply.upload` names the file. Neither step makes the current buttons stale, so a button pressed at that moment still
counts.
"""

from conversations.engine.engine import Asking
from conversations.engine.session import Session
from conversations.questions.consents import EXCLUDED
from conversations.questions.plain import NotUnderstood, Say
from conversations.questions.story import Story, gathered, parts_of
from conversations.turn.context import Turn
from models.wire.deeds import adding


def upload(turn: Turn) -> None:
    """A file is coming (`coming`), is here (`files`), or will not come (neither)."""
    file = turn.reply.upload or ""
    session = next((s for s in turn.talk.sessions if file in s.coming), None)
    if turn.reply.announced is not None:
        if session is None:
            _announced(turn, file, turn.reply.announced)
    elif not turn.reply.files:
        if session is not None:
            del session.coming[file]
    elif turn.talk.hear(turn.reply.id):
        if session is None:
            lost = turn.keep_message()
            turn.show(lost or Say("late.joined"))
        else:
            _arrived(turn, session, file)


def _announced(turn: Turn, file: str, sort: str) -> None:
    """Notes that a file is coming. A file as the first message starts a concern. Its consent is asked for at once."""
    session = turn.talk.active
    if session is None:
        turn.begin("submit").coming[file] = sort
        turn.show(Say("again.consent"))
        return
    before = _asked(turn, session)
    session.coming[file] = sort
    after = _asked(turn, session)
    if before and after and before.key != after.key and turn.talk.pause is None:
        session.rev += 1
        turn.show()


def _arrived(turn: Turn, session: Session, file: str) -> None:
    sort, parts = session.coming.pop(file), parts_of(turn.reply)
    if sort == EXCLUDED:
        return
    try:
        if session.state == "done":
            _add(turn, session, file)
        elif session.state == "sealed":
            session.later = gathered(session.later, parts)
        else:
            _put(turn, session)
    except NotUnderstood as why:
        turn.tell(Say(why.word, why.facts))
    session.touched_at = max(session.touched_at, turn.reply.at)


def _put(turn: Turn, session: Session) -> None:
    """Adds the file to the story; once that was read back, it is kept for the case: what was read is confirmed."""
    asked, parts = _asked(turn, session), parts_of(turn.reply)
    if asked is not None and asked.key.startswith("confirm"):
        session.later = gathered(session.later, parts)
        return
    telling = asked is not None and isinstance(asked.question, Story)
    key = asked.key if asked is not None and telling else "story" if turn.has_story(session) else None
    if key is None:
        session.aside = gathered(session.aside, parts)
        return
    story = session.answers.get(key) or {"parts": [], "done": False}
    session.answers[key] = {**story, "parts": gathered(story["parts"], parts)}
    if telling and session is turn.talk.active and turn.talk.pause is None:
        turn.show()


def _add(turn: Turn, session: Session, file: str) -> None:
    """Adds the file to the registered case: idempotent, by the id of the session and the file."""
    case_no = session.case_no
    if case_no is None:
        turn.draft(parts_of(turn.reply), f"{session.id}-{file}")
        return
    turn.outbox(adding(case_no, parts_of(turn.reply)), f"{session.id}-{file}")


def _asked(turn: Turn, session: Session) -> Asking | None:
    if session.state not in ("open", "set_aside"):
        return None
    outcome = turn.run(session)
    return outcome if isinstance(outcome, Asking) else None
