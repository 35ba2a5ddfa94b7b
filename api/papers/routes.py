"""Routes of the papers of a case."""

from typing import Annotated

from fastapi import Path, Response

from api.cases import paper
from api.cases.mounting import No
from api.deps import Ctx, Read, of_case
from api.openapi import refuses
from api.papers import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import Items, PaperView

router = v1("/cases/{case_no}/papers", tags=["cases"])
Id = Annotated[str, Path(pattern=r"^[a-z_]{3,20}-[0-9]{1,15}$", description="of the paper, as the list gives it")]
Reader = Annotated[Caller, of_case(Right.SEE_CASE)]


@router.get("")
async def listed(case_no: No, ctx: Ctx, who: Reader, session: Read) -> Items[PaperView]:
    """What can be printed of the case: letters, proofs of service, what is supervised, and the file."""
    return Items(items=await service.listed(session, ctx, who, case_no), next=None)


@router.get(
    "/{id}.pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "the paper"}},
    openapi_extra=refuses({503: ("unavailable", "no_font")}),
)
async def printed(case_no: No, id: Id, ctx: Ctx, who: Reader) -> Response:
    """One of them as PDF, with the name in full for those who may reveal it; that it was printed is kept."""
    return paper.attached(*await service.pdf(ctx, who, case_no, id))
