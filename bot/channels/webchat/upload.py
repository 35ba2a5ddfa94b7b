"""multipart/form-data read as it arrives: fields to memory, files to whoever takes them, never whole."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from bot.channels.webchat.wire import Refusal
from bot.files import NotTaken
from conversations.questions.plain import File

Take = Callable[[AsyncIterator[bytes], str, str], Awaitable[File]]
"""Keeps the content of a file, given its declared media type and its name. Raises `NotTaken`."""
FIELD = 512 * 1024
"""Bytes of one field."""
MOST_FIELDS = 20
_Event = tuple[str, bytes]


@dataclass
class Form:
    """What was sent. `refused`: files that were not taken, the others are kept."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    refused: list[NotTaken] = field(default_factory=list)


async def read_form(request: Request, take: Take, most_files: int) -> Form:
    """Raises `Refusal` when it is not a form, or too much. Files named like a browser's empty choice are skipped."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise Refusal(415, "media_type", "send JSON or multipart/form-data")
    reading = _Reading(take, most_files)
    try:
        parser = MultipartParser(options[b"boundary"], reading.callbacks())  # type: ignore[arg-type]
        async for chunk in request.stream():
            parser.write(chunk)
            await reading.go_on()
        parser.finalize()
    except FormParserError:
        await reading.stop()
        raise Refusal(422, "invalid", "the form is broken", field="body") from None
    except BaseException:
        await reading.stop()
        raise
    if not reading.ended:
        await reading.stop()
        raise Refusal(422, "invalid", "the form is cut off", field="body")
    return reading.form


class _Reading:
    def __init__(self, take: Take, most_files: int) -> None:
        self.form, self.ended = Form(), False
        self._take, self._most_files = take, most_files
        self._events: list[_Event] = []
        self._headers: dict[bytes, bytes] = {}
        self._header = self._value = b""
        self._name = ""
        self._data: bytearray | None = None
        self._file: _Incoming | None = None

    def callbacks(self) -> dict[str, Callable[..., None]]:
        def data(kind: str) -> Callable[[bytes, int, int], None]:
            return lambda chunk, start, end: self._events.append((kind, chunk[start:end]))

        def mark(kind: str) -> Callable[[], None]:
            return lambda: self._events.append((kind, b""))

        marks = ("part_begin", "part_end", "header_end", "headers_finished", "end")
        return {f"on_{n}": mark(n) for n in marks} | {
            f"on_{n}": data(n) for n in ("part_data", "header_field", "header_value")
        }

    async def go_on(self) -> None:
        """Handles what the parser has found so far."""
        events, self._events = self._events, []
        for kind, data in events:
            await self._handle(kind, data)

    async def _handle(self, kind: str, data: bytes) -> None:
        match kind:
            case "part_begin":
                self._headers = {}
            case "header_field":
                self._header += data
            case "header_value":
                self._value += data
            case "header_end":
                self._headers[self._header.lower()] = self._value
                self._header = self._value = b""
            case "headers_finished":
                self._begin()
            case "part_data" if self._file:
                await self._file.feed(data)
            case "part_data" if self._data is not None:
                self._data += data
                if len(self._data) > FIELD:
                    raise Refusal(413, "too_large", "that is very long; send it as a file", field=self._name)
            case "part_end":
                await self._end()
            case "end":
                self.ended = True

    def _begin(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")[:64]
        self._data = self._file = None
        if b"filename" not in options:
            if len(self.form.fields) >= MOST_FIELDS:
                raise Refusal(422, "invalid", "too many fields", field="body")
            self._data = bytearray()
        elif self._name != "files":
            raise Refusal(422, "invalid", "files go into the field files", field=self._name or "body")
        elif options[b"filename"]:
            if len(self.form.files) + len(self.form.refused) >= self._most_files:
                raise Refusal(413, "too_many_files", f"at most {self._most_files} files at once", field="files")
            declared = self._headers.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
            name = options[b"filename"].decode("utf-8", "replace")
            self._file = _Incoming(self._take, declared, name)

    async def _end(self) -> None:
        if self._file is not None:
            try:
                self.form.files.append(await self._file.taken())
            except NotTaken as no:
                self.form.refused.append(no)
        elif self._data is not None:
            try:
                self.form.fields[self._name] = self._data.decode()
            except UnicodeDecodeError:
                raise Refusal(422, "invalid", "not UTF-8", field=self._name) from None
        self._data = self._file = None

    async def stop(self) -> None:
        """The request came to nothing: what was being taken is dropped."""
        if self._file is not None:
            await self._file.give_up()


class _Incoming:
    """A file on its way to the taker, with as little in between as possible."""

    def __init__(self, take: Take, declared: str, name: str) -> None:
        self._pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(4)
        self._taking = asyncio.ensure_future(take(self._content(), declared, name))

    async def _content(self) -> AsyncIterator[bytes]:
        while (piece := await self._pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def feed(self, piece: bytes) -> None:
        """Waits until there is room; when the taker has given up the piece is dropped."""
        putting = asyncio.ensure_future(self._pieces.put(piece))
        await asyncio.wait({putting, self._taking}, return_when=asyncio.FIRST_COMPLETED)
        if not putting.done():
            putting.cancel()

    async def taken(self) -> File:
        await self._finish(None)
        return await self._taking

    async def _finish(self, last: Exception | None) -> None:
        putting = asyncio.ensure_future(self._pieces.put(last))
        await asyncio.wait({putting, self._taking}, return_when=asyncio.FIRST_COMPLETED)
        if not putting.done():
            putting.cancel()

    async def give_up(self) -> None:
        await self._finish(ConnectionError("the upload broke off"))
        await asyncio.wait({self._taking})
        self._taking.exception()
