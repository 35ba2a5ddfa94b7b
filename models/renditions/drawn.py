"""What the worker process hands back."""

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
