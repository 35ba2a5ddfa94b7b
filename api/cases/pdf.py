"""Draws blocks of words and pictures as PDF, in a font that has Chinese characters."""

import logging
from collections.abc import Container, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode
from PIL import Image

from api.cases.blocks import Blank, Block, Heading, Line, Picture, Said, Seal, Title
from models.words import wording

logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)
FAMILY = "han"
MARGIN, WIDE = 20, 170
"""mm of A4."""
TALLEST = 200
SEAL = 40
"""mm that a seal takes with the lines around it."""
LONG = 3
"""How many times as tall as wide a picture is when it no longer fits on a page."""


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

    def seal(self, unit: str, day: str) -> None:
        """Never parted from each other by the end of a page."""
        if self.will_page_break(SEAL):
            self.add_page()
        self.ln(14)
        for line in filter(None, (unit, wording("paper.seal"), day)):
            self.words(line, 11.5, align="R")

    def picture(self, jpeg: bytes) -> None:
        """As wide as the words, unless it is too tall then; a very small one at half a millimetre for each point. A
        long screenshot goes on from page to page, since nobody could read it on one."""
        with Image.open(BytesIO(jpeg)) as seen:
            wide, tall = seen.size
            if tall <= LONG * wide:
                return self._picture(jpeg, wide, tall)
            step = round(wide * TALLEST / WIDE)
            for top in range(0, tall, step):
                piece, out = seen.crop((0, top, wide, min(top + step, tall))), BytesIO()
                piece.save(out, "JPEG", quality=85)
                self._picture(out.getvalue(), *piece.size)

    def _picture(self, jpeg: bytes, wide: int, tall: int) -> None:
        scale = min(WIDE / wide, TALLEST / tall, 0.5 if wide < WIDE else WIDE)
        self.image(BytesIO(jpeg), w=wide * scale, h=tall * scale)
        self.ln(2)


def readable(text: str, known: Container[int]) -> str:
    """What the font has no character for is written by its number: nothing of what was said may vanish."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(c if c == "\n" or ord(c) in known else f"〔U+{ord(c):04X}〕" for c in lines)


def drawn(font: Path, foot: str, at: datetime, blocks: Sequence[Block]) -> bytes:
    """The PDF, always the same bytes for the same blocks."""
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
                _picture(paper, jpeg)
            case Blank(text):
                paper.ln(5)
                paper.words(text, 11)
            case Seal(unit, day):
                paper.seal(unit, day)
    return bytes(paper.output())


def _picture(paper: _Paper, jpeg: bytes) -> None:
    """A line stands in the place of one that cannot be drawn."""
    try:
        paper.picture(jpeg)
    except (OSError, ValueError, SyntaxError):
        paper.words(wording("file.not_shown"), 10.5)
