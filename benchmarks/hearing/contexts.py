"""Brings a chat into its context by the ordinary way: talking, filing, booking, and what staff do over the API."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.hearing.town import Town
from bot.conversation import Conversation
from bot.store import Chat
from conversations.engine.engine import Asking
from conversations.engine.session import Session, Talk
from conversations.turn.context import Facts, Need, Turn, TurnResult
from conversations.turn.talk import DIALOGS

STORY = "我家门口的路灯坏了一个星期"
OTHERS = ("楼下烧烤店半夜还在放音响，吵得睡不着", "自来水这几天又黄又有味道")
QUESTION = "灯杆上有编号吗？"
ANSWER = "您反映的路灯已于昨日修复，更换了灯头和一段电缆，请您查看。如仍有问题，请告诉我们。"
DANGER = "我不想活了"
UNIT = "QH-ZJ"
MOST_STEPS = 40

CHOSEN = {"consent": "agree", "who": "self", "matter": "new", "party": "1", "what": "book", "accusation": "no"}
"""What is pressed at a question on the way; every other is skipped, or its first button is pressed."""
NEVER = ("back", "more", "aside", "menu", "human", "last", "file", "edit")
"""Buttons that do not lead on."""


class Unreached(Exception):
    """The context could not be brought about; the message says where it ended."""


@dataclass
class Place:
    """Where a chat stands. `asking`: the question in hand; `label` names its section."""

    talk: Talk
    session: Session | None
    asking: Asking | None

    @property
    def section(self) -> str:
        key = self.asking.key if self.asking else ""
        parts = key.split(".")
        return parts[-1] if parts[0] == "who" and len(parts) > 1 else parts[0]


async def conversation(town: Town, chat: Chat) -> Conversation:
    return await town.bot.desk.outbox.load(chat)


async def place(town: Town, chat: Chat) -> Place:
    """Where the talk stands, by replaying the dialog in hand; nothing is changed."""
    held = await conversation(town, chat)
    found: list[Asking] = []

    def look(talk: Talk, facts: Facts) -> TurnResult:
        turn = Turn(DIALOGS, talk.copy(), facts)
        session = turn.talk.active
        if session is None or session.state != "open":
            return turn.result
        try:
            outcome = turn.run(session)
        except Need as need:
            return TurnResult(turn.talk, needs=need.needs)
        found[:] = [outcome] if isinstance(outcome, Asking) else []
        return turn.result

    await town.bot.desk.listen(chat, held, look)
    talk = held.talk.copy()
    return Place(talk, talk.active, found[0] if found else None)


# --- a form


def buttons(town: Town, chat: Chat) -> list[tuple[str, str]]:
    """What can be pressed under the screens last shown: (code, press)."""
    presses = [press for screen in town.shown[chat.address] for row in screen.rows for _, press in row]
    return [(press.split(".", 3)[-1] if press.startswith("s.") else press, press) for press in presses]


async def press(town: Town, chat: Chat, *codes: str) -> None:
    """The first of the codes that is on the screen."""
    there = dict(buttons(town, chat))
    for code in codes:
        if code in there:
            await town.say(chat, press=there[code])
            return
    raise Unreached(f"none of {', '.join(codes)} among {', '.join(there)}")


async def _step(town: Town, chat: Chat, at: Place) -> None:
    """Answers the question in hand as somebody in a hurry does."""
    section = at.section
    there = dict(buttons(town, chat))
    held = at.asking.held if at.asking else None
    if section == "story":
        told = isinstance(held, dict) and held.get("parts")
        if told:
            await press(town, chat, "done")
        else:
            await town.say(chat, STORY)
        return
    if section == "confirm":
        await press(town, chat, "yes")
        return
    onward = [code for code in there if not code.startswith("m.") and code.split(":")[0] not in NEVER]
    await press(town, chat, CHOSEN.get(section, "skip"), "skip", *onward)


async def _until(town: Town, chat: Chat, section: str) -> None:
    for _ in range(MOST_STEPS):
        at = await place(town, chat)
        told = at.asking is not None and isinstance(at.asking.held, dict) and bool(at.asking.held.get("parts"))
        if at.section == section and (section != "story" or told):
            return
        if at.asking is None:
            raise Unreached(f"the form ended before {section}")
        await _step(town, chat, at)
    raise Unreached(f"{section} never came")


def _in_form(dialog: str, section: str) -> Callable[[Town, Chat], Awaitable[None]]:
    async def go(town: Town, chat: Chat) -> None:
        await town.say(chat, press=f"m.{dialog}")
        await _until(town, chat, "confirm" if section == "review" else section)

    return go


async def finish(town: Town, chat: Chat) -> list[str]:
    """Brings the form in hand to its end as somebody in a hurry, who takes nothing out. The sections on the way."""
    at = await place(town, chat)
    passed: list[str] = []
    for _ in range(MOST_STEPS):
        if at.asking is None:
            return passed
        passed.append(at.section)
        await _step(town, chat, at)
        at = await place(town, chat)
    raise Unreached(f"the form does not end; it stands at {at.section}")


# --- outside of one


async def _menu(town: Town, chat: Chat) -> None:
    await town.open(chat)


async def _file(town: Town, chat: Chat, story: str = STORY) -> str:
    """A concern from the first word to its number."""
    await town.say(chat, press="m.submit")
    for _ in range(MOST_STEPS):
        before = await place(town, chat)
        if before.asking is None:
            break
        if before.section == "story" and not (before.asking.held or {}):  # type: ignore[call-overload]
            await town.say(chat, story)
        elif before.section == "story":
            await press(town, chat, "send", "done")
        else:
            await _step(town, chat, before)
    numbers = [s.answered["case_no"] for s in (await place(town, chat)).talk.sessions if s.answered.get("case_no")]
    if not numbers:
        raise Unreached("no case was filed")
    await town.deliver(chat)
    return numbers[-1]


async def with_number(town: Town, chat: Chat, text: str) -> str:
    """The text with `{number}` and `{code}` filled in: those of the chat's newest case, or else of somebody's who filed
    in another chat."""
    if "{number}" not in text and "{code}" not in text:
        return text
    numbers = [
        s.answered["case_no"] for s in (await conversation(town, chat)).talk.sessions if s.answered.get("case_no")
    ]
    there = chat
    if not numbers:
        there = town.newcomer()
        numbers = [await _file(town, there)]
    rows = await town.bot.store.rows(there, kinds=("screen", "late"))
    told = "\n".join(screen.text for row in rows for screen in row.screens)
    codes = re.findall(r"\b[0-9A-Z]{8}\b", told)
    if not codes:
        raise Unreached("the receipt shows no query code")
    return text.replace("{number}", numbers[-1]).replace("{code}", codes[-1])


async def _filed(town: Town, chat: Chat) -> None:
    await _file(town, chat)


async def _assigned(town: Town, chat: Chat, story: str = STORY) -> str:
    case_no = await _file(town, chat, story)
    await town.act(case_no, "accept", {"case_class": "appeal", "tier": "simple"})
    await town.act(case_no, "assign", {"unit": UNIT, "handler": "demo"})
    await town.deliver(chat)
    return case_no


async def _one_case(town: Town, chat: Chat) -> None:
    await _assigned(town, chat)


async def _three_cases(town: Town, chat: Chat) -> None:
    for story in (*OTHERS, STORY):
        await _assigned(town, chat, story)


async def _asked(town: Town, chat: Chat) -> None:
    await town.act(await _assigned(town, chat), "questions", {"text": QUESTION})
    await _comes(town, chat, QUESTION)


async def _replied(town: Town, chat: Chat) -> None:
    await town.act(await _assigned(town, chat), "replies", {"text": ANSWER})
    await _comes(town, chat, ANSWER)


async def _comes(town: Town, chat: Chat, words: str) -> None:
    """What staff wrote reaches the person; how to answer it may stand behind."""
    if not any(words in screen.text for screen in await town.deliver(chat)):
        raise Unreached(f"did not come: {words}")


async def _booked(town: Town, chat: Chat) -> None:
    await town.say(chat, press="m.book")
    for _ in range(MOST_STEPS):
        at = await place(town, chat)
        if at.asking is None:
            break
        await _step(town, chat, at)
    await town.deliver(chat)
    if not any(s.answered.get("booking_no") for s in (await place(town, chat)).talk.sessions):
        raise Unreached("nothing was booked")


async def _crisis(town: Town, chat: Chat) -> None:
    await town.say(chat, DANGER)


WAYS: Mapping[str, Callable[[Town, Chat], Awaitable[Any]]] = {
    "menu": _menu,
    "one_case": _one_case,
    "three_cases": _three_cases,
    "filed": _filed,
    "asked": _asked,
    "replied": _replied,
    "booked": _booked,
    "crisis": _crisis,
    **{at: _in_form("submit", at) for at in ("story", "kind", "topic", "place", "people", "who", "name", "phone")},
    "review": _in_form("submit", "review"),
    **{at: _in_form("book", at) for at in ("day", "slot", "party")},
}


async def brought(town: Town, context: str) -> Chat:
    """A fresh chat in its context. Unreached when the ordinary way does not lead there."""
    chat = town.newcomer()
    await WAYS[context](town, chat)
    return chat


__all__ = ["Place", "Unreached", "brought", "conversation", "finish", "place", "with_number"]
