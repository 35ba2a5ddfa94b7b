"""The question for a place: a township's button, words, or a shared location."""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypedDict, cast

from conversations.engine.engine import SKIP_REST, Json, Stale, ask
from conversations.engine.tree import Tree
from conversations.hearing.values.people import people_in
from conversations.hearing.values.places import Spot, names_a_spot, spot_in, told_in
from conversations.hearing.values.skipping import says_none
from conversations.questions.plain import (
    UNSURE,
    Button,
    Choice,
    Line,
    NotUnderstood,
    Reply,
    Rows,
    Say,
    Series,
    by_two,
    located,
    location,
    ready,
)
from models import phones
from models.lines import one_line
from models.visible import has_words
from models.words.spellings import named

LONGEST = 60
"""Characters of a place in one breath; a longer line tells more than that."""
TOO_LONG = 200
MOBILE = 11
"""Digits of a number by which somebody is rung."""
_ELSEWHERE = re.compile(
    r"(?:事情|地方|我们?|这事)?(?:不在|不是|不属于)(?:你们|咱们|我们|本|这个|这)?.{0,6}?[县市区](?:的|里|内|这边)?(?:事)?[。.!]?"
)
_HEADS = re.compile(r"(?:口人?|个人|户|名|位)(?:人家|村民|居民)?$")
_TELLS = re.compile(
    r"[。；！？;!?]|了|吗|呢|什么|怎么|为啥|没|不|想|要|谁|坏|被|给|因为|请|希望|\b(?:is|are|was|has|have|not|why|please|my)\b"
)


class Where(TypedDict, total=False):
    """The answer: one of these, or that it is not known. `text` are the words for the spot, beside an `area` that was
    named in full or alone; `said`, the whole line, if it told more than the place."""

    at: tuple[float, float]
    elsewhere: bool
    area: str
    text: str
    said: str
    unsure: bool


class Placed(TypedDict, total=False):
    """Of the draft."""

    area: str
    place: str | None
    elsewhere: bool


@dataclass(frozen=True)
class Place:
    """Where it is: a township's button, typed words, a shared location, "elsewhere" or skipped."""

    word: str
    areas: Tree
    skip: Json | None = None
    wants: ClassVar[str] = "location"

    def read(self, reply: Reply, held: Json) -> Json:
        if (sent := location(reply)) is not None:
            return sent
        if reply.press == "elsewhere":
            return {"elsewhere": True}
        if reply.press and self.areas.get(reply.press):
            return {"area": reply.press}
        text = one_line(reply.text or "")
        if not has_words(text):
            raise NotUnderstood("again.place")
        if self.skip is not None and says_none(text):
            return SKIP_REST
        if named("elsewhere.", text) or _ELSEWHERE.fullmatch(text):
            return {"elsewhere": True}
        return typed(self.areas, text)

    def load(self, held: Json) -> Where:
        if not isinstance(held, dict):
            raise Stale
        if "area" in held and self.areas.get(held["area"]) is None:
            raise Stale("again.gone")
        return cast(Where, dict(held))

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        towns = tuple(Button(o.code, option=o) for o in self.areas.under(None))
        return (*by_two(towns), (Button("elsewhere", "button.elsewhere"),))


def _tells_of_people(text: str) -> bool:
    """How many there are, or who is to be rung and nothing of where."""
    if _HEADS.search(text) and people_in(text) is not None:
        return True
    return any(len(number) >= MOBILE for number in phones.numbers(text)) and not names_a_spot(text)


def typed(areas: Tree, text: str, within: str | None = None) -> Where:
    """A place in words. Raises `NotUnderstood` for what tells of something else."""
    exact = areas.named(text)
    if exact is not None:
        return {"area": exact.code}
    if len(text) <= LONGEST and not tells_more(text):
        spot = spot_in(areas, text, within)
        if spot.area is None and _tells_of_people(text):
            raise NotUnderstood("again.place")
        if spot.area is None or not spot.sure:
            return {"text": text}
        return {"area": spot.area.code, "text": spot.words} if spot.words else {"area": spot.area.code}
    told = told_in(areas, text)
    if told is None:
        long = len(text) > TOO_LONG
        raise NotUnderstood("again.line_long" if long else "again.place", aside=not long, most=TOO_LONG)
    where: Where = {"text": told.words or text[:LONGEST], "said": text}
    if told.area is not None and told.sure:
        where = {"area": told.area.code, "said": text, **({"text": told.words} if told.words else {})}
    return where


