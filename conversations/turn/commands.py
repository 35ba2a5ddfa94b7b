"""What works at every step: typed words (`command.*` in the catalogues), `/commands`, and the `m.` buttons.

A command is called with the turn and what stands after its name (`m.lang.en`); only those in COMMANDS exist.
"""

from collections.abc import Callable

from conversations import screens
from conversations.engine.engine import SKIP_REST
from conversations.engine.session import Talk
from conversations.questions.plain import Reply, Say, meaningful
from conversations.screens import Row
from conversations.turn.answers import answer
from conversations.turn.context import Ear
from conversations.words.phrases import LOCALES, NAMES, fold, named, say
from models.links import AREA

LONGEST = 60
"""Characters; whoever writes more is telling something."""
_LANGUAGES = {fold(name): locale for locale, name in NAMES.items()} | {"中文": "zh_Hans", "繁体中文": "zh_Hant"}


def typed(text: str) -> tuple[str, str] | None:
    """The command and its argument that `text` stands for, if it stands for one."""
    if len(text) > LONGEST:
        return None
    if text.startswith("/"):
        head, _, rest = text[1:].partition(" ")
        name = named("command.", head.split("@")[0])
        return (name, rest.strip()) if name else None
    if fold(text) in _LANGUAGES:
        return "lang", _LANGUAGES[fold(text)]
    name = named("command.", text)
    return (name, "") if name else None


def command(ear: Ear, name: str, rest: str = "") -> None:
    act = COMMANDS.get(name)
    if act is None:
        ear.show(Say("stale.button"))
    else:
        act(ear, rest)


def _row(ear: Ear, name: str, press: str) -> Row:
    return ((say(ear.talk.locale, f"button.{name}"), press),)


def _menu(ear: Ear, rest: str) -> None:
    ear.put_down()
    ear.show()


def _dialog(name: str) -> Callable[[Ear, str], None]:
    """Takes a dialog up: the one in hand if it is the same, else a new session; what was in hand stays a draft.

    An area's code may follow the name: a poster's link says where the matter is. That is said, and can be changed; a
    place that was given before stays.
    """

    def take_up(ear: Ear, rest: str) -> None:
        hand = ear.talk.hand
        place = ear.areas().get(rest) if AREA.match(rest) else None
        if not (hand and hand.state == "open" and hand.dialog == name and not ear.talk.pause):
            ear.put_down()
            hand = ear.begin(name)
        if place is None or "place" in hand.answers:
            ear.show()
            return
        hand.answers["place"] = {"area": place.code}
        ear.show(Say("place.poster", {"place": place}))

    return take_up


def _press(code: str) -> Callable[[Ear, str], None]:
    """The typed word for a button that questions have."""

    def press(ear: Ear, rest: str) -> None:
        if ear.talk.hand is None or ear.talk.hand.state != "open" or ear.talk.pause:
            ear.show()
        else:
            answer(ear, Reply(ear.reply.id, ear.reply.at, press=code))

    return press


def _go(ear: Ear, rest: str) -> None:
    ear.talk.pause = None
    ear.show()


def _more(ear: Ear, rest: str) -> None:
    ear.say(screens.more(ear.talk.locale, ear.desk(), ear.talk.hand is not None))


def _help(ear: Ear, rest: str) -> None:
    desk = ear.desk()
    facts = {"phone": desk.phone, "hours": desk.hours}
    ear.tell(Say("help", facts), rows=(_row(ear, "go_on", "m.go"), _row(ear, "human", "m.human")))


def _lang(ear: Ear, rest: str) -> None:
    if rest not in LOCALES:
        ear.say(screens.languages(ear.talk.locale))
        return
    ear.talk.locale = rest
    ear.show(Say("languages.done"))


def _human(ear: Ear, rest: str) -> None:
    desk = ear.desk()
    ear.outbox("call", kind="call_resident")
    facts = {"phone": desk.phone, "hours": desk.hours, "place": desk.place}
    ear.tell(Say("human", facts), rows=(_row(ear, "go_on", "m.go"),))


def _cancel(ear: Ear, rest: str) -> None:
    session = ear.talk.hand
    if session is None or session.state != "open" or not session.worth_keeping:
        if session is not None and session.state == "open":
            ear.put_down()
        ear.show(Say("cancel.nothing"))
        return
    session.state, ear.talk.current, ear.talk.pause = "set_aside", None, None
    undo = _row(ear, "undo", f"m.undo.{session.id}")
    ear.tell(Say("cancel.done"), rows=(undo, screens.to_menu(ear.talk.locale)))


def _resume(ear: Ear, rest: str) -> None:
    """The draft named, or the newest; typed in the middle of something it just goes on."""
    talk = ear.talk
    if not rest and (talk.pause or talk.hand):
        _go(ear, "")
        return
    session = talk.session(rest) if rest else next(iter(talk.drafts), None)
    if session is None or session.state not in ("open", "set_aside"):
        ear.show(Say("stale.button" if rest else "resume.nothing"))
        return
    if session is not talk.hand:
        ear.put_down()
    session.state, talk.current, talk.pause = "open", session.id, None
    session.rev += 1
    ear.show(Say("resume"))


def _send_draft(ear: Ear, rest: str) -> None:
    """From the reminder: the story as it stands, the rest skipped; it is read back all the same."""
    session = ear.talk.session(rest)
    story = session.answers.get("story") if session and session.state in ("open", "set_aside") else None
    if session and isinstance(story, dict) and any("file" in p or meaningful(p["text"]) for p in story["parts"]):
        session.answers["story"], session.answers[SKIP_REST] = {**story, "done": True}, True
        session.focus = None
    _resume(ear, rest)


def _leave(ear: Ear, rest: str) -> None:
    hand = ear.talk.hand
    kept = bool(hand and hand.state == "open" and hand.worth_keeping)
    ear.put_down()
    ear.tell(Say("leave.kept" if kept else "leave"), rows=(screens.to_menu(ear.talk.locale),))


def _erase(ear: Ear, rest: str) -> None:
    """What is confirmed and not yet posted stays: it belongs to the desk already."""
    menu = screens.to_menu(ear.talk.locale)
    if rest != "yes":
        rows = (_row(ear, "erase_yes", "m.erase.yes"), _row(ear, "go_on", "m.go"))
        ear.tell(Say("erase", {"phone": ear.desk().phone}), rows=rows)
        return
    waiting = [s for s in ear.talk.sessions if s.state == "sealed"]
    ear.talk = Talk(ear.talk.locale, waiting, heard=ear.talk.heard)
    ear.outbox("call", kind="erasure")
    ear.forget = True
    ear.tell(Say("erase.done"), rows=(menu,))


def _staff(ear: Ear, rest: str) -> None:
    """A member of staff links this chat with the code from their own page, or unlinks it (`off`)."""
    if not rest:
        ear.tell(Say("staff.how"), rows=(screens.to_menu(ear.talk.locale),))
        return
    ear.outbox("staff", code=None if fold(rest) == "off" else rest[:40])


COMMANDS: dict[str, Callable[[Ear, str], None]] = {
    "start": _menu,
    "menu": _menu,
    "submit": _dialog("submit"),
    "book": _dialog("book"),
    "bookings": _dialog("bookings"),
    "follow": _dialog("follow"),
    "back": _press("back"),
    "skip": _press("skip"),
    "go": _go,
    "more": _more,
    "help": _help,
    "lang": _lang,
    "human": _human,
    "cancel": _cancel,
    "undo": _resume,
    "resume": _resume,
    "send": _send_draft,
    "leave": _leave,
    "staff": _staff,
    "erase": _erase,
}
