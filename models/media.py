"""What a file is, by its own bytes: never by its name or by what the sender claims."""

import codecs
from collections.abc import AsyncIterable, AsyncIterator
from typing import Literal

import filetype  # type: ignore[import-untyped]

HEAD = 8192
"""Bytes by which a file's kind is known."""
TAKEN = frozenset(
    {
        *("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif", "application/pdf"),
        *("audio/ogg", "audio/mp4", "audio/webm", "audio/mpeg", "audio/amr", "audio/x-wav", "audio/aac"),
        *("video/mp4", "video/webm", "video/quicktime", "video/3gpp"),
    }
)
OFFICE = {
    b"word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BRANDS = {
    "image/avif": ("avif", "avis"),
    "image/heic": ("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1"),
    "video/quicktime": ("qt  ",),
    "video/3gpp": ("3gp", "3g2", "3ge", "3gg", "3gr", "3gs", "kddi"),
    "audio/mp4": ("M4A ", "M4B ", "M4P ", "F4A "),
    "video/mp4": ("iso", "mp4", "avc1", "M4V", "MSNV", "dash", "f4v", "F4V ", "XAVC", "mmp4", "hvc1", "cmf", "NDSC"),
}
"""Brands of the ISO base media file format (ISO/IEC 14496-12, 4.3), by how they begin."""
QUICKTIME = (b"moov", b"mdat", b"wide", b"pnot")
"""First boxes of QuickTime files older than brands."""
MAGIC = {b"#!AMR\n": "audio/amr", b"#!AMR-WB\n": "audio/amr", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What `filetype` does not know, or calls otherwise when it moves."""
ENCODINGS = ("utf-8", "gb18030")
"""Of text without a mark; Chinese Windows writes the second."""
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
BEFORE_PDF = b"\xef\xbb\xbf \t\r\n\0"
"""What scanners and mail leave before the first line of a PDF, and readers pass over."""
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\v\f\r\x1a\x1b")
"""What no text has; DOS ends one with \\x1a."""


class NotTaken(Exception):
    """The file is refused: `why` is too_large, not_taken or empty."""

    def __init__(self, why: Literal["too_large", "not_taken", "empty"]) -> None:
        super().__init__(why)
        self.why = why


class Look:
    """Watches a file go by: how long it is and what it is."""

    def __init__(self, most: int, declared: str) -> None:
        self._most = most
        self._head = bytearray()
        self.size = 0
        self._names: set[bytes] = set()
        self._tail = b""
        self._texts = _Texts() if declared.startswith("text/") else None

    async def through(self, content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        looked = False
        async for piece in content:
            self.size += len(piece)
            if self.size > self._most:
                raise NotTaken("too_large")
            self._head += piece[: HEAD - len(self._head)]
            self._read(piece)
            if not looked and len(self._head) >= HEAD:
                looked = self._acceptable()
            yield piece
        self.kind()

    def _acceptable(self) -> bool:
        """True if the beginning may be of a file we take. Raises `NotTaken`."""
        if not ((self._texts and self._texts.may_be) or self._zip or self._guess in TAKEN):
            raise NotTaken("not_taken")
        return True

    @property
    def _guess(self) -> str | None:
        return guessed(bytes(self._head))

    @property
    def _zip(self) -> bool:
        return self._head.startswith(b"PK\x03\x04")

    def _read(self, piece: bytes) -> None:
        window = self._tail + piece
        self._names |= {name for name in OFFICE if name in window}
        self._tail = window[-32:]
        if self._texts:
            self._texts.feed(piece)

    def kind(self) -> str:
        """The media type of the whole. Raises `NotTaken`."""
        if not self.size:
            raise NotTaken("empty")
        guess = self._guess
        if guess in TAKEN:
            return str(guess)
        if self._zip and self._names:
            return next(kind for name, kind in OFFICE.items() if name in self._names)
        if guess is None and self._texts and self._texts.whole:
            return "text/plain"
        raise NotTaken("not_taken")


TRACKS = {
    "video/webm": ((b"A_OPUS", b"A_VORBIS"), (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG")),
    "video/mp4": ((b"soun",), (b"vide",)),
}
"""Of containers that films and recordings share: what a track of sound is called there, and what one of pictures is."""


def guessed(head: bytes) -> str | None:
    """The media type that a file's first bytes tell, whether it is taken or not. One that names no track but sound is
    a recording: so browsers write down a voice."""
    found = _container(head)
    sound, pictures = TRACKS.get(found or "", ((), ()))
    heard, seen = any(name in head for name in sound), any(name in head for name in pictures)
    return found.replace("video/", "audio/") if found and heard and not seen else found


def _container(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in QUICKTIME:
        return "video/quicktime"
    for mark, kind in MAGIC.items():
        if head.startswith(mark):
            return kind
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return "video/webm"
    if head.lstrip(BEFORE_PDF).startswith(b"%PDF-"):
        return "application/pdf"
    found = filetype.guess(head)
    return found.mime if found else None


def _by_brand(head: bytes) -> str | None:
    """By the major brand; by the compatible ones where that one only says how the file is built, or nothing."""
    size = min(int.from_bytes(head[:4], "big"), 512)
    major = head[8:12].decode("latin-1")
    others = [head[at : at + 4].decode("latin-1") for at in range(16, size - 3, 4)]
    own = _kind_of(major)
    if own is not None and major not in ("mif1", "mif2", "msf1"):
        return own
    return next((kind for brand in others if (kind := _kind_of(brand)) and brand[:3] not in ("mif", "msf")), own)


def _kind_of(brand: str) -> str | None:
    return next((kind for kind, brands in BRANDS.items() if brand.startswith(brands)), None)


class _Texts:
    """Text in one of the encodings that phones and Windows write, watched as it goes by."""

    def __init__(self) -> None:
        self._held: list[codecs.IncrementalDecoder] | None = None
        self._begun = b""

    def feed(self, piece: bytes) -> None:
        if self._held is None:
            self._begun += piece
            if len(self._begun) < 2:
                return
            piece, self._held = self._begun, [codecs.getincrementaldecoder(name)() for name in encodings(self._begun)]
        self._held = [decoder for decoder in self._held if _reads(decoder, piece)]

    @property
    def may_be(self) -> bool:
        return self._held is None or bool(self._held)

    @property
    def whole(self) -> bool:
        """Some encoding reads it to the end."""
        if self._held is None:
            return self._begun.isascii() and b"\0" not in self._begun
        return any(not decoder.getstate()[0] for decoder in self._held)


def encodings(head: bytes) -> tuple[str, ...]:
    """Those to try, the likeliest first."""
    marked = MARKS.get(head[:2])
    return (marked,) if marked else ENCODINGS


def text_of(raw: bytes) -> str | None:
    """Text as it was written, without its byte order mark; None for what is none."""
    for name in encodings(raw):
        try:
            text = raw.decode("utf-8-sig" if name == "utf-8" else name)
        except UnicodeDecodeError:
            continue
        if CONTROLS.isdisjoint(text):
            return text
    return None


def _reads(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        return CONTROLS.isdisjoint(decoder.decode(piece))
    except UnicodeDecodeError:
        return False
