"""The story: words and files in several messages, kept exactly as they were sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from conversations.engine.engine import Json, Stale, Unfinished
from conversations.hearing.values.endings import ends_story, nods
from conversations.hearing.values.parts import LAST, part_in
from conversations.questions.plain import (
    Button,
    File,
    NotUnderstood,
    Reply,
    Rows,
    Say,
    Series,
    by_two,
    located,
    location,
)
from models.lines import one_line
from models.visible import has_words
from models.wire import MAX_TEXT
from models.wire.deeds import KeptPart
from models.words.spellings import named

MAX_STORY = 60_000
"""Characters of all messages together."""
MAX_PARTS = 100
MOST_LISTED, EXCERPT = 8, 24


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
        if (changed := _changed(reply, parts)) is not None:
            return changed
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
        text = "" if reply.files else reply.text or ""
        return bool(parts) and (named("done.", text) is not None or ends_story(text) or nods(text))

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
        if (held or {}).get("listed"):
            lines = tuple(Say("story.line", {"n": n, "what": _excerpt(p)}) for n, p in _shown(parts))
            return (Say("lines", {"lines": lines}), Say("story.change"))
        return (received(parts), Say(self.more))

    def rows(self, held: Json) -> Rows:
        parts = (held or {}).get("parts", [])
        if not parts:
            return ()
        if (held or {}).get("listed"):
            drops = tuple(Button(f"drop:{n}", "button.drop", facts={"n": n}) for n, _ in _shown(parts))
            return (*by_two(drops), (Button("listed", "button.go_on"),))
        ends = (Button("done", self.done), *((Button("send", "button.send"),) if self.quick else ()))
        listed = (Button("list", "button.list_parts"),) if len(parts) > 1 else ()
        return (ends, (Button("last", "button.drop_last"), *listed))


def _changed(reply: Reply, parts: list[KeptPart]) -> Json | None:
    """The parts as they stand after one was removed or replaced, or are listed; None when nothing of it was wanted."""
    press, text = reply.press or "", "" if reply.files else reply.text or ""
    if press in ("list", "listed") and parts:
        return _open(parts, listed=press == "list")
    named_part = part_in(text) if text else None
    n, words = named_part or (int(press[5:]) if press[:5] == "drop:" and press[5:].isdigit() else None, None)
    if press == "last" or n == LAST:
        n = len(parts)
    if n is None or not 1 <= n <= len(parts):
        return None
    new: list[KeptPart] = [{**parts[n - 1], "text": words}] if words and "text" in parts[n - 1] else []
    left = [*parts[: n - 1], *new, *parts[n:]]
    return _open(left, listed=press[:5] == "drop:" and bool(left))


def _open(parts: list[KeptPart], listed: bool) -> Json:
    return {"parts": parts, "done": False, **({"listed": True} if listed else {})}


def _shown(parts: list[KeptPart]) -> list[tuple[int, KeptPart]]:
    """The last of them, by their numbers."""
    return list(enumerate(parts, 1))[-MOST_LISTED:]


def _excerpt(part: KeptPart) -> Any:
    if "text" not in part:
        return Say(f"story.{File(part['file'], part.get('type', ''), 0).sort}_one", {"n": 1})
    line = one_line(part["text"])
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def received(parts: list[KeptPart]) -> Say:
    return Say("story.kept", {"what": counted(parts)})


def counted(parts: list[KeptPart]) -> Series:
    """How much there is: "2 messages, 3 photos"."""
    counts = [("message", sum("text" in p for p in parts))]
    sorts = [File(p["file"], p.get("type", ""), 0).sort for p in parts if "file" in p]
    counts += [(s, sorts.count(s)) for s in ("photo", "voice", "video", "document")]
    return Series(tuple(Say(f"story.{s}{'_one' if n == 1 else ''}", {"n": n}) for s, n in counts if n))
