"""Routes of the office's rows, four for each kind, and of the audit."""

from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response

from api.deps import Ctx, IdempotencyKey, IfMatch, Read, Write, having
from api.errors import Unprocessable
from api.idempotency import once
from api.listing import Rows as Asked
from api.office import audits
from api.office.kind import Kind
from api.office.kinds import KINDS
from api.office.service import Rows
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import AuditEntries, Code, Sought

router = v1(tags=["office"])
REFUSALS = ("code_taken", "name_taken", "in_use", "has_cases", "only_desk", "only_discipline")
WRONG = (
    "area_digits", "area_level", "area_prefix", "topic_above", "same_person", "unit_circle", "desk_discipline",
)  # fmt: skip
CodeOf = Annotated[Code, Path(description="its code")]
Q = Annotated[Sought | None, Query(description="words of it")]


@dataclass(frozen=True)
class _Read:
    """The row that somebody has read."""

    code: CodeOf
    version: IfMatch


def _mount(kind: Kind[Any]) -> None:
    """List, one, new, changed."""
    path, of_one = f"/office/{kind.name}", f"/office/{kind.name}/{{code}}"
    extra = refuses({409: REFUSALS, 422: ("invalid", *WRONG)})

    async def page(asked: Annotated[Asked, Depends()], ctx: Ctx, who: Reader, session: Read, q: Q = None) -> Any:
        return await Rows(session, ctx, who, kind).page(q or "", asked)

    async def one(code: CodeOf, ctx: Ctx, who: Reader, session: Read) -> Any:
        return await Rows(session, ctx, who, kind).one(code)

    async def create(given: Any, ctx: Ctx, who: Any, key: IdempotencyKey, session: Write) -> Response:
        rows = Rows(session, ctx, who, kind)
        return await once(session, ctx, who, key, f"office/{kind.name}", given, lambda: rows.create(given))

    async def change(row: Annotated[_Read, Depends()], given: Any, ctx: Ctx, who: Any, session: Write) -> Any:
        if given.code != row.code:
            raise Unprocessable("a code stays what it is", field="code")
        return await Rows(session, ctx, who, kind).change(given, row.version)

    typed = {"given": kind.wanted, "who": Annotated[Caller, having(kind.right)]}
    words = str(kind.entry.__doc__).rstrip(".").lower()
    for do, method, at, status, result, said in (
        (page, "GET", path, 200, kind.entries, f"All of the kind: {words}."),
        (one, "GET", of_one, 200, kind.entry, f"By its code: {words}."),
        (create, "POST", path, 201, kind.entry, f"New: {words}."),
        (change, "PUT", of_one, 200, kind.entry, f"Changed or switched off: {words}; the whole row is sent."),
    ):
        do.__doc__, do.__name__ = said, f"office_{kind.name}_{do.__name__}"
        _typed(do, typed)
        router.add_api_route(
            at, do, methods=[method], status_code=status, response_model=result,
            openapi_extra=extra if method != "GET" else {},
        )  # fmt: skip


def _typed(do: Any, typed: dict[str, Any]) -> None:
    """The types that hang on the kind."""
    given = Signature.from_callable(do, eval_str=True)
    parameters = [
        p.replace(annotation=typed[p.name]) if p.annotation is Any and p.name in typed else p
        for p in given.parameters.values()
    ]
    do.__signature__ = Signature([p.replace(kind=Parameter.KEYWORD_ONLY) for p in parameters])


Reader = Annotated[Caller, having(Right.READ_LISTS)]
for _kind in KINDS.values():
    _mount(_kind)


@router.get("/audit")
async def audit(
    _who: Annotated[Caller, having(Right.READ_AUDIT)],
    session: Read,
    asked: Annotated[Asked, Depends()],
    q: Annotated[Sought | None, Query(description="of who did it, what was done, or to what")] = None,
) -> AuditEntries:
    """Who looked into what and who changed what, the newest first."""
    return await audits.page(session, q or "", asked)
