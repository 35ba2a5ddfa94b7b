"""Answers to the current question: its own buttons, navigation (back, edit, skip), and words that do not answer it."""

from contextlib import suppress
from dataclasses import replace

from conversations import screens
from conversations.engine.engine import SKIP_REST, Asking, Done, Stale, Unfinished
from conversations.engine.session import Session
from conversations.hearing.intentions import sounds_like
from conversations.hearing.lexicon import tidy, weight
from conversations.hearing.values.endings import speaks_of_an_end
from conversations.questions.case_number import CaseRef
from conversations.questions.consents import EXCLUDE
from conversations.questions.plain import PAGE, Choice, Line, NotUnderstood, Reply, Say
from conversations.questions.story import Story, gathered, parts_of
from conversations.turn.beside import is_held
from conversations.turn.context import Turn
from conversations.turn.passing import in_passing

SENTENCE = 12
"""Characters: a longer answer is a sentence, which is kept."""


def answer(turn: Turn, reply: Reply) -> bool:
    """Takes one reply to the active session. False, and nothing is changed, when it is words for something else."""
    session = turn.talk.active
    if session is None or session.state != "open":
        turn.show()
        return True
    session.touched_at = reply.at
    asking = turn.run(session)
    if isinstance(asking, Done):
        turn.seal(session, asking)
        return True
    if reply.text and not reply.files and (code := screens.code_typed(session, asking, reply.text)):
        reply = Reply(reply.id, reply.at, press=code)
    elif _ends(asking, reply):
        reply = Reply(reply.id, reply.at, press="done")
    elif isinstance(asking.question, Story | Line) and _aside(turn, session, asking, reply):
        return True
    try:
        if not _navigated(turn, session, asking, reply):
            _take(turn, session, asking, reply)
    except NotUnderstood as why:
        if why.aside and not turn.has_story(session) and _is_said(asking, reply):
            return False
        if _aside(turn, session, asking, reply):
            return True
        if not (why.aside and asking.question.skip is not None and _sounds_like(reply, "skip")):
            _misunderstood(turn, session, asking, reply, why)
            return True
        session.answers[asking.key], session.focus = SKIP_REST, None
    more = _said_more(turn, session, asking, reply)
    session.rev += 1
    session.misses = 0
    turn.show(*more)
    return True


def _said_more(turn: Turn, session: Session, asking: Asking, reply: Reply) -> list[Say]:
    """A sentence in which the answer was found tells more: it stays with the story. Of name and phone it does not."""
    told = session.state == "open" and asking.key in session.answers and turn.has_story(session)
    if not told or asking.key.startswith(("who", "story", "confirm")) or not reply.text or reply.press or reply.files:
        return []
    if weight(tidy(reply.text)) <= SENTENCE or is_held(session.answers, reply.text):
        return []
    return _kept(turn, session, reply, [])


def _sounds_like(reply: Reply, name: str) -> bool:
    return bool(reply.text) and not reply.files and sounds_like(reply.text or "", name)


def _ends(asking: Asking, reply: Reply) -> bool:
    """Words that say no more than that the story is told."""
    told = isinstance(asking.held, dict) and bool(asking.held.get("parts"))
    ended = _sounds_like(reply, "done") and speaks_of_an_end(reply.text or "")
    return isinstance(asking.question, Story) and told and ended


def _is_said(asking: Asking, reply: Reply) -> bool:
    """Words, files or a place at a choice of what to look at or do; a read-back is not left by them."""
    said = bool(reply.text or reply.files or reply.location) and not reply.press
    return said and isinstance(asking.question, Choice | CaseRef)


def _take(turn: Turn, session: Session, asking: Asking, reply: Reply) -> None:
    """Reads the answer. NotUnderstood when it is none."""
    held = asking.question.read(reply, asking.held)
    if isinstance(held, str) and (held.startswith("edit:") or held == SKIP_REST):
        _navigated(turn, session, asking, Reply(reply.id, reply.at, press="skip" if held == SKIP_REST else held))
        return
    session.answers[asking.key] = held
    if reply.press == "send":
        session.answers[SKIP_REST] = True
    try:
        asking.question.load(held)
    except (Unfinished, Stale):
        return
    session.focus = None
    if asking.key == "place":  # another location is asked for anew
        session.answers.pop("use.here", None)
    if isinstance(asking.question, Story):  # told anew: what was left out may be used after all
        session.answers = {k: v for k, v in session.answers.items() if not (k.startswith("use.") and v == EXCLUDE)}


