"""A file on paper, as an answer. `api/cases/pdf.py` draws it, once somebody wants one."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response

from api.cases.blocks import Block
from api.errors import Unavailable


def font_there(font: Path) -> None:
    """Unavailable `no_font`."""
    if not font.is_file():
        raise Unavailable("no Chinese font is installed (HUIYIN_PDF_FONT)", code="no_font")


def draw(font: Path, foot: str, at: datetime, blocks: Sequence[Block]) -> bytes:
    """The PDF. Slow (a third of a second): call it in a thread. Unavailable `no_font` where there is no such font."""
    from api.cases.pdf import drawn

    font_there(font)
    return drawn(font, foot, at, blocks)


def attached(name: str, body: bytes) -> Response:
    """The PDF as an answer: to be kept by whoever asked, and by no cache."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type="application/pdf", headers=headers)
