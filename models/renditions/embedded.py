"""Pictures inside documents: stripped without being drawn anew, so that the document stays as it is."""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
ADOBE, ICC, JFIF = 0xEE, 0xE2, 0xE0
SPOKEN = (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME")


def stripped(raw: bytes) -> bytes:
    """A JPEG or PNG without what a camera or a program wrote into it; anything else as it is."""
    if raw.startswith(b"\xff\xd8"):
        return _jpeg(raw)
    return _png(raw) if raw.startswith(PNG) else raw


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
