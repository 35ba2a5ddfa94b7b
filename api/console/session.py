"""Who is at the staff pages: the session cookie, the token in every form, and refusals shown as pages.

The session is the same opaque staff token as the API's, in a cookie that scripts and other sites cannot use.
"""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi.security import APIKeyCookie
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api import deps
from api.console import errors
from api.console.login import login_page, same
from api.console.pages import HEADERS, render
from api.context import Context
from api.deps import Ctx, known_caller
from api.errors import Forbidden, Refusal, Unauthenticated, status_of
from api.office import demonstration
from api.security import Caller, need
from api.today import service as today
from models.background import Failure
from models.db import DOWN
from models.rights import Right
from models.wire import TodayCounts
from models.words import labels, wording

COOKIE = "huiyin_staff"
PAGE_BYTES = 1_000_000
KEPT = (
    "text", "claim", "facts", "opinion", "basis", "note", "reason", "checked", "result", "whom", "name", "phone",
    "address", "place",
)  # fmt: skip
_KEY = re.compile(r"^[A-Za-z0-9-]{8,100}$")
_INSIDE = re.compile(r"^/staff(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9%=&_.+-]*)?$")

cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="the session of the staff pages")


@dataclass(frozen=True)
class Signed:
    """A member of staff at a page."""

    request: Request
    ctx: Context
    who: Caller
    token: str
    demonstration: str
    """The name of the demonstration county while it is there: every page says so."""
    counts: TodayCounts | None = None

    @property
    def csrf(self) -> str:
        """Stands in every form of this session and in no other's."""
        return self.ctx.keys.mark(self.token, "csrf")

    def may(self, right: str) -> bool:
        """For the templates: whether the caller has the right in any relation."""
        return self.who.may(Right(right))

    @property
    def cursor(self) -> str | None:
        """Where the page of a list begins; at its beginning for what is no number."""
        given = self.request.query_params.get("after", "")
        return given[:15] if given.isdecimal() and given.isascii() else None

    @property
    def failing(self) -> list[tuple[str, Failure]]:
        """Background tasks of this process that do not work at the moment."""
        return sorted(self.ctx.background.failing.items())

    def link(self, **changed: str | None) -> str:
        """This address with some of the query changed; None removes."""
        query = {**self.request.query_params, **changed}
        return f"{self.request.url.path}?{urlencode({k: v for k, v in query.items() if v})}"


@dataclass(frozen=True)
class Posted:
    """A form that came from a page of the same session. Line breaks are as typed (LF), not as forms send them."""

    signed: Signed
    fields: dict[str, str]
    files: list[UploadFile]
    form: FormData

    def get(self, name: str) -> str | None:
        """The field, None when it was left empty."""
        value = self.fields.get(name, "")
        return value if value.strip() else None

    def filled(self, *names: str) -> dict[str, str]:
        """The fields that are not blank; what stands in them is kept as it is."""
        return {name: value for name in names if (value := self.get(name)) is not None}

    @property
    def key(self) -> str:
        """Names this copy of the form: posted twice it acts once."""
        given = self.fields.get("key", "")
        return given if _KEY.match(given) else secrets.token_hex(8)


async def signed(request: Request, ctx: Ctx, token: Annotated[str | None, Security(cookie)]) -> Signed:
    if not token:
        raise Unauthenticated
    who = await known_caller(ctx, token)
    if who is None or who.staff_id is None:
        raise Unauthenticated(code="bad_token")
    return Signed(request, ctx, who, token, await demonstration.shown(ctx))


At = Annotated[Signed, Depends(signed)]


async def posted(at: At) -> AsyncIterator[Posted]:
    """Raises Forbidden `csrf` before anything is done with the form."""
    async with at.request.form(max_files=50, max_fields=200) as form:
        fields = texts(form)
        if not any(same(fields.get("csrf", ""), mark) for mark in at.ctx.keys.marks(at.token, "csrf")):
            raise Forbidden(code="csrf")
        files = [v for _, v in form.multi_items() if isinstance(v, UploadFile) and v.filename]
        yield Posted(at, fields, files, form)


Post = Annotated[Posted, Depends(posted)]


def texts(form: FormData) -> dict[str, str]:
    return {k: v.replace("\r\n", "\n") for k, v in form.multi_items() if isinstance(v, str)}


