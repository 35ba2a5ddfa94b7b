"""Refusals: raise one to roll back and answer with RFC 9457 problem details, rendered here and nowhere else.

    Refusal
      NotFound        404   also for what the caller must not know of
      Forbidden       403
      Unauthenticated 401
      Conflict        409   the rules do not allow it now
      VersionChanged  412   If-Match names an older version
      Unprocessable   422   a field is wrong
      TooMany         429
      Unavailable     503   not now, though nothing is wrong with the request

What the database refuses becomes 409 or 422, a database that is not there 503; only our own mistakes are 500.
"""

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from models.db import DOWN
from models.wire import Problem

log = structlog.get_logger()
MEDIA = "application/problem+json"


class Refusal(Exception):
    status = 400
    code = "bad_request"
    title = "The request was refused"

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail, self.code, self.headers = detail, code or self.code, headers
        self.errors = [{"field": field, "detail": detail or self.title}] if field else []


class NotFound(Refusal):
    status, code, title = 404, "not_found", "There is nothing here that you can see"


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "Your roles do not allow this"


class Unauthenticated(Refusal):
    status, code, title = 401, "not_authenticated", "Log in first"

    def __init__(self, detail: str | None = None, *, code: str | None = None) -> None:
        super().__init__(detail, code=code, headers={"WWW-Authenticate": "Bearer"})


class Conflict(Refusal):
    status, code, title = 409, "conflict", "The rules do not allow this now"


class VersionChanged(Refusal):
    status, code, title = 412, "version_changed", "Somebody changed the case meanwhile; read it again"


class IfMatchRequired(Refusal):
    status, code, title = 428, "if_match_required", "Send If-Match with the version you have read"


class Unprocessable(Refusal):
    status, code, title = 422, "invalid", "A field is wrong"


class TooLarge(Refusal):
    status, code, title = 413, "too_large", "The file is too large"


class WrongMedia(Refusal):
    status, code, title = 415, "media_type", "This kind of file is not taken"


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "Not possible at this moment; try again"


class TooMany(Refusal):
    status, code, title = 429, "too_many", "Too many attempts; wait a little"


def problem(request: Request, status: int, title: str, code: str, **more: object) -> JSONResponse:
    headers = more.pop("headers", None)
    body = Problem(title=title, status=status, code=code, request_id=getattr(request.state, "request_id", None))
    body = body.model_copy(update=more)
    return JSONResponse(body.model_dump(exclude_none=True), status, headers=headers, media_type=MEDIA)  # type: ignore[arg-type]


def install(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, why: Refusal) -> JSONResponse:
        return problem(
            request, why.status, why.title, why.code, detail=why.detail, errors=why.errors, headers=why.headers
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, why: RequestValidationError) -> JSONResponse:
        errors = [
            {"field": ".".join(str(p) for p in e["loc"][1:]) or str(e["loc"][0]), "detail": e["msg"]}
            for e in why.errors()
        ]
        return problem(request, 422, Unprocessable.title, "invalid", errors=errors)

    @app.exception_handler(HTTPException)
    async def http(request: Request, why: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "method_not_allowed"}.get(why.status_code, "http_error")
        return problem(request, why.status_code, str(why.detail), code, headers=why.headers)

    @app.exception_handler(DBAPIError)
    async def database(request: Request, why: DBAPIError) -> JSONResponse:
        status = status_of(why)
        log.error("database", error=type(why.orig).__name__, state=_sqlstate(why), answered=status)
        if status == 409:
            return problem(request, 409, Conflict.title, Conflict.code)
        if status == 422:
            return problem(request, 422, Unprocessable.title, Unprocessable.code)
        return unavailable(request) if status == 503 else internal(request)

    async def no_connection(request: Request, why: Exception) -> JSONResponse:
        log.error("database", error=type(why).__name__, answered=503)
        return unavailable(request)

    for kind in DOWN:
        if not issubclass(kind, DBAPIError):
            app.add_exception_handler(kind, no_connection)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, why: Exception) -> JSONResponse:
        log.error("unexpected", error=type(why).__name__, exc_info=False)
        return internal(request)


def unavailable(request: Request) -> JSONResponse:
    title = "The database did not answer; try again"
    return problem(request, 503, title, "unavailable", headers={"Retry-After": "5"})


def internal(request: Request) -> JSONResponse:
    return problem(request, 500, "Something went wrong on our side", "internal")


def _sqlstate(why: DBAPIError) -> str:
    return getattr(why.orig, "sqlstate", None) or ""


def status_of(why: DBAPIError) -> int:
    """Its rules refuse (409), it can't hold a value (422), it is not there (503); everything else is our mistake."""
    state = _sqlstate(why)
    if isinstance(why, IntegrityError) or state.startswith("23"):
        return 409
    if (
        isinstance(why, DataError)
        or state.startswith("22")
        or isinstance(getattr(why.orig, "__cause__", None), ValueError)
    ):
        return 422
    if isinstance(why, OperationalError | InterfaceError) or state[:2] in ("08", "40", "53", "55", "57"):
        return 503
    return 500
