"""Which drawing a media type takes. What it needs is imported for that file alone: a process starts in a moment."""

from collections.abc import Callable
from importlib import import_module

from models.renditions.drawn import Rendition

DRAWINGS = {
    "image": "pictures:picture",
    "application/pdf": "paper:pdf",
    "application": "office:document",
    "text": "texts:text",
    "video/webm": "webm:film",
    "audio/webm": "webm:film",
    "audio/ogg": "sound:ogg",
    "audio/x-wav": "sound:wav",
    "audio/mpeg": "sound:without_tags",
    "audio/aac": "sound:without_tags",
    "audio/amr": "sound:amr",
    "video": "boxes:film",
    "audio": "boxes:film",
}
"""By the whole media type or its first half: module and function."""


def draw(kind: str, raw: bytes) -> Rendition:
    """Raises `NotDrawn`; anything else that is raised says that the file is broken."""
    module, _, name = (DRAWINGS.get(kind) or DRAWINGS[kind.split("/", maxsplit=1)[0]]).partition(":")
    drawing: Callable[[str, bytes], Rendition] = getattr(import_module(f"models.renditions.{module}"), name)
    return drawing(kind, raw)