@dataclass(frozen=True)
class _PageGuard:
    """A page of those who have the right; `of_case`: of any member of staff, the case decides."""

    right: Right
    of_case: bool
    bare: bool = False

    async def __call__(self, at: At) -> Signed:
        if not self.of_case or at.who.lacking:
            need(at.who, self.right)
        if self.bare or at.request.method != "GET":
            return at
        async with at.ctx.db.read() as session:
            return replace(at, counts=await today.counts(session, at.ctx, at.who))


@dataclass(frozen=True)
class _FormGuard(_PageGuard):
    """A form of those who have the right."""

    async def __call__(self, post: Post) -> Posted:  # type: ignore[override]
        await super().__call__(post.signed)
        return post


def page_of(right: Right, *, of_case: bool = False, bare: bool = False) -> Any:
    """Who is at a page that takes this right: Forbidden (403) for everybody else. `bare`: a file, or a part of a page,
    which has no navigation with counts, or one that counts in its own transaction."""
    return Depends(_PageGuard(right, of_case, bare))


def form_of(right: Right, *, of_case: bool = False) -> Any:
    """The form of a page that takes this right, after its token: Forbidden (403) for everybody else."""
    return Depends(_FormGuard(right, of_case))


def writing(at: Signed) -> AbstractAsyncContextManager[AsyncSession]:
    """A transaction of whoever is at the page; refused to a read-only role."""
    return deps.writing(at.ctx, at.who)


def tracing(at: Signed) -> AbstractAsyncContextManager[AsyncSession]:
    """A transaction for what even a reader leaves behind: an audited look, the end of the session."""
    return deps.writing(at.ctx, None)


def see_other(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


def inside(path: str | None) -> str:
    """A page of ours to go on to; the list for anything else."""
    return path if path and _INSIDE.match(path) else "/staff"


def spoken(why: Refusal | ValidationError) -> tuple[int, str, str]:
    """(status, code, words for the clerk) of a refusal or of fields that are wrong."""
    if isinstance(why, ValidationError):
        first = why.errors(include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "at"
        return 422, "invalid", errors.wrong(field, first)
    words = errors.refused(why.code, why.status)
    if why.code == "invalid" and why.errors:
        name = why.errors[0]["field"]
        words = wording("wrong.choice", name=labels("field").get(name, name))
    return why.status, why.code, words


# --- refusals as pages -----------------------------------------------------------------------------------------------


class Page(APIRoute):
    """A route whose refusals are pages: staff never meet JSON.

    It catches what a `Depends` session must see to roll back, so these routes open their sessions themselves.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                response = await handle(request)
            except Unauthenticated:
                response = await _log_in_first(request)
            except Refusal as why:
                to, kept = errors.FIRST.get(why.code), await _kept(request)
                response = see_other(to) if to and not kept else await _refused(request, why.status, spoken(why)[2])
            except HTTPException as why:
                response = await _refused(request, why.status_code, errors.refused("", why.status_code))
            except RequestValidationError:
                response = await _refused(request, 404, labels("refused")["not_found"])
            except (DBAPIError, *DOWN) as why:
                if isinstance(why, DBAPIError) and status_of(why) != 503:
                    raise
                response = await _refused(request, 503, labels("refused")["unavailable"])
                response.headers["Retry-After"] = "5"
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return shown


async def _refused(request: Request, status: int, words: str) -> Response:
    return render("refused.html", status, words=words, kept=await _kept(request), back=_page_of(request.url.path))


async def _kept(request: Request) -> dict[str, str]:
    """What was typed into a form that is not taken, to be shown so that no word is lost."""
    if request.method != "POST":
        return {}
    try:
        async with request.form(max_files=50, max_fields=200) as form:
            return kept_of(texts(form))
    except HTTPException:
        return {}


def kept_of(typed: Mapping[str, str]) -> dict[str, str]:
    return {labels("field")[k]: typed[k] for k in KEPT if typed.get(k, "").strip()}


async def _log_in_first(request: Request) -> Response:
    if request.method != "POST":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return see_other(f"/staff/login?next={quote(inside(here), safe='')}")
    kept = await _kept(request)
    return login_page(request, 401, wording("page.login_again"), goes_on=_page_of(request.url.path), kept=kept)


def _page_of(path: str) -> str:
    """The page on which the form of this address stands: `/staff/cases/<number>`, `/staff/tasks` …"""
    parts = path.split("/")
    return inside("/".join(parts[: 4 if parts[2:3] == ["cases"] else 3]))
