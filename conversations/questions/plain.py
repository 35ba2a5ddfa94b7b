"""The plain questions and their parts. `read` parses a reply once; `load` gives its value at every replay."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from conversations.engine.engine import SKIP_REST, Json, Stale
from conversations.engine.tree import Option
from conversations.hearing.values.skipping import says_none
from conversations.words.typed import option_in
from models.lines import one_line
from models.visible import has_words
from models.words.spellings import named

T_co = TypeVar("T_co", covariant=True)
T_inner = TypeVar("T_inner")

READY, OTHER = "ready", "not_that"
UNSURE = "unsure"
"""The answer of a question that was skipped."""
SPOT = 160
"""Characters of a place's name that are kept."""
PAGE = "page"
"""`Screen.wants` of a question that is answered on our own page; the session and the key follow it, for a link."""


class NotUnderstood(Exception):
    """The reply does not answer the question. `word` is the kind reason with an example, for `facts`.

    `aside`: the words are put aside; False when they are too many to be kept, or a number mistyped.
    """

    def __init__(self, word: str, *, aside: bool = True, **facts: object) -> None:
        super().__init__(word)
        self.word, self.aside, self.facts = word, aside, facts


@dataclass(frozen=True)
class File:
    """A file the bot has safely stored: id, media type, bytes."""

    file: str
    type: str
    size: int

    @property
    def sort(self) -> str:
        """photo, voice, video or document: what the words call it."""
        return {"image": "photo", "audio": "voice", "video": "video"}.get(self.type.split("/")[0], "document")


@dataclass(frozen=True)
class Reply:
    """What a person did: words, a button's code, files, a place. `at` is ISO 8601 UTC, `id` is never used twice.

    `message` names the message where its channel lets people change it later; then the change comes as `edited`.
    `upload` names a file that travels by itself: `announced` (its sort), arrived (`files`), or given up (neither).
    `spot` is what a place card calls its `location`; `quoted`, the earlier words that `text` is about.
    `about` is the number of the case whose notice it answers, where the channel tells which.
    """

    id: str
    at: str
    text: str | None = None
    press: str | None = None
    files: tuple[File, ...] = ()
    location: tuple[float, float] | None = None
    message: str | None = None
    edited: bool = False
    upload: str | None = None
    announced: str | None = None
    spot: str | None = None
    quoted: str | None = None
    about: str | None = None


def location(reply: Reply) -> dict[str, Any] | None:
    """The place as sent, if it lies on the Earth: `at`, its latitude and longitude; `spot`, if it has a name."""
    if reply.location is None:
        return None
    latitude, longitude = (float(x) for x in reply.location)
    if not (math.isfinite(latitude) and math.isfinite(longitude)) or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    spot = one_line(reply.spot or "")
    return {"at": [latitude, longitude], **({"spot": spot[:SPOT]} if has_words(spot) else {})}


def located(place: Mapping[str, Any]) -> str:
    """A location in words: its name if it has one, and where it lies to the metre."""
    at = "{:.5f}, {:.5f}".format(*place["at"])
    return f"{place['spot']} ({at})" if place.get("spot") else at


@dataclass(frozen=True)
class Say:
    """A phrase to be put into words later: a key and its facts. A `date`, `datetime` or `Option` is shown as words, a
    tuple as lines."""

    word: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """Several facts in one breath: "2 messages, 1 photo". `between`: None is the language's comma."""

    items: tuple[Any, ...]
    between: str | None = None


@dataclass(frozen=True)
class Button:
    """`code` is what a press sends; the label is a word key or an option's name."""

    code: str
    word: str = ""
    option: Option | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


Rows = tuple[tuple[Button, ...], ...]


class Shown(Protocol[T_co]):
    """A question that can be read and shown; `engine.Question` is the part that the engine needs."""

    @property
    def skip(self) -> Json | None: ...
    def read(self, reply: Reply, held: Json) -> Json: ...
    def load(self, held: Json) -> T_co: ...
    def says(self, held: Json) -> tuple[Say, ...]: ...
    def rows(self, held: Json) -> Rows: ...


def by_two(buttons: tuple[Button, ...]) -> Rows:
    return tuple(buttons[i : i + 2] for i in range(0, len(buttons), 2))


