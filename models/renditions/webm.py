"""WebM (Matroska, RFC 9559): tags, attachments and the date are blanked in place."""

from models.renditions.drawn import NotDrawn, Rendition

SEGMENT, CLUSTER, INFO = 0x18538067, 0x1F43B675, 0x1549A966
BLANKED = (0x1254C367, 0x1941A469, 0x1043A770)
"""Tags, attachments, chapters."""
IN_INFO = (0x4461, 0x7BA9, 0x4D80, 0x5741, 0x73A4, 0x7384)
"""The date, the title, the programs that wrote it, the segment's id and file name."""
VOID = 0xEC
TOP = (CLUSTER, 0x1C53BB6B, *BLANKED)
"""What may follow a cluster that does not say how long it is."""


def film(kind: str, raw: bytes) -> Rendition:
    data = bytearray(raw)
    at, found = 0, False
    while (read := _element(data, at, len(data))) is not None:
        id, body, end = read
        if id == SEGMENT:
            found = True
            _segment(data, body, end or len(data))
        at = end or len(data)
    if not found:
        raise NotDrawn("broken")
    return Rendition(kind, bytes(data))


def _segment(data: bytearray, at: int, end: int) -> None:
    while (read := _element(data, at, end)) is not None:
        id, body, stop = read
        if stop is None:
            stop = _next(data, body, end)
        if id in BLANKED:
            _blank(data, at, stop)
        elif id == INFO:
            _info(data, body, stop)
        at = stop


def _info(data: bytearray, at: int, end: int) -> None:
    while (read := _element(data, at, end)) is not None:
        id, body, stop = read
        stop = stop or end
        if id in IN_INFO:
            data[body:stop] = bytes(stop - body)
        at = stop


def _next(data: bytearray, at: int, end: int) -> int:
    found = [place for id in TOP if (place := data.find(id.to_bytes(4, "big"), at, end)) >= 0]
    return min(found, default=end)


def _blank(data: bytearray, at: int, end: int) -> None:
    """A Void element of the same length: its id, a length of eight bytes, zeros."""
    size = end - at
    if size >= 9:
        data[at:end] = bytes([VOID, 1]) + (size - 9).to_bytes(7, "big") + bytes(size - 9)


def _element(data: bytearray, at: int, end: int) -> tuple[int, int, int | None] | None:
    """(id, start of the body, end of it) of the element at `at`; the end is None where it says no length."""
    if at + 2 > end or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    at_size = at + width
    if width > 4 or at_size >= end or not data[at_size]:
        return None
    id = int.from_bytes(data[at:at_size], "big")
    wide = 9 - data[at_size].bit_length()
    body = at_size + wide
    if body > end:
        return None
    size = int.from_bytes(data[at_size:body], "big") & ((1 << 7 * wide) - 1)
    unknown = size == (1 << 7 * wide) - 1
    return id, body, None if unknown else min(body + size, end)
