"""Files that are on their way while the talk goes on: announced when chosen, put where they belong when they arrive.

`reply.late` names the file. Neither end touches the buttons that stand: who presses one just then is in time.
"""

from conversations.engine.engine import Asking
from conversations.engine.session import Session
from conversations.questions.consents import LEFT_OUT
from conversations.questions.plain import NotUnderstood, Say
from conversations.questions.story import Story, gathered, parts_of
from conversations.turn.context import Ear


def late(ear: Ear) -> None:
    """A file is coming (`coming`), is here (`files`), or will not come (neither)."""
    file = ear.reply.late or ""
    session = next((s for s in ear.talk.sessions if file in s.coming), None)
    if ear.reply.coming is not None:
        if session is None:
            _expect(ear, file, ear.reply.coming)
    elif not ear.reply.files:
        if session is not None:
            del session.coming[file]
    elif ear.talk.hear(ear.reply.id):
        if session is None:
            lost = ear.keep()
            ear.show(lost or Say("late.joined"))
        else:
            _arrive(ear, session, file)


def _expect(ear: Ear, file: str, sort: str) -> None:
    """Whoever begins with a file has begun a concern. A consent that is wanted for it is asked at once."""
    session = ear.talk.hand
    if session is None:
        ear.begin("submit").coming[file] = sort
        ear.show(Say("again.consent"))
        return
    before = _asked(ear, session)
    session.coming[file] = sort
    after = _asked(ear, session)
    if before and after and before.key != after.key and ear.talk.pause is None:
        session.rev += 1
        ear.show()


def _arrive(ear: Ear, session: Session, file: str) -> None:
    sort, parts = session.coming.pop(file), parts_of(ear.reply)
    if sort == LEFT_OUT:
        return
    try:
        if session.state == "done":
            _add(ear, session, file)
        elif session.state == "sealed":
            session.later = gathered(session.later, parts)
        else:
            _put(ear, session)
    except NotUnderstood as why:
        ear.tell(Say(why.word, why.facts))
    session.touched_at = max(session.touched_at, ear.reply.at)


def _put(ear: Ear, session: Session) -> None:
    """Into the story; after it was read back, beside it, for what was read is what is confirmed."""
    asked, parts = _asked(ear, session), parts_of(ear.reply)
    if asked is not None and asked.key.startswith("confirm"):
        session.later = gathered(session.later, parts)
        return
    telling = asked is not None and isinstance(asked.question, Story)
    key = asked.key if asked is not None and telling else "story" if ear.has_story(session) else None
    if key is None:
        session.aside = gathered(session.aside, parts)
        return
    story = session.answers.get(key) or {"parts": [], "done": False}
    session.answers[key] = {**story, "parts": gathered(story["parts"], parts)}
    if telling and session is ear.talk.hand and ear.talk.pause is None:
        ear.show()


def _add(ear: Ear, session: Session, file: str) -> None:
    """The case is on record: the file is added to it, once, whatever repeats."""
    receipt = session.receipt or {}
    case_no = receipt.get("case_no") or receipt.get("added")
    if case_no is None:
        ear.draft(parts_of(ear.reply), f"{session.id}-{file}")
        return
    result = {"sort": "addition", "case_no": case_no, "parts": parts_of(ear.reply), "question": None, "code": None}
    at = ear.reply.at
    ear.talk.sessions.append(Session(f"{session.id}-{file}", "addition", 1, at, at, state="sealed", result=result))


def _asked(ear: Ear, session: Session) -> Asking | None:
    if session.state not in ("open", "set_aside"):
        return None
    outcome = ear.run(session)
    return outcome if isinstance(outcome, Asking) else None