async def place_of(areas: Tree, located: bool, told: Spot | None) -> tuple[Placed, str | None]:
    """`area`, `place` and `elsewhere` of the draft, and the line that told more. `located`: a location that was sent
    may be used. `told`: the place that the story names, which is offered."""
    known = _known(told) if told is not None else None
    said = Say("ready.place", {"place": Series(_names(areas, known or {}), " ")})
    where = await ask("place", ready(Place("submit.place", areas, skip={"unsure": True}), known, said, waits=True))
    return ({}, None) if "at" in where and not located else (await _described(where, areas), where.get("said"))


def _known(spot: Spot) -> Where:
    where: Where = {"text": spot.words} if spot.words else {}
    if spot.area is not None:
        where["area"] = spot.area.code
    return where


def _names(areas: Tree, where: Where) -> tuple[Any, ...]:
    return (*areas.path(where.get("area", "")), *([where["text"]] if "text" in where else []))


async def _described(where: Where, areas: Tree) -> Placed:
    """Asks what is still open. What was typed is kept as the place in the resident's own words."""
    if where.get("elsewhere"):
        said = await ask("place.elsewhere", Line("submit.place_elsewhere", 200, skip=UNSURE))
        return {"elsewhere": True, "place": said}
    if "at" in where:
        return {"place": located(where)}
    if "area" not in where:
        return await _typed(where["text"], areas) if "text" in where else {}
    code, text = where["area"], where.get("text")
    if text is None and areas.under(code):
        finer = await ask(f"place.{code}", Within("submit.place_part", areas, code))
        code, text = finer.get("area", code), finer.get("text")
    return {"place": text, "area": code} if text else {"area": code}


@dataclass(frozen=True)
class Within:
    """Where in an area: one of those in it, or words. Skipped, it is somewhere in it."""

    word: str
    areas: Tree
    code: str
    skip: Json = UNSURE

    def read(self, reply: Reply, held: Json) -> Json:
        inside = self._choice
        try:
            return inside.read(reply, held)
        except NotUnderstood:
            text = one_line(reply.text or "")
            if not has_words(text):
                raise
            where = typed(self.areas, text, self.code)
            return (
                where if where.get("text") or where["area"] not in [b.code for b in inside.buttons] else where["area"]
            )

    def load(self, held: Json) -> Where:
        if isinstance(held, dict) and (isinstance(held.get("text"), str) or self.areas.get(held.get("area"))):
            return cast(Where, {k: v for k, v in held.items() if k in ("area", "text")})
        return {"area": self.code} if held == self.skip else {"area": self._choice.load(held)}

    @property
    def _choice(self) -> Choice:
        buttons = tuple(Button(o.code, option=o) for o in self.areas.under(self.code))
        return Choice(self.word, buttons, skip=self.skip, facts={"of": self.areas.get(self.code)})

    def says(self, held: Json) -> tuple[Say, ...]:
        return self._choice.says(held)

    def rows(self, held: Json) -> Rows:
        return self._choice.rows(held)


@dataclass(frozen=True)
class Right(Choice):
    """Whether the area that was found in the words is right; another place in words is an answer too."""

    areas: Tree = field(default_factory=lambda: Tree(()))

    def read(self, reply: Reply, held: Json) -> Json:
        if reply.text and named("yes.", reply.text):
            return "yes"
        if reply.text and named("no.", reply.text):
            return "edit:place"
        try:
            return super().read(reply, held)
        except NotUnderstood:
            if not has_words(reply.text or ""):
                raise
            return typed(self.areas, one_line(reply.text or ""))

    def load(self, held: Json) -> Any:
        return held if isinstance(held, dict) else super().load(held)


async def _typed(text: str, areas: Tree) -> Placed:
    """A place in words: if it may be in an area we know, ask whether that is right."""
    found = spot_in(areas, text).area
    if found is None:
        return {"place": text}
    facts = {"area": Series(areas.path(found.code), " "), "text": text}
    buttons = (Button("yes", "button.right"), Button("edit:place", "button.change"))
    right = await ask(
        f"place.right.{found.code}", Right("submit.place_right", buttons, skip="yes", facts=facts, areas=areas)
    )
    if isinstance(right, dict):
        return {"place": right.get("text"), "area": right["area"]} if "area" in right else {"place": right.get("text")}
    return {"place": text, "area": found.code}


def tells_more(text: str) -> bool:
    """Whether a line tells more than a place: several clauses, a question, something that happened."""
    return _TELLS.search(text) is not None
