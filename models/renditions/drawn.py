"""What the worker process hands back."""

import json
from dataclasses import dataclass

JPEG = "image/jpeg"


class NotDrawn(Exception):
    """Nothing can be shown of the file. `why`: `broken` (it does not open), `heavy` (more pixels, memory or time than
    we give), `locked` (a password), `not_taken` (it is not what it seemed)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Rendition:
    """`preview`: a small JPEG of a picture, the first page of a PDF. `whole` is False for a file that broke off, of
    which the part that is there is shown."""

    type: str
    body: bytes
    preview: bytes | None = None
    whole: bool = True

    def packed(self) -> bytes:
        """A line of JSON, then the rendition's bytes and the preview's."""
        preview = self.preview or b""
        head = {"type": self.type, "whole": self.whole, "size": len(self.body), "preview": len(preview)}
        return b"".join((json.dumps(head).encode(), b"\n", self.body, preview))

    @classmethod
    def unpacked(cls, packed: bytes) -> "Rendition":
        """Raises ValueError for what broke off."""
        head, _, bodies = packed.partition(b"\n")
        told = json.loads(head)
        size, preview = told["size"], told["preview"]
        if len(bodies) != size + preview:
            raise ValueError("it broke off")
        return cls(told["type"], bodies[:size], bodies[size:] if preview else None, told["whole"])
