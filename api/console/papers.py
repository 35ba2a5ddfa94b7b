"""The papers of a case: a list, and each of them as a page to print or as PDF."""

import base64
from typing import Annotated

from fastapi import APIRouter, Path, Response
from markupsafe import Markup

from api.cases import paper
from api.cases.blocks import Block, Picture
from api.console.pages import numbered, render
from api.console.session import Page, Signed, page_of
from api.papers import service
from models.clock import local_date
from models.rights import Right

router = APIRouter(prefix="/papers", include_in_schema=False, route_class=Page)
Id = Annotated[str, Path(pattern=r"^[a-z_]{3,20}-[0-9]{1,15}$")]
Reader = Annotated[Signed, page_of(Right.SEE_CASE, of_case=True)]
PRINTED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
)
"""Pictures of the file stand in the page itself, so that it can be kept as it was printed."""


@router.get("/{case_no}")
async def listed(case_no: str, at: Reader) -> Response:
    """What can be printed."""
    number = numbered(case_no)
    async with at.ctx.db.read() as session:
        papers = await service.listed(session, at.ctx, at.who, number)
    today = local_date(at.ctx.clock.now())
    return render("papers.html", at=at, here="cases", case_no=number, papers=papers, today=today)


@router.get("/{case_no}/{id}.pdf")
async def pdf(case_no: str, id: Id, at: Reader) -> Response:
    """To keep, or to send on."""
    return paper.attached(*await service.pdf(at.ctx, at.who, numbered(case_no), id))


@router.get("/{case_no}/{id}")
async def printed(case_no: str, id: Id, at: Reader) -> Response:
    """As it comes out of the printer."""
    made = await service.read(at.ctx, at.who, numbered(case_no), id)
    blocks = [(type(block).__name__.lower(), _drawn(block)) for block in made.blocks]
    response = render("paper.html", paper=made, id=id, blocks=blocks)
    response.headers["Content-Security-Policy"] = PRINTED
    return response


def _drawn(block: Block) -> Block | Markup:
    if isinstance(block, Picture):
        return Markup("data:image/jpeg;base64," + base64.b64encode(block.jpeg).decode())
    return block
