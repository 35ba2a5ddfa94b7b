"""Routes of finding, and of a person."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import Header
from pydantic import TypeAdapter, ValidationError

from api.cases.mounting import No
from api.deps import Ctx, Read, having, of_case
from api.errors import Unprocessable
from api.people import find, service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import Found, PersonView, Sought

router = v1(tags=["cases"])
WHAT = "what is looked for, percent-encoded or as UTF-8: in a header, since names and phones stand in no URL"


def sought(huiyin_find: str) -> str:
    """The words of the header, which servers hand on as Latin-1."""
    try:
        found: str = TypeAdapter(Sought).validate_python(
            unquote(huiyin_find.encode("latin-1").decode(), errors="strict")
        )
    except (UnicodeError, ValidationError):
        raise Unprocessable("one printable line of UTF-8, of 200 characters at the most", field="Huiyin-Find") from None
    return found


@router.get("/find")
async def find_anything(
    ctx: Ctx,
    who: Annotated[Caller, having(Right.READ_LISTS)],
    session: Read,
    huiyin_find: Annotated[str, Header(min_length=1, max_length=1800, description=WHAT)],
) -> Found:
    """Cases, people and visits: by a number or its last digits, a name, a phone or its last four digits, words of the
    original, of replies and notes, or a place. Of what the caller sees; names and phones are masked."""
    return await find.find(session, ctx, who, sought(huiyin_find))


@router.get("/cases/{case_no}/person")
async def person(case_no: No, ctx: Ctx, who: Annotated[Caller, of_case(Right.SEE_CASE)], session: Read) -> PersonView:
    """Whoever brought the case, with all their cases, visits and calls that the caller sees."""
    return await service.person(session, ctx, who, case_no)
