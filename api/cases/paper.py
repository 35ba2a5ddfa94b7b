"""A file on paper: blocks of words and pictures drawn as PDF, in a font that has Chinese characters."""

import logging
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode
from PIL import Image
from starlette.responses import Response

from api.errors import Unavailable
from models.words import wording

logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)
FAMILY = "han"
MARGIN, WIDE = 20, 170
"""mm of A4."""
TALLEST = 200


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Line:
    text: str


@dataclass(frozen=True)
class Said:
    """A person's words, as they were written."""

    text: str


@dataclass(frozen=True)
class Picture:
    jpeg: bytes


Block = Title | Heading | Line | Said | Picture


class _Paper(FPDF):
    def __init__(self, font: Path, foot: str) -> None:
        super().__init__()
        self.foot = foot
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.add_font(FAMILY, "", font)
        self.set_font(FAMILY, size=11)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, size=9)
        self.cell(0, 8, wording("file.page", foot=self.foot, n=self.page_no()), align="C")

    def words(self, text: str, size: float, *, indent: float = 0, align: str = "L") -> None:
        self.set_font(FAMILY, size=size)
        self.set_x(MARGIN + indent)
        drawn = readable(text, self.fonts[FAMILY].cmap)  # type: ignore[union-attr]
        self.multi_cell(
            WIDE - indent, size * 0.58, drawn, align=align, wrapmode=WrapMode.CHAR, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def picture(self, jpeg: bytes) -> None:
        """As wide as the words, unless it is too tall then; a very small one at half a millimetre for each point."""
        with Image.open(BytesIO(jpeg)) as seen:
            wide, tall = seen.size
        scale = min(WIDE / wide, TALLEST / tall, 0.5 if wide < WIDE else WIDE)
        self.image(BytesIO(jpeg), w=wide * scale, h=tall * scale)
        self.ln(2)


def readable(text: str, known: Container[int]) -> str:
    """What the font has no character for is written by its number: nothing of what was said may vanish."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(c if c == "\n" or ord(c) in known else f"〔U+{ord(c):04X}〕" for c in lines)


def draw(font: Path, foot: str, at: datetime, blocks: Sequence[Block]) -> bytes:
    """The PDF. Slow (a third of a second): call it in a thread. Unavailable `no_font` where there is no such font."""
    if not font.is_file():
        raise Unavailable("no Chinese font is installed (HUIYIN_PDF_FONT)", code="no_font")
    paper = _Paper(font, foot)
    paper.set_creation_date(at)
    paper.set_title(foot)
    paper.set_lang("zh-CN")
    paper.add_page()
    for block in blocks:
        match block:
            case Title(text):
                paper.words(text, 18, align="C")
                paper.ln(4)
            case Heading(text):
                paper.ln(4)
                paper.words(text, 13)
                paper.ln(1)
            case Line(text):
                paper.words(text, 10.5)
            case Said(text):
                paper.words(text, 10.5, indent=6)
                paper.ln(1)
            case Picture(jpeg):
                paper.picture(jpeg)
    return bytes(paper.output())


def attached(name: str, body: bytes) -> Response:
    """The PDF as an answer: to be kept by whoever asked, and by no cache."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, media_type="application/pdf", headers=headers)
