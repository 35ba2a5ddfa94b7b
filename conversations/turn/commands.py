"""Commands, which work at every step: typed words (`command.*` in the catalogues), `/commands`, and the `m.` buttons.

A command is called with the turn and what stands after its name (`m.lang.en`); only those in COMMANDS exist.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from conversations import screens
from conversations.engine.engine import SKIP_REST
from conversations.engine.facts import Desk
from conversations.engine.session import PHONE, WAITING, WITH, Talk
from conversations.questions.plain import Say
from conversations.screens import Row
from conversations.turn.context import Turn
from conversations.words.typed import language
from models import phones
from models.law.live import Reason
from models.law.tasks import TaskKind
from models.links import AREA
from models.search import fold
from models.visible import has_words
from models.wire import CallWanted, Leaving
from models.wire.deeds import StaffLink
from models.words import say
from models.words.languages import LOCALES
from models.words.spellings import named

PRESSES = frozenset({"back", "skip"})
"""Words that stand for a button of the current question."""
BESIDE = frozenset({"more", "help", "lang", "human", "bot", "staff", "erase"})
"""Commands that leave a talk with staff as it is."""
LONGEST = 60
"""Characters; whoever writes more is telling something."""


def typed(text: str) -> tuple[str, str] | None:
    """The command and its argument that `text` stands for, if it stands for one."""
    if len(text) > LONGEST:
        return None
    if text.startswith("/"):
        head, _, rest = text[1:].partition(" ")
        name = named("command.", head.split("@")[0])
        return (name, rest.strip()) if name else None
    if locale := language(text):
        return "lang", locale
    name = named("command.", text)
    return (name, "") if name else None


def command(turn: Turn, name: str, rest: str = "") -> None:
    act = COMMANDS.get(name)
    if act is None:
        turn.show(Say("stale.button"))
    else:
        if name not in BESIDE:
            turn.talk.person = None  # until staff write again
        act(turn, rest)


def _row(turn: Turn, name: str, press: str) -> Row:
    return ((say(turn.talk.locale, f"button.{name}"), press),)


def _menu(turn: Turn, rest: str) -> None:
    turn.set_aside()
    turn.show()


def _dialog(name: str) -> Callable[[Turn, str], None]:
    """Starts a dialog, or goes on with the active session of that dialog; another session becomes a draft.

    An area's code may follow the name: a poster's link says where the matter is. That is said, and can be changed; a
    place that was given before stays.
    """

    def take_up(turn: Turn, rest: str) -> None:
        active = turn.talk.active
        place = turn.areas().get(rest) if AREA.match(rest) else None
        if not (active and active.state == "open" and active.dialog == name and not turn.talk.pause):
            turn.set_aside()
            active = turn.begin(name)
        if place is None or "place" in active.answers:
            turn.show()
            return
        active.answers["place"] = {"area": place.code}
        turn.show(Say("place.poster", {"place": place}))

    return take_up


def _go(turn: Turn, rest: str) -> None:
    turn.talk.pause = None
    turn.show()


def _more(turn: Turn, rest: str) -> None:
    turn.add(screens.more(turn.talk.locale, turn.desk(), turn.talk.active is not None))


def _help(turn: Turn, rest: str) -> None:
    desk = turn.desk()
    facts = {"phone": desk.phone, "hours": desk.hours}
    turn.tell(Say("help", facts), rows=(_row(turn, "go_on", "m.go"), _row(turn, "human", "m.human")))


def _lang(turn: Turn, rest: str) -> None:
    if rest not in LOCALES:
        turn.add(screens.languages(turn.talk.locale))
        return
    turn.talk.locale = rest
    turn.show(Say("languages.done"))


def hand_over(turn: Turn, reason: Reason = Reason.ASKED) -> None:
    """To a person: their words, draft and case go along. What is said next goes to staff, not to the form; while nobody
    is at the desk the hours are said, and a phone is asked for."""
    desk, said = turn.desk(), turn.reply.text
    facts = {"phone": desk.phone, "hours": desk.hours, "place": desk.place}
    numbers = phones.numbers(said) if said else []
    there, opens = _hours(desk, turn.reply.at)
    told = {"words": said, "phone": numbers[0] if numbers else None, "closed": not there or None}
    turn.outbox(CallWanted(reason=reason, **{name: value for name, value in told.items() if value}))  # type: ignore[arg-type]
    if turn.talk.person != WITH and not there:
        turn.talk.person = PHONE
    elif not turn.talk.with_staff:
        turn.talk.person = WAITING
    closed = Say("human.closed", {**facts, "opens": opens}) if opens else Say("human.unsure", facts)
    turn.tell(Say("human", facts) if there else closed, rows=(_row(turn, "go_on", "m.go"),))


def _hours(desk: Desk, at: str) -> tuple[bool, datetime | None]:
    """Whether somebody is at the desk now, and if not from when on; (False, None) where its hours cannot be read."""
    now = datetime.fromisoformat(at)
    spans = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in desk.openings]
    if any(since <= now < until for since, until in spans):
        return True, None
    return False, min((since for since, _ in spans if since > now), default=None)


def _human(turn: Turn, rest: str) -> None:
    """`rest`: why, if they did not ask for it themselves."""
    hand_over(turn, Reason.MISSED if rest == Reason.MISSED else Reason.ASKED)


def _bot(turn: Turn, rest: str) -> None:
    """Back from staff to the bot."""
    if turn.talk.with_staff:
        turn.outbox(Leaving())
    turn.talk.person = None
    turn.show(Say("person.left"))


def _apart(turn: Turn, rest: str) -> None:
    """Words that were sent to a case become a matter of their own as well."""
    done = turn.talk.session(rest)
    said = done.answered.get("said", []) if done is not None else []
    draft = turn.draft(list(said), turn.new_id)
    if draft is None:
        turn.show(Say("stale.button"))
        return
    turn.set_aside()
    turn.talk.current = draft.id
    turn.show(Say("again.consent"))


def _meant(turn: Turn, rest: str) -> None:
    """Words that were answered as something else become a matter."""
    draft = turn.taken(rest)
    if draft is None or draft.state != "open":
        turn.show(Say("stale.button"))
        return
    turn.set_aside()
    turn.talk.current = draft.id
    turn.show(Say("again.consent"))


def _cancel(turn: Turn, rest: str) -> None:
    session = turn.talk.active
    if session is None or session.state != "open" or not session.worth_keeping:
        if session is not None and session.state == "open":
            turn.set_aside()
        turn.show(Say("cancel.nothing"))
        return
    session.state, turn.talk.current, turn.talk.pause = "set_aside", None, None
    undo = _row(turn, "undo", f"m.undo.{session.id}")
    turn.tell(Say("cancel.done"), rows=(undo, screens.to_menu(turn.talk.locale)))


def _resume(turn: Turn, rest: str) -> None:
    """The draft named, or the newest; typed in the middle of something it just goes on."""
    talk = turn.talk
    if not rest and (talk.pause or talk.active):
        _go(turn, "")
        return
    session = talk.session(rest) if rest else next(iter(talk.drafts), None)
    if session is None or session.state not in ("open", "set_aside"):
        turn.show(Say("stale.button" if rest else "resume.nothing"))
        return
    if session is not talk.active:
        turn.set_aside()
    session.state, talk.current, talk.pause = "open", session.id, None
    session.rev += 1
    turn.show(Say("resume"))


def _new(turn: Turn, rest: str) -> None:
    """Words that were asked about begin a matter of their own."""
    session = turn.talk.session(rest)
    if session is None or session.state != "set_aside":
        _resume(turn, rest)
        return
    turn.set_aside()
    session.state, turn.talk.current = "open", session.id
    session.rev += 1
    turn.show(Say("again.consent"))


def _send_draft(turn: Turn, rest: str) -> None:
    """From the reminder: the story as it stands, the rest skipped; it is read back all the same."""
    session = turn.talk.session(rest)
    story = session.answers.get("story") if session and session.state in ("open", "set_aside") else None
    if session and isinstance(story, dict) and any("file" in p or has_words(p["text"]) for p in story["parts"]):
        session.answers["story"], session.answers[SKIP_REST] = {**story, "done": True}, True
        session.focus = None
    _resume(turn, rest)


def _leave(turn: Turn, rest: str) -> None:
    active = turn.talk.active
    kept = bool(active and active.state == "open" and active.worth_keeping)
    turn.set_aside()
    turn.tell(Say("leave.kept" if kept else "leave"), rows=(screens.to_menu(turn.talk.locale),))


def _erase(turn: Turn, rest: str) -> None:
    """What is confirmed and not yet posted stays: it belongs to the desk already."""
    menu = screens.to_menu(turn.talk.locale)
    if rest != "yes":
        rows = (_row(turn, "erase_yes", "m.erase.yes"), _row(turn, "go_on", "m.go"))
        turn.tell(Say("erase", {"phone": turn.desk().phone}), rows=rows)
        return
    waiting = [s for s in turn.talk.sessions if s.state == "sealed"]
    turn.talk = Talk(turn.talk.locale, waiting, heard=turn.talk.heard)
    turn.outbox(CallWanted(kind=TaskKind.ERASURE))
    turn.forget = True
    turn.add(replace(screens.plain(turn.talk.locale, Say("erase.done"), rows=(menu,)), clears=True))


def _staff(turn: Turn, rest: str) -> None:
    """A member of staff links this chat with the code from their own page, or unlinks it (`off`)."""
    if not rest:
        turn.tell(Say("staff.how"), rows=(screens.to_menu(turn.talk.locale),))
        return
    turn.outbox(StaffLink(code=None if fold(rest) == "off" else rest[:40]))


COMMANDS: dict[str, Callable[[Turn, str], None]] = {
    "start": _menu,
    "menu": _menu,
    "submit": _dialog("submit"),
    "book": _dialog("book"),
    "bookings": _dialog("bookings"),
    "follow": _dialog("follow"),
    "go": _go,
    "more": _more,
    "help": _help,
    "lang": _lang,
    "human": _human,
    "bot": _bot,
    "apart": _apart,
    "meant": _meant,
    "cancel": _cancel,
    "undo": _resume,
    "resume": _resume,
    "new": _new,
    "send": _send_draft,
    "leave": _leave,
    "staff": _staff,
    "erase": _erase,
}
