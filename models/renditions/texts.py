"""Plain text, in whatever encoding it came."""

from models.media import text_of
from models.renditions.drawn import NotDrawn, Rendition


def text(kind: str, raw: bytes) -> Rendition:
    """As UTF-8."""
    read = text_of(raw)
    if read is None:
        raise NotDrawn("broken")
    return Rendition(kind, read.encode())
