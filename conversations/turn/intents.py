"""What follows from an intention: a row for each. Those said to us need no case."""

import re
from collections.abc import Callable, Mapping

from conversations import screens
from conversations.hearing.intentions import Heard
from conversations.hearing.lexicon import weight
from conversations.hearing.policy import line_of
from conversations.questions.plain import Say
from conversations.turn.context import Turn
from conversations.turn.meant import draft_of, possible
from conversations.turn.meant import heard as meaning

TOLD = 3
"""So much beside a question to us answers staff's, unless all of it sounds like that question."""
KEPT = 4
"""From this weight on, what else was said is kept as a draft."""
Act = Callable[[Turn, Heard], None]


def said_to_us(turn: Turn) -> Heard | None:
    """An intention that needs no case, with nothing told beside it; a person is called whatever else is told."""
    heard = meaning(turn)
    if heard is None or heard.wants not in TO_US or (heard.wants == "no_consent" and possible(turn, "review")):
        return None
    if heard.wants in MAYBE_ANSWERS and any(case.open_question is not None for case in turn.mine()):
        return heard if _ASKS.search(heard.plain) and (heard.sure or weight(heard.left) < TOLD) else None
    return heard if heard.alone or (heard.wants in WHATEVER and heard.wants in heard.firm) else None


def answer(turn: Turn, heard: Heard) -> None:
    """Does what is wanted most."""
    TO_US[heard.wants or ""](turn, heard)


# --- said to us


def _line(word: str) -> Act:
    return lambda turn, heard: turn.tell(turn.reached(word), rows=(screens.to_menu(turn.talk.locale),))


def _greeting(turn: Turn, heard: Heard) -> None:
    turn.add(screens.menu(turn.talk.locale, turn.talk.drafts, head="heard.greeting"))


def _about(word: str) -> Act:
    def tell(turn: Turn, heard: Heard) -> None:
        turn.tell(turn.reached(word), rows=tuple(screens.menu_rows(turn.talk.locale)))

    return tell


def _person(turn: Turn, heard: Heard) -> None:
    if heard.weight >= KEPT and turn.talk.active is None:
        draft_of(turn)
    turn.press("m.human")


def _press(press: str) -> Act:
    return lambda turn, heard: turn.press(press)


def official(turn: Turn, heard: Heard) -> None:
    """What is told beside the wish is the matter of the visit."""
    parts = draft_of(turn) if heard.tells else None
    turn.set_aside()
    if parts is not None:
        turn.talk.sessions.remove(parts)
        turn.begin("book", matter="new", **parts.answers)
    else:
        turn.begin("book", **({} if turn.mine() else {"matter": "new"}))
    turn.show(Say("heard.official"))


def _inquiry(turn: Turn, heard: Heard) -> None:
    """Who answers such questions, and a way to ask in writing."""
    draft = draft_of(turn)
    draft.answers["kind"] = "inquiry"
    line = line_of(turn.reply.text or "")
    ask = ((screens.button(turn.talk.locale, "ask", f"m.new.{draft.id}"),), screens.to_menu(turn.talk.locale))
    turn.tell(turn.reached(f"inquiry.{line}"), turn.reached("heard.inquiry"), rows=ask)


def _no_consent(turn: Turn, heard: Heard) -> None:
    turn.tell(turn.reached("heard.no_consent"), rows=((screens.button(turn.talk.locale, "human", "m.human"),),))


TO_US: Mapping[str, Act] = {
    "person": _person,
    "delete": _press("m.erase"),
    "no_consent": _no_consent,
    "official": official,
    "book": official,
    "language_zh_Hant": _press("m.lang.zh_Hant"),
    "language_en": _press("m.lang.en"),
    "language_zh_Hans": _press("m.lang.zh_Hans"),
    "inquiry": _inquiry,
    "costs": _about("heard.costs"),
    "readers": _about("heard.readers"),
    "about": _about("heard.about"),
    "contact": _line("heard.contact"),
    "help": _press("m.help"),
    "greeting": _greeting,
    "thanks": _line("heard.thanks"),
    "ack": _line("heard.ack"),
    "done": _line("heard.ack"),
}
MAYBE_ANSWERS = frozenset({"help", "contact", "about", "readers", "done", "ack"})
"""Heard in what answers staff's question too, where nothing is asked: 我不懂看, 上面有个电话号码."""
_ASKS = re.compile(
    r"怎么|咋|如何|点样|什么|啥|多少|几|哪|谁|吗|么|呢|不$|给|帮|教|"
    r"(?<![a-z])(?:how|what|where|who|when|help|do|are|is|can)(?![a-z])"
)
WHATEVER = frozenset({"person", "official"})
"""Heard beside a matter too; the matter is kept."""
