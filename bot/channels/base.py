"""What a channel is to the rest of the bot."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.store import Chat, Mail, Store
from bot.stored import About
from bot.wakeup import Wakeup
from conversations.screens import Screen
from models.law.channels import Channel as Name
from models.wire import LeasedNotice


@dataclass(frozen=True)
class Delivery:
    """What became of a notice; `retry` only when it was certainly not sent."""

    outcome: Literal["sent", "delivered", "undeliverable", "retry"]
    reason: str | None = None


class Channel(Protocol):
    """A way out. In the other direction a channel calls `Desk.hear`."""

    @property
    def name(self) -> Name: ...

    async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
        """Shows a notice, or puts it where the person will look. What it raises means: we don't know."""
        ...


class Mailbox:
    """A channel that people come to: sending is a row of their mailbox, `seen` is the receipt, given later."""

    def __init__(self, name: Name, store: Store, wakeup: Wakeup) -> None:
        self.name, self._store, self._wakeup = name, store, wakeup

    async def deliver(self, chat: Chat, notice: LeasedNotice, screens: tuple[Screen, ...]) -> Delivery:
        about = About(kind=notice.kind.value, case_no=notice.case_no)
        await self._store.post(chat, Mail("notice", screens, notice=notice.id, lease=notice.lease, about=about))
        await self._wakeup.send(await self._store.mark(chat))
        return Delivery("sent")
