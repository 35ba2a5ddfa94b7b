"""Consent of a guardian for a child under 14 (PIPL art. 31); without one, nothing personal is asked of the child."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from conversations.engine.engine import Json, ask, look
from conversations.engine.facts import Desk, Harmed
from conversations.engine.tree import Option
from conversations.questions.plain import Button, Choice, NotUnderstood, Reply, Say
from conversations.words.hotlines import Hotline, hotlines
from conversations.words.typed import number_in
from models.wire.deeds import KeptPart

OF_AGE = 14
ADULT = 18
CHILD = Button("child", "who.child")
_OWN = re.compile(
    r"(?:我|本人)(?:今年|现在|現在|已经|已經|才|刚|剛|只有|还|還|是|满|滿|\s){0,4}"
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*周?[岁歲](?!的|那|时|時)"
    r"|\bi(?:'m| am)(?: only)? ([0-9]{1,2}) years? old"
)

_BARE = re.compile(r"(?:今年|才|刚|剛)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*周?[岁歲]?|([0-9]{1,2}) years? old")


def own_age(text: str) -> int | None:
    """The age in years that people say they have: "我今年12岁", "I am twelve" is too little to go by."""
    return _age(_OWN.search(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _age(found: "re.Match[str] | None") -> int | None:
    return number_in(found[1] or found[2]) if found else None


def says_child(parts: Iterable[KeptPart]) -> bool:
    return any(age < OF_AGE for age in _ages(parts))


def says_minor(parts: Iterable[KeptPart]) -> bool:
    """From 14 on one acts for oneself here; below 18 an adult may help, and nobody has to."""
    return any(OF_AGE <= age < ADULT for age in _ages(parts))


def _ages(parts: Iterable[KeptPart]) -> list[int]:
    found = (own_age(p["text"]) for p in parts if "text" in p)
    return [age for age in found if age is not None]


@dataclass(frozen=True)
class Who(Choice):
    """For whom the concern is told; an age below 14 is an answer too."""

    def read(self, reply: Reply, held: Json) -> Json:
        text = _plain(reply.text or "").strip(" 。.!")
        age = own_age(text)
        if age is None and ("岁" in text or "歲" in text or "years" in text):
            age = _age(_BARE.fullmatch(text))
        if age is not None and age < OF_AGE:
            return CHILD.code
        if age is not None and age < ADULT:
            raise NotUnderstood("lines", aside=False, lines=(Say("submit.minor"), *young_lines()))
        return super().read(reply, held)


def young_lines(lines: Iterable[Hotline] | None = None) -> tuple[Say, ...]:
    """Whom the young can ring, as `hotlines.toml` says; nothing when it names nobody for them."""
    named = [line for line in (hotlines() if lines is None else lines) if line.young]
    return tuple(
        Say("submit.young_line", {"number": line.number, "line": Option(line.number, line.what, line.en)})
        for line in named
    )


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