def _navigated(turn: Turn, session: Session, asking: Asking, reply: Reply) -> bool:
    """The buttons that every question has. True if one of them was pressed and meant something here."""
    press = reply.press or ""
    if press == "back":
        if asking.trail:
            _look_at(session, asking, asking.trail[-1])
        else:
            turn.set_aside()
    elif press.startswith("edit:"):
        section, _, words = press[5:].partition(":")
        key = _section(asking.trail, section)
        if key is None:
            return False
        _look_at(session, asking, key)
        _ask_anew(session, section)
        if words:
            _put_right(turn, session, replace(reply, press=None, text=words))
    elif press == "keep" and session.focus == asking.key and asking.held is not None:
        session.focus = None
    elif press in ("skip", "rest"):
        if asking.question.skip is None:
            raise NotUnderstood("again.no_skip")
        session.answers[asking.key] = SKIP_REST
        session.focus = None
        if press == "rest":
            session.answers[SKIP_REST] = True
    elif press == "aside" and session.aside:
        _take_aside(turn, session, asking)
    else:
        return False
    return True


def _put_right(turn: Turn, session: Session, reply: Reply) -> None:
    """The words that were said with a change answer its question; where they don't, it is asked."""
    asking = turn.run(session)
    if isinstance(asking, Asking):
        with suppress(NotUnderstood):
            _take(turn, session, asking, reply)


def _section(trail: tuple[str, ...], name: str) -> str | None:
    return next((k for k in trail if k == name or k.startswith(name + ".")), None)


def _look_at(session: Session, asking: Asking, key: str) -> None:
    """Goes to `key`. What "the rest" skipped until here is skipped by name now, so that new questions are asked."""
    if session.answers.pop(SKIP_REST, None):
        for passed in asking.trail:
            session.answers.setdefault(passed, SKIP_REST)
    session.focus = key


def _ask_anew(session: Session, section: str) -> None:
    """Whoever edits a section is asked again what they skipped in it."""
    for key in [k for k, held in session.answers.items() if k.startswith(section + ".") and held == SKIP_REST]:
        del session.answers[key]


def _take_aside(turn: Turn, session: Session, asking: Asking) -> None:
    """Adds words that answered no question to the story: the current one, an earlier one, or that of a new concern."""
    words = getattr(asking.question, "words", None)
    if words is not None:
        session.answers[asking.key], session.focus = words, None
        after = turn.run(session)
        asking = after if isinstance(after, Asking) else asking
    if isinstance(asking.question, Story):
        held = asking.held if isinstance(asking.held, dict) else {"parts": []}
        parts = gathered(held["parts"], session.aside)
        session.answers[asking.key] = {"parts": parts, "done": False}
    elif "story" in session.answers:
        story = session.answers["story"]
        session.answers["story"] = {**story, "parts": gathered(story["parts"], session.aside)}
    else:
        draft = turn.draft(session.aside, turn.new_id)
        session.aside = []
        turn.set_aside()
        turn.talk.current = draft.id if draft else None
    session.aside = []


def _aside(turn: Turn, session: Session, asking: Asking, reply: Reply) -> bool:
    """A word to us while something is being told or filled in: answered in a line, and no part of an answer."""
    if reply.press or reply.files or not reply.text:
        return False
    said = in_passing(turn)
    if said:
        session.rev += 1
        turn.ask(session, *said)
    return said is not None


def _misunderstood(turn: Turn, session: Session, asking: Asking, reply: Reply, why: NotUnderstood) -> None:
    """Not an answer to this question: nothing is lost. It is asked again with an example; after two misses it is left
    if it may be left, else a person is offered."""
    session.misses += 1
    notes = [Say(why.word, why.facts)]
    if why.aside and (parts_of(reply) or reply.location):
        notes = _kept(turn, session, reply, notes)
    if session.misses >= 2 and why.aside and asking.question.skip is not None and not _elsewhere(asking):
        session.answers[asking.key], session.focus, session.misses = SKIP_REST, None, 0
        notes = [Say("again.left")]
    elif session.misses >= 2:
        notes.append(Say("again.human", {"phone": turn.desk().phone}))
    session.rev += 1
    turn.ask(session, *notes)


def _elsewhere(asking: Asking) -> bool:
    """It is answered on our own page, whatever is said here."""
    return getattr(asking.question, "wants", None) == PAGE


def _kept(turn: Turn, session: Session, reply: Reply, notes: list[Say]) -> list[Say]:
    """Keeps what was said, and what is said of that."""
    before = (len(session.parts), session.answers.get("place"))
    lost = turn.keep_message()
    if lost is not None:
        return [lost]
    if reply.location and session.answers.get("place") != before[1]:
        session.misses = 0
        return [Say("place.kept")]
    if len(session.parts) == before[0]:
        return notes
    if reply.files:
        session.misses = 0
        return [Say("story.file_added")]
    told = turn.has_story(session)
    return [*notes, Say("again.kept" if told else "again.aside", {"n": len(session.parts)})]
