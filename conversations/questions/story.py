"""The story: words and files in several messages, kept exactly as they were sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.questions.plain import Button, File, NotUnderstood, Reply, Rows, Say, Series, located, location
from conversations.words.typed import named
from models.visible import has_words
from models.wire import MAX_TEXT
from models.wire.deeds import KeptPart

MAX_STORY = 60_000
"""Characters of all messages together."""
MAX_PARTS = 100


def parts_of(reply: Reply) -> list[KeptPart]:
    """The message as parts: its words, below what they are about, then its files."""
    when: KeptPart = {"at": reply.at, "id": reply.id}
    if reply.message:
        when["message"] = reply.message
    files: list[KeptPart] = [{"file": f.file, "type": f.type, "size": f.size, **when} for f in reply.files]
    text = f"「{reply.quoted}」\n{reply.text}" if reply.quoted else reply.text
    return [{"text": text, **when}, *files] if text and reply.text else files


def pin(place: Mapping[str, Any], reply: Reply) -> KeptPart:
    """A location among the words."""
    return {"text": located(place), "pin": True, "at": reply.at, "id": reply.id}


def gathered(parts: list[KeptPart], more: list[KeptPart]) -> list[KeptPart]:
    """Both, each file once. NotUnderstood (not `aside`) when one concern cannot hold that much."""
    files = {p["file"] for p in parts if "file" in p}
    fresh = [p for p in more if p.get("file") is None or p["file"] not in files]
    if any(len(p.get("text", "")) > MAX_TEXT for p in fresh):
        raise NotUnderstood("again.story_long", aside=False, most=MAX_TEXT)
    both = parts + fresh
    if len(both) > MAX_PARTS or sum(len(p.get("text", "")) for p in both) > MAX_STORY:
        raise NotUnderstood("again.story_full", aside=False)
    return both


@dataclass(frozen=True)
class Story:
    """Words and files gathered over several messages until `done` is pressed; `quick` offers to skip all the rest."""

    word: str
    lines: tuple[Say, ...] = ()
    done: str = "button.done"
    more: str = "story.more"
    quick: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    skip: None = None
    gathers: ClassVar[bool] = True

    def read(self, reply: Reply, held: Json) -> Json:
        parts = list((held or {}).get("parts", []))
        if self._ends(reply, parts):
            if not any("file" in p or has_words(p["text"]) for p in parts):
                raise NotUnderstood("again.story_empty" if not parts else "again.story_wordless")
            return {"parts": parts, "done": True}
        if reply.press == "last" and parts:
            return {"parts": parts[:-1], "done": False}
        if reply.text and not reply.files and named("present.", reply.text):
            raise NotUnderstood("story.here", aside=False)
        more = parts_of(reply)
        if not self.quick and (place := location(reply)) is not None:  # of a concern it is the place
            more.append(pin(place, reply))
        if not more:
            raise NotUnderstood("again.story")
        return {"parts": gathered(parts, more), "done": False}

    def _ends(self, reply: Reply, parts: list[KeptPart]) -> bool:
        if reply.press:
            return reply.press == "done" or (self.quick and reply.press == "send")
        return bool(parts and reply.text and not reply.files and named("done.", reply.text))

    def load(self, held: Json) -> tuple[KeptPart, ...]:
        if not isinstance(held, dict) or not isinstance(held.get("parts"), list):
            raise Stale
        if not held.get("done") or not held["parts"]:
            raise Unfinished
        return tuple(held["parts"])

    def says(self, held: Json) -> tuple[Say, ...]:
        parts = (held or {}).get("parts", [])
        if not parts:
            return (Say(self.word, self.facts), *self.lines)
        return (received(parts), Say(self.more))

    def rows(self, held: Json) -> Rows:
        if not (held or {}).get("parts"):
            return ()
        ends = (Button("done", self.done), *((Button("send", "button.send"),) if self.quick else ()))
        return (ends, (Button("last", "button.drop_last"),))


def received(parts: list[KeptPart]) -> Say:
    return Say("story.kept", {"what": counted(parts)})


def counted(parts: list[KeptPart]) -> Series:
    """How much there is: "2 messages, 3 photos"."""
    counts = [("message", sum("text" in p for p in parts))]
    sorts = [File(p["file"], p.get("type", ""), 0).sort for p in parts if "file" in p]
    counts += [(s, sorts.count(s)) for s in ("photo", "voice", "video", "document")]
    return Series(tuple(Say(f"story.{s}{'_one' if n == 1 else ''}", {"n": n}) for s, n in counts if n))
