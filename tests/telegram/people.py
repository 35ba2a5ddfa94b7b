"""People with the bot in their Telegram, and the messages that stand in their chats."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.words import say

if TYPE_CHECKING:
    from tests.telegram.botapi import BotApi


GENEROUS = 60.0
"""Seconds that a test waits for what must come; long after it is there on a machine that has other things to do."""
LONG_AGO = 1_000_000_000
"""Telegram's dates are seconds; what an update says of its time decides nothing."""


def opening(key: str) -> str:
    """The first words of a question of the form: `opening("kind")`."""
    return say("zh_Hans", f"submit.{key}", desk="\0").split("\0")[0][:12]


async def until(found: Callable[[], Awaitable[Any]], seconds: float = GENEROUS) -> Any:
    """What is found, as soon as something is."""
    end = asyncio.get_running_loop().time() + seconds
    while not (value := await found()):
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.05)
    return value


@dataclass
class Sent:
    """A message as it stands in a chat."""

    id: int
    chat: int
    text: str
    at: float
    markup: dict[str, Any] | None = None
    protected: bool = False

    @property
    def presses(self) -> list[str]:
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [b["callback_data"] for row in rows for b in row if "callback_data" in b]


class Person:
    """Somebody with the bot in their Telegram."""

    def __init__(self, api: "BotApi", id: int, language: str) -> None:
        self.api, self.id, self.language = api, id, language
        self.user = {"id": id, "is_bot": False, "first_name": "某人", "language_code": language}
        self.chat = {"id": id, "type": "private", "first_name": "某人"}

    def message(self, **what: Any) -> dict[str, Any]:
        return {"message_id": self.api.new_id(), "date": LONG_AGO, "chat": self.chat, "from": self.user, **what}

    def says(self, text: str | None = None, id: int | None = None, **what: Any) -> int:
        """The message's id."""
        message = self.message(**({"text": text} if text is not None else {}), **what)
        self.api.push({"message": message}, id)
        return int(message["message_id"])

    def edits(self, message_id: int, text: str) -> None:
        changed = {"message_id": message_id, "edit_date": LONG_AGO}
        self.api.push({"edited_message": self.message(text=text) | changed})

    def sends_photo(self, file_id: str, content: bytes, **what: Any) -> int:
        self.api.files[file_id] = content
        small = {"file_id": f"{file_id}-s", "file_unique_id": f"s{file_id}", "width": 90, "height": 60}
        large = {"file_id": file_id, "file_unique_id": file_id, "width": 1280, "height": 960}
        return self.says(photo=[small, large | {"file_size": len(content)}], **what)

    def presses(self, data: str, message: Sent | None = None) -> str:
        """The id of the callback query."""
        query = self.api.new_callback()
        under = {"message_id": message.id if message else 1, "date": LONG_AGO, "chat": self.chat, "text": "…"}
        what = {"id": query, "from": self.user, "chat_instance": "1", "message": under, "data": data}
        self.api.push({"callback_query": what})
        return query

    def member(self, status: str) -> None:
        bot = {"id": 123456, "is_bot": True, "first_name": "回音"}
        old: dict[str, Any] = {"user": bot, "status": "member"}
        new: dict[str, Any] = {"user": bot, "status": status}
        if status == "kicked":
            self.api.blocked.add(self.id)
            new["until_date"] = 0
        else:
            self.api.blocked.discard(self.id)
        change = {"chat": self.chat, "from": self.user, "date": LONG_AGO}
        self.api.push({"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}})

    @property
    def got(self) -> list[Sent]:
        return self.api.to(self.id)

    async def hears(self, part: str, seconds: float = GENEROUS, after: int = 0) -> Sent:
        """The first message after the first `after` that holds `part`."""
        await self.api.until(lambda: any(part in m.text for m in self.got[after:]), seconds)
        return next(m for m in self.got[after:] if part in m.text)

    async def asked(self, key: str, after: int = 0) -> Sent:
        """The message that asks the question of this name in the form."""
        return await self.hears(opening(key), after=after)

    async def skips_until(self, key: str) -> Sent:
        """Skips question after question until that of this name is asked."""
        skipped: list[str] = []

        def newest() -> str | None:
            presses = [p for m in self.got for p in m.presses if p.endswith(".skip")]
            return presses[-1] if presses and presses[-1] not in skipped else None

        while True:
            await self.api.until(lambda: newest() or any(opening(key) in m.text for m in self.got))
            if any(opening(key) in m.text for m in self.got):
                return await self.asked(key)
            skipped.append(newest() or "")
            await self.taps(skipped[-1])

    async def taps(self, ending: str, seconds: float = GENEROUS) -> str:
        """Presses the newest button whose data ends so, as soon as there is one."""

        def found() -> Sent | None:
            return next((m for m in reversed(self.got) if any(p.endswith(ending) for p in m.presses)), None)

        await self.api.until(found, seconds)
        message = found()
        assert message is not None
        return self.presses(next(p for p in message.presses if p.endswith(ending)), message)
