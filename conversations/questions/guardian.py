"""Consent of a guardian for a child under 14 (PIPL art. 31); without one, nothing personal is asked of the child."""

from collections.abc import Iterable

from conversations.engine.engine import ask, look
from conversations.engine.facts import Desk, Harmed
from conversations.hearing.values.ages import ADULT, OF_AGE, own_age
from conversations.questions.plain import Button, Choice, Say
from models.hotlines import Hotline, hotlines
from models.wire.deeds import KeptPart


def says_child(parts: Iterable[KeptPart]) -> bool:
    return any(age < OF_AGE for age in _ages(parts))


def says_minor(parts: Iterable[KeptPart]) -> bool:
    """From 14 on one acts for oneself here; below 18 an adult may help, and nobody has to."""
    return any(OF_AGE <= age < ADULT for age in _ages(parts))


def _ages(parts: Iterable[KeptPart]) -> list[int]:
    found = (own_age(p["text"]) for p in parts if "text" in p)
    return [age for age in found if age is not None]


def young_lines(lines: Iterable[Hotline] | None = None) -> tuple[Say, ...]:
    """Whom the young can ring, as the help lines say; nothing when none is named for them."""
    named = [line for line in (hotlines() if lines is None else lines) if line.young]
    return tuple(Say("submit.young_line", {"number": line.number, "line": line}) for line in named)


_BUTTONS = (
    Button("here", "guardian.here"),
    Button("alone", "guardian.alone"),
    Button("older", "guardian.older"),
)


async def guardian(desk: Desk) -> str:
    """`here`: a guardian agrees; `alone`: nobody is there, nothing is asked; `older`: it was not a child after all;
    `harmed`: the child told of harm, perhaps by that guardian, so that none is asked for (PIPL art. 13 no. 4)."""
    if await look(Harmed()):
        return "harmed"
    lines = (Say("submit.guardian_phone", {"phone": desk.phone}), *young_lines())
    return await ask("who.guardian", Choice("submit.guardian", _BUTTONS, lines=lines, wide=True))
