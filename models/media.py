"""What a file is, by its own bytes: never by its name or by what the sender claims."""

import codecs
from collections.abc import AsyncIterable, AsyncIterator
from typing import Literal

import filetype  # type: ignore[import-untyped]

HEAD = 8192
"""Bytes by which a file's kind is known."""
TAKEN = frozenset(
    {
        *("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "application/pdf"),
        *("audio/ogg", "audio/mp4", "audio/mpeg", "audio/amr", "audio/x-wav", "audio/aac"),
        *("video/mp4", "video/webm", "video/quicktime", "video/3gpp"),
    }
)
OFFICE = {
    b"word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class NotTaken(Exception):
    """The file is refused: `why` is too_large, not_taken or empty."""

    def __init__(self, why: Literal["too_large", "not_taken", "empty"]) -> None:
        super().__init__(why)
        self.why = why


class Look:
    """Watches a file go by: how long it is and what it is."""

    def __init__(self, most: int, declared: str) -> None:
        self._most, self._declared = most, declared
        self._head = bytearray()
        self.size = 0
        self._names: set[bytes] = set()
        self._tail = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = declared.startswith("text/")

    async def through(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        looked = False
        async for piece in content:
            self.size += len(piece)
            if self.size > self._most:
                raise NotTaken("too_large")
            self._head += piece[: HEAD - len(self._head)]
            if not looked and len(self._head) >= HEAD:
                looked = self._acceptable()
            self._read(piece)
            yield piece
        self.kind()

    def _acceptable(self) -> bool:
        """True if the beginning may be of a file we take. Raises `NotTaken`."""
        if not (self._text or self._zip or self._guess in TAKEN):
            raise NotTaken("not_taken")
        return True

    @property
    def _guess(self) -> str | None:
        found = filetype.guess(bytes(self._head))
        return found.mime if found else None

    @property
    def _zip(self) -> bool:
        return self._head.startswith(b"PK\x03\x04")

    def _read(self, piece: bytes) -> None:
        window = self._tail + piece
        self._names |= {name for name in OFFICE if name in window}
        self._tail = window[-32:]
        if self._text:
            try:
                self._text = "\0" not in self._decoder.decode(piece)
            except UnicodeDecodeError:
                self._text = False

    def kind(self) -> str:
        """The media type of the whole. Raises `NotTaken`."""
        if not self.size:
            raise NotTaken("empty")
        guess = self._guess
        if guess in TAKEN:
            return str(guess)
        if self._zip and self._names:
            return next(kind for name, kind in OFFICE.items() if name in self._names)
        if self._text and guess is None and not self._decoder.getstate()[0]:
            return "text/plain"
        raise NotTaken("not_taken")
