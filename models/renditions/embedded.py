"""Pictures and films inside documents: stripped without being drawn anew, so that the document stays as it is."""

import io
import struct

from PIL import Image

from models.media import guessed
from models.renditions import boxes
from models.renditions.drawn import NotDrawn

PNG = b"\x89PNG\r\n\x1a\n"
ADOBE, ICC, JFIF = 0xEE, 0xE2, 0xE0
SPOKEN = (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")


JPEG_2000 = b"\0\0\0\x0cjP  "
DRAWN_BY = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))
"""The boxes of JPEG 2000 that say how to draw it."""
ANEW = ("TIFF", "WEBP")


def stripped(raw: bytes) -> bytes:
    """A picture or film without what a camera or a program wrote into it; anything else as it is."""
    if raw.startswith(b"\xff\xd8"):
        return _jpeg(raw)
    if raw.startswith(PNG):
        return _png(raw)
    if raw.startswith(JPEG_2000):
        whole = bytearray(raw)
        return b"".join(raw[box.start : box.end] for box in boxes.boxes(whole, 0, len(raw)) if box.kind in DRAWN_BY)
    if raw.startswith((b"II*\0", b"MM\0*", b"RIFF")):
        return _saved_anew(raw)
    kind = guessed(raw[:64]) or ""
    try:
        return boxes.film(kind, raw).body if raw[4:8] == b"ftyp" and not kind.startswith("image/") else raw
    except NotDrawn:
        return b""


def _saved_anew(raw: bytes) -> bytes:
    """For formats whose descriptions stand among what draws them; empty where it does not open."""
    try:
        image = Image.open(io.BytesIO(raw), formats=ANEW)
        out, kind = io.BytesIO(), str(image.format)
        image.load()
        bare = Image.frombytes(image.mode, image.size, image.tobytes())
        if image.palette is not None:
            bare.putpalette(image.palette)
        bare.save(out, kind)
    except (OSError, ValueError, SyntaxError):
        return b"" if not raw.startswith(b"RIFF") else raw
    return out.getvalue()


def _jpeg(raw: bytes) -> bytes:
    """The segments that say how to draw it: no APPn but JFIF, ICC and Adobe, no comments, nothing behind the end."""
    kept, at = bytearray(raw[:2]), 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        kind, size = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        if kind == 0xDA:  # the scan, up to the end
            end = raw.rfind(b"\xff\xd9")
            return bytes(kept + raw[at : end + 2 if end > at else len(raw)])
        profile = kind == ICC and raw[at + 4 : at + 15] == b"ICC_PROFILE"
        if not (0xE0 <= kind <= 0xEF or kind == 0xFE) or kind in (JFIF, ADOBE) or profile:
            kept += raw[at : at + 2 + size]
        at += 2 + size
    return bytes(kept + raw[at:])


def _png(raw: bytes) -> bytes:
    kept, at = bytearray(PNG), len(PNG)
    while at + 12 <= len(raw):
        size, kind = struct.unpack_from(">I4s", raw, at)
        if kind not in SPOKEN:
            kept += raw[at : at + 12 + size]
        at += 12 + size
        if kind == b"IEND":
            break
    return bytes(kept)
