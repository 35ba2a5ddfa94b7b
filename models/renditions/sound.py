"""Recordings: only the sound, without tags."""

import struct
from collections.abc import Iterator

from models.renditions.drawn import NotDrawn, Rendition

COMMENTS = (b"OpusTags", b"\x03vorbis", b"\x83FLAC", b"Speex   ")
NO_COMMENTS = {b"OpusTags": b"OpusTags" + bytes(8), b"\x03vorbis": b"\x03vorbis" + bytes(8) + b"\x01"}
"""No vendor, no comments; zeros behind them are padding (RFC 7845, 5.2; Vorbis I, 5.2)."""
SOUND = (b"fmt ", b"data", b"fact", b"ds64")


def _table() -> list[int]:
    """CRC-32 of Ogg (RFC 3533, 6): polynomial 0x04c11db7, neither reflected nor inverted."""
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = ((value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return table


CRC = _table()


def ogg(kind: str, raw: bytes) -> Rendition:
    """The comment packet of every stream is emptied in place, over as many pages as it takes."""
    data = bytearray(raw)
    packets: dict[int, int] = {}
    found = False
    for start, body, end in _pages(data):
        found = True
        serial, changed = data[start + 14 : start + 18], False
        stream = int.from_bytes(serial, "little")
        at = body
        for size in data[start + 27 : body]:
            if packets.get(stream, 0) == 1:  # the second packet of a stream holds its comments
                data[at : at + size] = bytes(min(size, end - at))
                changed = True
            at += size
            if size < 255:
                packets[stream] = packets.get(stream, 0) + 1
        if changed:
            _emptied(raw, data, start, body, end)
    if not found:
        raise NotDrawn("broken")
    return Rendition(kind, bytes(data))


def _pages(data: bytearray) -> Iterator[tuple[int, int, int]]:
    """(start, body, end) of the pages."""
    at = 0
    while at + 27 <= len(data) and data[at : at + 4] == b"OggS":
        body = at + 27 + data[at + 26]
        end = body + sum(data[at + 27 : body])
        yield at, min(body, len(data)), min(end, len(data))
        at = end


def _emptied(raw: bytes, data: bytearray, start: int, body: int, end: int) -> None:
    for name, empty in NO_COMMENTS.items():
        if raw[body:end].startswith(name) and len(empty) <= end - body:
            data[body : body + len(empty)] = empty
    data[start + 22 : start + 26] = bytes(4)
    data[start + 22 : start + 26] = crc(data[start:end]).to_bytes(4, "little")


def crc(page: bytes | bytearray) -> int:
    """The checksum of an Ogg page whose own is zero."""
    found = 0
    for byte in page:
        found = ((found << 8) & 0xFFFFFFFF) ^ CRC[(found >> 24) ^ byte]
    return found


def wav(kind: str, raw: bytes) -> Rendition:
    """The chunks of sound, without the others (LIST, bext, iXML, id3…)."""
    if raw[8:12] != b"WAVE":
        raise NotDrawn("broken")
    kept, at = bytearray(), 12
    while at + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, at)
        end = min(at + 8 + size + size % 2, len(raw))
        if name in SOUND:
            kept += raw[at:end]
        at += 8 + size + size % 2
    return Rendition(kind, b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WAVE" + bytes(kept))


def without_tags(kind: str, raw: bytes) -> Rendition:
    """MP3 and AAC without ID3 (1 and 2), APE and Lyrics3."""
    while raw[:3] == b"ID3" and len(raw) > 10:
        a, b, c, d = raw[6:10]
        raw = raw[10 + ((a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | (d & 127)) + (10 if raw[5] & 16 else 0) :]
    if raw[-128:-125] == b"TAG":
        raw = raw[:-128]
    if raw[-9:] == b"LYRICS200" and raw[-15:-9].isdigit():
        raw = raw[: -15 - int(raw[-15:-9])]
    if raw[-32:-24] == b"APETAGEX":
        raw = raw[: len(raw) - int.from_bytes(raw[-20:-16], "little")]
        raw = raw[:-32] if raw[-32:-24] == b"APETAGEX" else raw
    if not raw:
        raise NotDrawn("broken")
    return Rendition(kind, raw)


def amr(kind: str, raw: bytes) -> Rendition:
    """Has no place for anything but sound."""
    return Rendition(kind, raw)
