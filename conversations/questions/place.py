"""A place: a township's button, words, or a shared location."""

from dataclasses import dataclass
from typing import Any, ClassVar

from conversations.engine.engine import Json, Stale
from conversations.engine.tree import Tree
from conversations.questions.plain import (
    Button,
    NotUnderstood,
    Reply,
    Rows,
    Say,
    by_two,
    location,
    one_line,
)
from models.visible import has_words


@dataclass(frozen=True)
class Place:
    """Where it is: a township's button, typed words, a shared location, "elsewhere" or skipped."""

    word: str
    areas: Tree
    skip: Json | None = None
    wants: ClassVar[str] = "location"

    def read(self, reply: Reply, held: Json) -> Json:
        if (at := location(reply)) is not None:
            return {"at": at}
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

    def load(self, held: Json) -> dict[str, Any]:
        if not isinstance(held, dict):
            raise Stale
        if "area" in held and self.areas.get(held["area"]) is None:
            raise Stale("again.gone")
        return dict(held)

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        towns = tuple(Button(o.code, option=o) for o in self.areas.under(None))
        return (*by_two(towns), (Button("elsewhere", "button.elsewhere"),))
