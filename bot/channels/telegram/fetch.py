"""Fetches what people attach from Telegram into our own keeping."""

import asyncio

import structlog

from bot.channels.push import Refused
from bot.channels.telegram.decode import Attachment
from bot.channels.telegram.speak import CallFailed, Speaker
from bot.files import Files
from bot.store import Chat
from conversations.questions.plain import File

log = structlog.get_logger("bot.telegram.fetch")
TOGETHER = 8
PAUSES = (1.0, 3.0)
"""Seconds before a file is asked for again."""


class Lost(Exception):
    """The file is not here. `for_good`: it never will be, and `word` (a key of `words`) says so."""

    def __init__(self, for_good: bool, word: str = "lost") -> None:
        super().__init__(word)
        self.for_good, self.word = for_good, word


class Fetch:
    def __init__(self, files: Files, speaker: Speaker) -> None:
        self._files, self._speaker = files, speaker
        self._places = asyncio.Semaphore(TOGETHER)

    async def file(self, chat: Chat, wanted: Attachment) -> File:
        """Raises `Lost`, and `NotTaken` for a kind of file we do not keep."""
        async with self._places:
            for pause in (*PAUSES, None):
                try:
                    content = self._speaker.fetch(wanted.file_id)
                    return await self._files.take(chat, content, wanted.declared, wanted.name)
                except CallFailed as why:
                    log.warning("file not here", outcome=type(why.outcome).__name__, reason=str(why))
                    if isinstance(why.outcome, Refused):
                        raise Lost(True, "too_large" if "too big" in str(why) else "lost") from None
                if pause is not None:
                    await asyncio.sleep(pause)
        raise Lost(False)
