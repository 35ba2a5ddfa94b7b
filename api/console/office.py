"""The rows of the office on pages: lists, forms made of what each kind declares, and the audit."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.cases.beginnings import example
from api.console.office_forms import fields_of, read
from api.console.outcome import Outcome
from api.console.pages import render
from api.console.registration import UPLOAD_BYTES
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.errors import Forbidden, NotFound, Refusal
from api.listing import Rows as Asked
from api.office import audits, doctor, importing, queries
from api.office.flaws import flaws, label, said
from api.office.kind import Kind
from api.office.kinds import KINDS
from api.office.kinds.templates import TEMPLATES
from api.office.service import Rows
from api.security import need
from api.spoken.service import restore_lines
from models.clock import local_date
from models.rights import Right
from models.wire import Code
from models.words import labels

router = APIRouter(prefix="/office", include_in_schema=False, route_class=Page)
PAGE = 100
Name = Annotated[str, Path(pattern="^[a-z]+$")]
CodeOf = Annotated[Code, Path()]


def _kind(name: str) -> Kind[Any]:
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


@router.get("")
async def office(at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """What there is, by kind."""
    async with at.ctx.db.read() as session:
        counts = await queries.counts(session, KINDS.values())
        found = await doctor.missing(session, at.ctx)
    kinds = [(name, counts[name]) for name in KINDS]
    return render("office.html", at=at, here="office", kinds=kinds, missing=len(found))


@router.get("/audit")
async def audit(at: Annotated[Signed, page_of(Right.READ_AUDIT)]) -> Response:
    """Who looked into what and who changed what."""
    q = at.request.query_params.get("q", "")[:200]
    async with at.ctx.db.read() as session:
        found = await audits.page(session, q, Asked(cursor=at.cursor, limit=PAGE))
    told = [(entry, [_readable(entry.action, line) for line in entry.changed]) for entry in found.items]
    return render("audit.html", at=at, here="office", found=found, told=told, q=q, today=local_date(at.ctx.clock.now()))


def _readable(action: str, line: str) -> str:
    """A changed field of a row as its form calls it; other lines as they are."""
    name, colon, rest = line.partition(": ")
    kind = KINDS.get(action.removesuffix("_changed"))
    if not colon or kind is None or name not in kind.wanted.model_fields:
        return line
    ticks = {"True": labels("office")["yes"], "False": labels("office")["no"]}
    values = " → ".join(ticks.get(value) or said(name, value) for value in rest.split(" → "))
    return f"{label(kind.name, name)}: {values}"


MEND = {
    "demonstration": "/staff/setup", "not_set_up": "/staff/setup", "clerk": "/staff/accounts",
    "discipline": "/staff/holders", "supervisor": "/staff/accounts", "head": "/staff/office/units",
    "deputy": "/staff/office/units", "duty": "/staff/live", "desk_reach": "/staff/office/units",
    "places": "/staff/office/import", "responsibility": "/staff/responsibilities", "visit_day": "/staff/visits/keep",
    "factor": "/staff/me/second-factor",
    "year": "/staff/office/calendar", "hotline": "/staff/office/hotlines", "past_visits": "/staff/visits/keep",
}  # fmt: skip
"""Where it is mended."""


@router.get("/missing")
async def missing(at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """What keeps the promises from holding."""
    async with at.ctx.db.read() as session:
        found = await doctor.missing(session, at.ctx)
    return render("missing.html", at=at, here="office", found=found, mend=MEND, may=at.may("manage_office"))


@router.get("/import")
async def import_form(at: Annotated[Signed, page_of(Right.MANAGE_OFFICE)]) -> Response:
    """The template, and where the filled-in sheets are handed in."""
    return _import(at)


def _import(at: Signed, status: int = 200, **facts: Any) -> Response:
    given = {"made": None, "words": "", "flaws": []} | facts
    return render("office_import.html", status, at=at, here="office", **given)


@router.get("/import/template.xlsx")
async def template(at: Annotated[Signed, page_of(Right.MANAGE_OFFICE)]) -> Response:
    """The sheets to be filled in."""
    name = {"Content-Disposition": 'attachment; filename="huiyin-import.xlsx"'}
    return Response(importing.template(), media_type="application/octet-stream", headers=name)


@router.post("/import", max_body_size=UPLOAD_BYTES)
async def bring_in(post: Annotated[Posted, form_of(Right.MANAGE_OFFICE)]) -> Response:
    """Looked at whole, then written, or every wrong cell named. New passwords are shown on this answer only."""
    at = post.signed
    try:
        files = await importing.contents(post.files)
        if "check" in post.fields:
            made = await importing.checked(at.ctx, at.who, files)
        else:
            async with writing(at) as session:
                made = await importing.bring(session, at.ctx, at.who, files)
    except Refusal as why:
        flaws = why.errors if why.code == "import_flaws" else []
        return _import(at, why.status, words=spoken(why)[2], flaws=flaws)
    return _import(at, made=made)


@router.post("/hotlines/restore")
async def restore(post: Annotated[Posted, form_of(Right.MANAGE_OFFICE)]) -> Response:
    """The help lines that this release came with, as they came."""
    at = post.signed
    async with writing(at) as session:
        await restore_lines(session, at.ctx, at.who)
    return see_other("/staff/office/hotlines?done=hotlines_restored")


@router.get("/{name}")
async def listed(name: Name, at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """The rows of a kind, those that are in use and those that are not."""
    kind, q = _kind(name), at.request.query_params.get("q", "")[:200]
    async with at.ctx.db.read() as session:
        found = await Rows(session, at.ctx, at.who, kind).page(q, Asked(cursor=at.cursor, limit=PAGE))
        named = await queries.named(session, kind)
    rows = [(row, [_cell(kind, row, field, named) for field in kind.shown]) for row in found.items]
    heads = [label(kind.name, field) for field in kind.shown]
    return render(
        "office_list.html", at=at, here="office", kind=kind, rows=rows, heads=heads, q=q, next=found.next,
        may=at.may(kind.right), done=at.request.query_params.get("done", ""),
    )  # fmt: skip


def _cell(kind: Kind[Any], row: Any, field: str, named: dict[str, dict[str, str]]) -> str:
    value = getattr(row, field)
    if value is None:
        return "—"
    if isinstance(value, bool):
        return labels("office")["yes"] if value else "—"
    if field in kind.refs:
        return named[field].get(value, str(value))
    return said(field, value)


@router.get("/{name}/new")
async def new(name: Name, at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """The form of a new row."""
    return await _form(at, _kind(name), None, Outcome.asked(at))


@router.get("/{name}/{code}")
async def one(name: Name, code: CodeOf, at: Annotated[Signed, page_of(Right.READ_OFFICE)]) -> Response:
    """The form of a row that there is."""
    return await _form(at, _kind(name), code, Outcome.asked(at))


async def _form(at: Signed, kind: Kind[Any], code: str | None, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        row = await Rows(session, at.ctx, at.who, kind).one(code) if code is not None else None
        fields = await fields_of(session, at.ctx, kind, row, outcome.typed)
    text = next((f.value for f in fields if f.name == "text"), "") if kind is TEMPLATES else ""
    return render(
        "office_form.html", outcome.status, at=at, here="office", kind=kind, row=row, fields=fields,
        may=at.may(kind.right), example=example(text), **outcome.facts,
    )  # fmt: skip


@router.post("/{name}/new")
async def create(name: Name, post: Annotated[Posted, form_of(Right.CHANGE_TEMPLATES)]) -> Response:
    """A new row."""
    return await _save(post, _kind(name), None)


@router.post("/{name}/{code}")
async def change(name: Name, code: CodeOf, post: Annotated[Posted, form_of(Right.CHANGE_TEMPLATES)]) -> Response:
    """A row changed, or switched off."""
    return await _save(post, _kind(name), code)


async def _save(post: Posted, kind: Kind[Any], code: str | None) -> Response:
    at = post.signed
    need(at.who, kind.right)
    try:
        given = read(kind, post.fields, code)
        async with writing(at) as session:
            rows = Rows(session, at.ctx, at.who, kind)
            await (rows.create(given) if code is None else rows.change(given, _version(post)))
    except (Forbidden, NotFound):
        raise
    except (Refusal, ValidationError) as why:
        status = why.status if isinstance(why, Refusal) else 422
        return await _form(at, kind, code, Outcome(status=status, typed=post.fields, wrong=flaws(kind.name, why)))
    return see_other(f"/staff/office/{kind.name}?done=office_saved")


def _version(post: Posted) -> int:
    given = post.fields.get("version", "")
    return int(given) if given.isdecimal() and given.isascii() else -1
