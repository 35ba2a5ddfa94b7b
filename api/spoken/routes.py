"""Routes of the office's own texts; those of help lines are rows of the office."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path

from api.deps import Ctx, IfMatch, Read, Write, having
from api.openapi import refuses
from api.routing import alone, v1
from api.security import Caller
from api.spoken import service
from models.rights import Right
from models.wire import Code, HotlinesRestored, Items, TextPreview, Texts, TextView

router = v1("/office", tags=["office"])
CodeOf = Annotated[Code, Path(description="of the text")]
Reader = Annotated[Caller, having(Right.READ_LISTS)]
Keeper = Annotated[Caller, having(Right.CHANGE_TEXTS)]
WRONG = refuses({422: ("invalid", "unknown_fact")})


@dataclass(frozen=True)
class _Read:
    """The text that somebody has read."""

    code: CodeOf
    version: IfMatch


@router.get("/texts")
async def texts(_who: Reader, session: Read) -> Items[TextView]:
    """What residents read that the office may say in its own words, and the reasons as staff read them: ours, the
    office's, and what is in force."""
    return Items(items=await service.listed(session))


@router.get("/texts/{code}")
async def text(code: CodeOf, _who: Reader, session: Read) -> TextView:
    """One of them."""
    return await service.one(session, code)


@router.put("/texts/{code}", openapi_extra=WRONG)
async def change(row: Annotated[_Read, Depends()], given: Texts, ctx: Ctx, who: Keeper, session: Write) -> TextView:
    """In force at once in chats, pages and here. Another text of the consent is another version of it, which is asked
    for anew. Each change is in the audit with its words."""
    return await service.change(session, ctx, who, row.code, (given, row.version))


@router.post("/texts/{code}/restore")
async def restore(code: CodeOf, version: IfMatch, ctx: Ctx, who: Keeper, session: Write) -> TextView:
    """Our own words are in force again."""
    return await service.change(session, ctx, who, code, (None, version))


@router.post("/texts/{code}/preview", openapi_extra=alone(WRONG))
async def preview(code: CodeOf, given: Texts, _who: Keeper, session: Read) -> TextPreview:
    """As it will be read, with its facts filled in; nothing is saved."""
    return await service.preview(session, code, given)


@router.post("/hotlines-restore")
async def restore_lines(
    ctx: Ctx, who: Annotated[Caller, having(Right.MANAGE_OFFICE)], session: Write
) -> HotlinesRestored:
    """The help lines that this release came with are as they came; those that were added stay."""
    return await service.restore_lines(session, ctx, who)
