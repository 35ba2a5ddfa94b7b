"""Films and recordings in ISO base media files (MP4, MOV, 3GP, M4A; ISO/IEC 14496-12): only what is needed to play.

What is left out becomes a `free` box of zeros of the same length, so that nothing moves and no offset has to change.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from models.renditions.drawn import NotDrawn, Rendition

INSIDE: dict[bytes, frozenset[bytes]] = {
    b"": frozenset((b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra", b"ssix", b"wide")),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex", b"iods")),
    b"trak": frozenset((b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"load")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    b"minf": frozenset((b"vmhd", b"smhd", b"hmhd", b"nmhd", b"gmhd", b"dinf", b"stbl", b"hdlr")),
    b"stbl": frozenset(
        (b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"sdtp", b"sbgp",
         b"sgpd", b"stps", b"subs", b"saiz", b"saio")
    ),
    b"moof": frozenset((b"mfhd", b"traf")),
    b"traf": frozenset((b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio")),
}  # fmt: skip
"""What may stand in which box. Metadata is known under many names (udta, meta, uuid, ©xyz, loci, Xtra…) and more to
come: what is not named here goes."""
DATED = (b"mvhd", b"tkhd", b"mdhd")
PLAYED = (b"vide", b"soun", b"subt", b"sbtl", b"text", b"clcp", b"tmcd", b"auxv")
"""Handlers of tracks that are seen or heard. Others hold where the phone was, second by second."""


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int
    cut: bool = False
    """It says that it goes on beyond the file."""


def film(kind: str, raw: bytes) -> Rendition:
    """One that broke off is kept as far as it came. `NotDrawn` when nothing of it is a film."""
    data = bytearray(raw)
    top = list(boxes(data, 0, len(data)))
    if not any(box.kind in (b"moov", b"mdat", b"moof") for box in top):
        raise NotDrawn("broken")
    seen = {handler for handler in _clean(data, b"", 0, len(data)) if handler in (b"vide", b"soun")}
    whole = not any(box.cut for box in top) and any(box.kind == b"moov" for box in top)
    if seen == {b"soun"} and kind.startswith("video/") and kind != "video/quicktime":
        kind = kind.replace("video/", "audio/")
    return Rendition(kind, bytes(data), whole=whole)


def boxes(data: bytearray, at: int, end: int) -> Iterator[Box]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1 and at + 16 <= end:
            size, body = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        stop = end if size == 0 else at + size
        if stop < body:  # nonsense from here on
            stop = end
        yield Box(bytes(kind), at, body, min(stop, end), stop > end)
        at = stop
    if at < end:  # a few bytes that are no box
        data[at:end] = bytes(end - at)


def _clean(data: bytearray, inside: bytes, at: int, end: int) -> list[bytes]:
    """Blanks all that does not belong; returns the handlers of the tracks that are left."""
    seen: list[bytes] = []
    for box in boxes(data, at, end):
        if box.kind not in INSIDE[inside]:
            _blank(data, box)
        elif box.kind == b"trak" and (handler := _handler(data, box)) not in PLAYED:
            _wipe_samples(data, box)
            _blank(data, box)
        elif box.kind in INSIDE:
            seen += [handler] if box.kind == b"trak" else []
            seen += _clean(data, box.kind, box.body, box.end)
        elif box.kind in DATED:
            width = 16 if data[box.body : box.body + 1] == b"\1" else 8
            _zero(data, box.body + 4, min(box.body + 4 + width, box.end))
        elif box.kind == b"hdlr":  # a name in free words behind the five fields
            _zero(data, min(box.body + 24, box.end), box.end)
    return seen


def _blank(data: bytearray, box: Box) -> None:
    data[box.start + 4 : box.start + 8] = b"free"
    _zero(data, box.body, box.end)


def _zero(data: bytearray, start: int, end: int) -> None:
    if start < end:
        data[start:end] = bytes(end - start)


def _find(data: bytearray, box: Box, *path: bytes) -> Box | None:
    for kind in path:
        found = next((inner for inner in boxes(data, box.body, box.end) if inner.kind == kind), None)
        if found is None:
            return None
        box = found
    return box


def _handler(data: bytearray, track: Box) -> bytes:
    found = _find(data, track, b"mdia", b"hdlr")
    return bytes(data[found.body + 8 : found.body + 12]) if found else b""


def _wipe_samples(data: bytearray, track: Box) -> None:
    """Zeros what the track's tables point at."""
    table = _find(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    for start, size in _chunks(data, table):
        _zero(data, start, min(start + size, len(data)))


def _chunks(data: bytearray, table: Box) -> Iterator[tuple[int, int]]:
    """(offset, bytes) of the track's chunks; those that point outside the file are left out."""
    offsets = _numbers(data, _find(data, table, b"stco"), ">I", 4) or _numbers(
        data, _find(data, table, b"co64"), ">Q", 4
    )
    runs = _numbers(data, _find(data, table, b"stsc"), ">III", 4)
    sized = _find(data, table, b"stsz")
    if sized is None or sized.body + 12 > sized.end:
        return
    same, count = struct.unpack_from(">II", data, sized.body + 4)
    sizes = [] if same else [n for (n,) in _numbers(data, sized, ">I", 8)]
    sample, run = 0, 0
    for number, (offset,) in enumerate(offsets, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        many = min(runs[run][1] if runs else count, count - sample)
        size = same * many if same else sum(sizes[sample : sample + many])
        sample += many
        if offset < len(data):
            yield offset, size


def _numbers(data: bytearray, box: Box | None, shape: str, at: int) -> list[tuple[int, ...]]:
    """The rows of a full box that counts them in the four bytes at `at`."""
    if box is None or box.body + at + 4 > box.end:
        return []
    (count,) = struct.unpack_from(">I", data, box.body + at)
    step, first = struct.calcsize(shape), box.body + at + 4
    count = min(count, (box.end - first) // step)
    return [struct.unpack_from(shape, data, first + n * step) for n in range(count)]
