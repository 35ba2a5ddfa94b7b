"""What a push channel sends, what can become of it, and what a channel may say of itself."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import ClassVar

from bot.channels.push.split import LONGEST, parts, units
from bot.store import Chat
from conversations.questions.plain import Reply
from conversations.screens import Attached, Screen
from models.law.channels import Channel as Name
from models.words import say


@dataclass(frozen=True)
class Message:
    """A screen that fits into one message of the channel. `id` is the same in every attempt at it.

    `notice`: it carries news of a case. `case_no`: the number that the person may want to copy. `file`: it is one, of
    this `content`, and its screen says what it is called.
    """

    id: str
    screen: Screen
    locale: str
    notice: bool = False
    case_no: str | None = None
    file: Attached | None = None
    content: bytes = b""


@dataclass(frozen=True)
class Sent:
    """The other side has taken it."""


@dataclass(frozen=True)
class Later:
    """Certainly not sent: try again, no sooner than in so many seconds."""

    reason: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Gone:
    """The person can't be reached in this chat until they write again."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """This message will never be taken."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It may have arrived or not."""

    reason: str


Outcome = Sent | Later | Gone | Refused | Unknown


class Sender(ABC):
    """The part of a push channel that is its own."""

    name: ClassVar[Name]
    longest: int = LONGEST
    """UTF-16 units of one message; longer screens are split."""
    idempotent: bool = False
    """The other side knows a message by its id and shows it once: sending it again is safe."""
    files: bool = False
    """It sends files. Without, people are told where those wait that come with staff's words."""
    receipts: bool = False
    """Delivery is proved by a receipt that comes later; without, `Sent` is the proof."""

    @abstractmethod
    async def send(self, chat: Chat, message: Message) -> Outcome:
        """One attempt at one message. What it raises counts as a fault of ours."""

    async def read(self, chat: Chat, reply: Reply) -> Reply:
        """What was heard, in the chat's own terms: a number may stand for a button."""
        return reply

    def note(self, locale: str, key: str) -> str:
        """The channel's own words."""
        return say(locale, key)

    def drawn(self, screen: Screen, locale: str) -> Screen:
        """A screen as this channel draws it, before it is split."""
        return screen

    @asynccontextmanager
    async def around(self, chat: Chat, screens: Sequence[Screen], locale: str) -> AsyncIterator[None]:
        """What is to be done before and after an answer."""
        yield


def elsewhere(locale: str, count: int) -> str:
    """Where files wait that this channel does not bring."""
    return say(locale, "notice.files_elsewhere", n=count)


def cut(screen: Screen, longest: int) -> list[Screen]:
    """A screen as one message, or several when it is long; the buttons stand under the last."""
    texts = [part for part in parts(screen.text, longest) if part.strip()] or ["…"]
    return [*(Screen(text) for text in texts[:-1]), replace(screen, text=texts[-1], files=())]


def repeated(message: Message, longest: int) -> Message:
    """Marked as something that may have been shown before, if there is room for the mark."""
    text = f"{say(message.locale, 'notice.repeated')}\n{message.screen.text}"
    return replace(message, screen=replace(message.screen, text=text)) if units(text) <= longest else message
