"""Plays one row and judges it: its outcome, its value, whether it was a dead end, whether words were lost."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.hearing.contexts import STORY, Unreached, brought, buttons, finish, place, with_number
from benchmarks.hearing.outcomes import named, produced
from benchmarks.hearing.rows import BOOKING, CRISES, FORM, Row
from benchmarks.hearing.seen import Seen, bare, holds
from benchmarks.hearing.town import Town
from benchmarks.hearing.values import matches
from bot.client import ApiDown
from bot.store import Chat
from conversations.turn.beside import strings

READ = ("taken", "skipped", "done", "confirmed", "edit")
"""Read as an answer: the text itself need not be kept."""
TRIES = 3
SPOKEN = 40
"""Characters of a command, a greeting or thanks that need not be kept; of Latin letters three times as many. Whoever
writes more has told something besides."""
_NUMBER = re.compile(r"(?<![0-9])[0-9]{7,}(?![0-9])")


@dataclass(frozen=True)
class Judged:
    """One line of the result. `also`: what else was true, less specific; `shown`: the first words of the answer."""

    row: Row
    got: str
    also: tuple[str, ...] = ()
    right: bool = False
    value_right: bool | None = None
    dead_end: bool = False
    words_lost: bool = False
    shown: str = ""
    note: str = ""

    def line(self) -> dict[str, Any]:
        row = self.row
        held = {
            "context": row.context,
            "text": row.text,
            "want": "|".join(row.want),
            "value": row.value,
            "got": self.got,
        }
        rest = ("right", "value_right", "dead_end", "words_lost", "shown", "note")
        return {**held, "also": list(self.also), **{name: getattr(self, name) for name in rest}}


async def played(town: Town, row: Row) -> Judged:
    """Brings a fresh chat into the context of the row and says its text. What breaks is wrong; the rest goes on."""
    try:
        return await _played(town, row)
    except Exception as bug:
        return Judged(row, "failed", words_lost=True, dead_end=True, note=f"{type(bug).__name__}: {bug}"[:200])


async def _brought(town: Town, context: str) -> Chat:
    """A chat in its context. On a machine that is busy a step may be late: then once more, in another chat."""
    for _ in range(TRIES - 1):
        with suppress(Unreached, ApiDown):
            return await brought(town, context)
    return await brought(town, context)


async def _played(town: Town, row: Row) -> Judged:
    try:
        chat = await _brought(town, row.context)
        row = replace(row, text=await with_number(town, chat, row.text))
        seen = await _said(town, chat, row)
    except Unreached as why:
        return Judged(row, "unreached", words_lost=True, dead_end=True, note=str(why))
    found = produced(seen)
    note = ""
    if {"kept", "taken"} & set(found[:1]) and row.context in (*FORM, *BOOKING) and seen.in_talk:
        case, note = await _as_filed(town, chat)
        if not _in_case(case, row.text) and found[0] == "kept":
            found = [*found[1:], "nothing"] if "again" not in found else ["again"]
            note = note or "left out of the case"
    elif "accusation" in row.want and found[0] in ("concern", "which") and await _asked_later(town, chat):
        found = ["accusation", *found]
    return await _judged(town, row, seen, found, note)


async def _asked_later(town: Town, chat: Chat) -> bool:
    """Whether it is asked about misconduct on the way, before anything is sent; as a matter of its own, if that is
    asked first."""
    new = [press for _, press in buttons(town, chat) if re.match(r"m\.(resume|new)\.", press)]
    if new:
        await town.say(chat, press=new[0])
    try:
        return "accusation" in await finish(town, chat)
    except Unreached:
        return False


async def _said(town: Town, chat: Chat, row: Row) -> Seen:
    was, before = list(town.shown.get(chat.address, [])), await place(town, chat)
    town.recorder.posted.clear()
    shown = await town.say(chat, row.text)
    posted = list(town.recorder.posted)
    return Seen(row.context, row.text, before, await place(town, chat), was, shown, posted)


async def _as_filed(town: Town, chat: Chat) -> tuple[list[Any], str]:
    """What is in the case if the form is now brought to its end by somebody in a hurry, who takes nothing out."""
    town.recorder.posted.clear()
    try:
        await finish(town, chat)
    except Unreached as why:
        return [], str(why)
    return [posted.body for posted in town.recorder.posted], ""


def _in_case(bodies: list[Any], text: str) -> bool:
    """Said besides the story that was told on the way, whose words might be the same."""
    told = [one for one in strings(bodies) if bare(one) != bare(STORY)]
    return holds(told, text)


async def _judged(town: Town, row: Row, seen: Seen, found: list[str], note: str) -> Judged:
    got = named(seen, found, row.want)
    value_right = None
    if row.value and got in ("taken", "edit"):
        value_right = matches(seen, row.context, row.value, await _known(town, seen))
    judged = Judged(
        row,
        got,
        tuple(one for one in found if one != got),
        right=got in row.want and value_right is not False,
        value_right=value_right,
        dead_end=seen.same_screen and not set(row.want) & {"again", *CRISES},
        shown=" / ".join(" ".join(screen.text.split())[:80] for screen in seen.shown),
        note=note,
    )
    return replace(judged, words_lost=_lost(judged, seen))


def _lost(judged: Judged, seen: Seen) -> bool:
    """The words are in no draft, case, message or task, and were not read as an answer either. Numbers that somebody
    could be called by must be found whatever was read, unless they named the case."""
    if seen.kept:
        return judged.note == "left out of the case"
    if judged.got in READ:
        return any(number not in _all_digits(seen) for number in _NUMBER.findall(seen.text) if len(number) <= 13)
    if judged.got == "again" and judged.right and (_bare_number(seen.text) or seen.refused):
        return False
    if judged.got == "nothing" and seen.put_aside:
        return False
    if judged.got in ("nothing", "again"):
        return True
    if not judged.right:
        return True
    length = sum(1 if ord(c) > 0x2E7F else 1 / 3 for c in bare(seen.text))
    return length > SPOKEN


def _bare_number(text: str) -> bool:
    """Nothing but a short number that is none here: 0."""
    return len(text) <= 4 and not any(c.isalpha() for c in text)


def _all_digits(seen: Seen) -> str:
    return re.sub(r"(?<=[0-9])[ \-](?=[0-9])", "", seen.everything())


async def _known(town: Town, seen: Seen) -> dict[Any, Any]:
    known = dict(town.bot.desk.world.known(Chat("web", "-")))
    days = await town.bot.client.visit_days()
    known["days"] = days
    for day in days if seen.context in BOOKING else ():
        known[day.id] = await town.bot.client.slots(day.id)
    return known