@dataclass(frozen=True)
class Choice:
    """One of several buttons. Its number or a synonym (`<synonyms><code>` words) works too; labels are read in `talk`.

    `valid` tells which codes still stand though they are not offered any more (a day that is full by now). `words` is
    the choice that free words point to (adding to a case). `hears` finds an answer in whole sentences.
    """

    word: str
    buttons: tuple[Button, ...]
    skip: Json | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    synonyms: str = ""
    wide: bool = False
    lines: tuple[Say, ...] = ()
    gone: str = "again.gone"
    valid: Callable[[str], bool] | None = None
    words: str | None = None
    hears: Callable[[Reply], str | None] | None = None

    def read(self, reply: Reply, held: Json) -> Json:
        codes = [b.code for b in self.buttons]
        if reply.press in codes:
            return reply.press
        text = (reply.text or "").strip()
        if (number := option_in(text)) is not None and -1 <= number - 1 < len(codes) and codes:
            return codes[number - 1]
        if self.synonyms and (meant := named(self.synonyms, text)) in codes:
            return meant
        if self.skip is not None and says_none(text):
            return SKIP_REST
        if self.hears and text and (heard := self.hears(reply)) is not None:
            return heard
        if not self.buttons:
            raise NotUnderstood("again.no_choice")
        raise NotUnderstood("again.choice", example=self.buttons[0])

    def load(self, held: Json) -> str:
        if not isinstance(held, str):
            raise Stale(self.gone)
        if held != self.skip and held not in [b.code for b in self.buttons] and not (self.valid and self.valid(held)):
            raise Stale(self.gone)
        return held

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word, self.facts), *self.lines)

    def rows(self, held: Json) -> Rows:
        return tuple((b,) for b in self.buttons) if self.wide else by_two(self.buttons)


@dataclass(frozen=True)
class Line:
    """A short text: a name, a place in words. `most` characters, one line."""

    word: str
    most: int
    skip: Json | None = None
    example: str = "again.line"

    def read(self, reply: Reply, held: Json) -> Json:
        text = one_line(reply.text or "")
        if not has_words(text):
            raise NotUnderstood(self.example)
        if self.skip is not None and says_none(text):
            return SKIP_REST
        if len(text) > self.most:
            raise NotUnderstood("again.line_long", most=self.most)
        return {"text": text}

    def load(self, held: Json) -> str | None:
        """None when it was skipped."""
        if held == self.skip:
            return None
        if not isinstance(held, dict) or not isinstance(held.get("text"), str):
            raise Stale
        return str(held["text"])

    def says(self, held: Json) -> tuple[Say, ...]:
        return (Say(self.word),)

    def rows(self, held: Json) -> Rows:
        return ()


@dataclass(frozen=True)
class Ready(Generic[T_inner]):
    """`inner`, whose answer was told already: `said` asks whether `offered` is right. It is never taken without a tap;
    `heard`: "the rest" does not skip it. Whoever comes back to it sees the question itself."""

    inner: Shown[T_inner]
    offered: Json
    said: Say
    heard: bool = False

    @property
    def skip(self) -> Json | None:
        return self.inner.skip

    @property
    def wants(self) -> Any:
        return getattr(self.inner, "wants", None)

    def read(self, reply: Reply, held: Json) -> Json:
        if held is None and (reply.press == READY or (reply.text and named("yes.", reply.text))):
            return self.offered
        if held is None and (reply.press == OTHER or (reply.text and named("no.", reply.text))):
            return []
        return self.inner.read(reply, held)

    def load(self, held: Json) -> T_inner:
        if held == []:  # not that: the question itself is asked
            raise Stale
        return self.inner.load(held)

    def says(self, held: Json) -> tuple[Say, ...]:
        return (self.said,) if held is None else self.inner.says(held)

    def rows(self, held: Json) -> Rows:
        rows = self.inner.rows(held)
        right = (Button(READY, "button.right"), Button(OTHER, "button.change"))
        return (right, *rows) if held is None else rows


def ready(inner: Shown[T_inner], offered: Json | None, said: Say, waits: bool = False) -> Shown[T_inner]:
    """`inner`, with its answer ready if there is one; `waits`: even for those who skip the rest."""
    return inner if offered is None else Ready(inner, offered, said, waits)
