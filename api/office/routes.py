"""Routes of the office's rows, four for each kind, and of the audit."""

from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response, UploadFile

from api.deps import Ctx, IdempotencyKey, IfMatch, Read, Write, having, writing
from api.errors import Unprocessable
from api.idempotency import once
from api.listing import Rows as Asked
from api.office import audits, demonstration, doctor, importing, setup
from api.office.kind import Kind
from api.office.kinds import KINDS
from api.office.service import Rows
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import AuditEntries, Code, ImportDone, Missing, RemoveDemonstration, SetUp, SetUpDone, Sought

router = v1(tags=["office"])
REFUSALS = ("code_taken", "name_taken", "in_use", "has_cases", "only_desk", "only_discipline", "only_hotline")
WRONG = (
    "area_digits", "area_level", "area_prefix", "topic_above", "same_person", "unit_circle", "desk_discipline",
    "template_value",
)  # fmt: skip
BROUGHT = ("import_flaws", "not_a_table", "no_such_sheet", "too_many_rows")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


@router.post(
    "/office/import",
    response_model=ImportDone,
    openapi_extra=refuses({413: ("too_large",), 422: ("invalid", "idempotency_key_reused", *BROUGHT)}),
)
async def bring_in(
    files: list[UploadFile],
    ctx: Ctx,
    who: Annotated[Caller, having(Right.MANAGE_OFFICE)],
    key: IdempotencyKey,
    check: Annotated[bool, Query(description="only look whether all is well")] = False,
) -> Response:
    """Areas, topics, units, people, officials, contacts and templates from XLSX or CSV files: all of it is looked at
    before anything is written, and `errors` names every wrong cell by sheet, row and column. A row whose code is there
    already changes it; empty cells leave what there is."""
    read = await importing.contents(files)
    if check:
        return Response((await importing.checked(ctx, who, read)).model_dump_json(), media_type="application/json")
    body = importing.fingerprint(read)
    async with writing(ctx, who) as session:
        route = "office/import"
        return await once(session, ctx, who, key, route, body, lambda: importing.bring(session, ctx, who, read), 200)


@router.get("/office/import/template.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def template(_who: Annotated[Caller, having(Right.READ_LISTS)]) -> Response:
    """The sheets to be filled in, with the columns they have; required ones have a star."""
    name = {"Content-Disposition": 'attachment; filename="huiyin-import.xlsx"'}
    return Response(importing.template(), media_type=XLSX, headers=name)


@router.get("/office/missing")
async def missing(ctx: Ctx, _who: Annotated[Caller, having(Right.READ_OFFICE)], session: Read) -> Missing:
    """What keeps the promises from holding, in plain words, the gravest first."""
    return Missing(items=await doctor.missing(session, ctx))


@router.post(
    "/office/set-up",
    status_code=201,
    openapi_extra=refuses({409: ("set_up_already",), 422: ("invalid", "fictional_code", "login_taken")}),
)
async def set_up(
    given: SetUp, ctx: Ctx, who: Annotated[Caller, having(Right.MANAGE_OFFICE)], session: Write
) -> SetUpDone:
    """A real county in an empty database: its desk, its discipline unit and the first people, whose passwords are given
    this once."""
    return await setup.set_up(session, ctx, who, given)


@router.post(
    "/office/demonstration/remove",
    status_code=204,
    openapi_extra=refuses({409: ("no_demonstration",), 422: ("invalid", "county_name")}),
)
async def remove_demonstration(
    given: RemoveDemonstration, ctx: Ctx, who: Annotated[Caller, having(Right.MANAGE_OFFICE)], session: Write
) -> None:
    """Takes the demonstration county away, with its people, cases and chats; its name says that it is meant."""
    await demonstration.remove(session, ctx, who, given)


@router.get("/audit")
async def audit(
    _who: Annotated[Caller, having(Right.READ_AUDIT)],
    session: Read,
    asked: Annotated[Asked, Depends()],
    q: Annotated[Sought | None, Query(description="of who did it, what was done, or to what")] = None,
) -> AuditEntries:
    """Who looked into what and who changed what, the newest first."""
    return await audits.page(session, q or "", asked)
