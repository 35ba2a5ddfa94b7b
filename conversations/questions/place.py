"""The question for a place: a township's button, words, or a shared location."""

from dataclasses import dataclass
from typing import ClassVar, TypedDict, cast

from conversations.engine.engine import Json, Stale, ask
from conversations.engine.tree import Tree
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
    one_line,
)
from models.visible import has_words


class Where(TypedDict, total=False):
    """The answer: one of these, or that it is not known."""

    at: tuple[float, float]
    elsewhere: bool
    area: str
    text: str
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
        if len(text) > 200:
            raise NotUnderstood("again.line_long", most=200)
        exact = self.areas.named(text)
        return {"area": exact.code} if exact else {"text": text}

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


async def place_of(areas: Tree, located: bool) -> Placed:
    """`area`, `place` and `elsewhere` of the draft. `located`: a location that was sent may be used."""
    where = await ask("place", Place("submit.place", areas, skip={"unsure": True}))
    return {} if "at" in where and not located else await _described(where, areas)


async def _described(where: Where, areas: Tree) -> Placed:
    """Asks what is still open. What was typed is kept as the place in the resident's own words."""
    if where.get("elsewhere"):
        named = await ask("place.elsewhere", Line("submit.place_elsewhere", 200, skip=UNSURE))
        return {"elsewhere": True, "place": named}
    if "at" in where:
        return {"place": located(where)}
    if "text" in where:
        return await _typed(where["text"], areas)
    if "area" not in where:
        return {}
    code = where["area"]
    if inside := areas.under(code):
        buttons = tuple(Button(o.code, option=o) for o in inside)
        question = Choice("submit.place_part", buttons, skip=UNSURE, facts={"of": areas.get(code)})
        finer = await ask(f"place.{code}", question)
        code = code if finer == UNSURE else finer
    return {"area": code}


async def _typed(text: str, areas: Tree) -> Placed:
    """A place in words: if it names an area we know, ask whether that is right."""
    found = areas.find(text)
    if found is None:
        return {"place": text}
    facts = {"area": Series(areas.path(found.code), " "), "text": text}
    buttons = (Button("yes", "button.right"), Button("edit:place", "button.change"))
    await ask(f"place.right.{found.code}", Choice("submit.place_right", buttons, skip="yes", facts=facts))
    return {"place": text, "area": found.code}
