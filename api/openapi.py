"""The API's description: every error an operation can answer with, as problem details, and an example of every body."""

import re
from collections.abc import Iterator, Mapping

from fastapi import FastAPI

from api import errors
from api.examples import EXAMPLES
from api.idempotency import KEY as KEY_PATTERN
from api.routing import ALONE, HEADER, RIGHT
from models.law.people import Role, Scope
from models.rights import RIGHTS, Right
from models.wire import Problem
from models.wire.base import JsonObject

OWN = "x-refuses"
REF = "#/components/schemas/"

Codes = dict[int, tuple[str, ...]]

PROBLEMS: Codes = {
    400: ("http_error",),
    401: ("not_authenticated", "bad_token"),
    403: ("forbidden",),
    404: ("not_found",),
    409: ("conflict",),
    412: ("version_changed",),
    413: ("too_large",),
    415: ("media_type",),
    422: ("invalid",),
    428: ("if_match_required",),
    429: ("too_many",),
    503: ("unavailable",),
}
"""Codes that a status stands for wherever it occurs."""

SCOPES = {
    "intake": "speaks for residents: files, asks, adds, books",
    "events": "reads the feed of events, but for accusations",
    "deliver": "takes notices to residents and says what became of them",
}
KEY_SCHEMA = {"type": "string", "minLength": 8, "maxLength": 120, "pattern": f"^{KEY_PATTERN.pattern}$"}
AGAIN = "chosen by the caller; the same request under the same key gets the same answer and has one effect"


def _header(description: str, kind: str = "string") -> JsonObject:
    return {"description": description, "schema": {"type": kind}}


HEADERS = {
    "X-Request-ID": _header("of this request, to quote; the caller's own if it sent one"),
    "ETag": _header("the version read, for If-Match"),
    "Link": _header('the next page, as `<address>; rel="next"`'),
    "Idempotency-Replayed": _header("`true`: this was answered before, and nothing was done again"),
    "Retry-After": _header("seconds", "integer"),
    "WWW-Authenticate": _header("`Bearer`"),
}
WITH = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}


def sends(*names: str) -> dict[int | str, JsonObject]:
    """`responses` of a route whose answer has these headers."""
    return {200: {"headers": {name: HEADERS[name] for name in names}}}


KEY: Codes = {422: ("invalid", "idempotency_key_reused")}
CODED: Codes = {404: ("not_found",), 429: ("too_many",)}
"""Where a secret code is proved."""


def refuses(codes: Mapping[int, tuple[str, ...]]) -> JsonObject:
    """The codes of an operation, by status, that its shape does not tell: `openapi_extra` of its route."""
    return {OWN: dict(codes)} if codes else {}


def describe(app: FastAPI) -> None:
    """Makes `/openapi.json` (and `/docs`) say all of this; read once, then kept."""
    plain = app.openapi

    def described() -> JsonObject:
        if app.openapi_schema is None:
            app.openapi_schema = _described(plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(made: JsonObject) -> JsonObject:
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]
    made["components"]["securitySchemes"]["OAuth2PasswordBearer"]["flows"]["password"]["scopes"] = {
        str(scope): SCOPES.get(scope, str(scope)) for scope in Scope
    }
    for name in [n for n in schemas if n.startswith("Items_")]:
        item = EXAMPLES.get(name.removeprefix("Items_").removesuffix("_"))
        schemas[name]["examples"] = [{"items": [item], "next": None}] if item else []
    for path, method, operation in operations(made):
        _takes_key(path, method, operation)
        _who_may(operation)
        operation["summary"] = _first_sentence(operation.get("description", "")) or operation["summary"]
        found = operation["responses"]
        for status in [s for s in found if s >= "400"]:
            del found[status]
        for status, codes in sorted(_refusals(path, operation).items()):
            found[str(status)] = _problem(status, codes)
        _headers(operation)
    return made


def _takes_key(path: str, method: str, operation: JsonObject) -> None:
    """Every POST of /v1 that acts may be sent again under its key."""
    if method != "POST" or not path.startswith("/v1") or operation.pop(ALONE, False):
        return
    parameters = operation.setdefault("parameters", [])
    if all(p["name"] != HEADER for p in parameters):
        parameters.append({"name": HEADER, "in": "header", "schema": KEY_SCHEMA, "description": AGAIN})


def _who_may(operation: JsonObject) -> None:
    """The scopes that a service token needs one of, and the roles of staff, by the table of rights."""
    right = operation.get(RIGHT)
    if right is None or not operation.get("security"):
        return
    holders = RIGHTS[Right(right)].to
    scopes = sorted(str(holder) for holder in holders if isinstance(holder, Scope))
    roles = [str(r) for r in Role] if None in holders else [str(r) for r in holders if isinstance(r, Role)]
    operation["security"] = [{"OAuth2PasswordBearer": scopes}]
    operation["x-roles"] = sorted(roles)


def _headers(operation: JsonObject) -> None:
    """What comes in the head of an answer."""
    takes_key = any(p["name"] == HEADER for p in operation.get("parameters", []))
    for status, answer in operation["responses"].items():
        names = ["X-Request-ID", *WITH.get(status, ())]
        if status < "300" and takes_key:
            names.append("Idempotency-Replayed")
        answer["headers"] = {name: HEADERS[name] for name in names} | answer.get("headers", {})


def operations(made: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    """(path, METHOD, operation)"""
    for path, methods in made["paths"].items():
        for name, operation in methods.items():
            yield path, name.upper(), operation


def _first_sentence(words: str) -> str:
    return re.split(r"(?<=[\w)`])[.;](?:\s|$)|\n\n", words.strip(), maxsplit=1)[0].replace("\n", " ")


def _refusals(path: str, operation: JsonObject) -> Codes:
    """What follows from the operation's shape, then what is its own."""
    parameters = operation.get("parameters", [])
    headers = {p["name"].lower() for p in parameters if p["in"] == "header"}
    body = operation.get("requestBody", {}).get("content", {})
    statuses: set[int] = set()
    if path.startswith("/v1"):
        statuses |= {503}
    if operation.get("security"):
        statuses |= {401, 403}
    if any(p["in"] == "path" for p in parameters):
        statuses |= {404}
    if parameters or body:
        statuses |= {422}
    if body:
        statuses |= {400, 409} if operation.get("security") else {400}
    if "multipart/form-data" in body:
        statuses |= {413, 415}
    if "if-match" in headers:
        statuses |= {412, 428}
    found = {status: PROBLEMS[status] for status in statuses}
    if "idempotency-key" in headers:
        found |= KEY
    own: Codes = {int(status): tuple(codes) for status, codes in operation.pop(OWN, {}).items()}
    return found | own


def _problem(status: int, codes: tuple[str, ...]) -> JsonObject:
    known = {kind.code: kind.title for kind in _kinds(errors.Refusal)}
    title = next((kind.title for kind in _kinds(errors.Refusal) if kind.status == status), "The request was refused")
    shown = {
        code: {"value": {"type": "about:blank", "title": known.get(code, title), "status": status, "code": code}}
        for code in codes
    }
    content = {errors.MEDIA: {"schema": {"$ref": REF + "Problem"}, "examples": shown}}
    return {"description": f"{title}: {', '.join(f'`{code}`' for code in codes)}", "content": content}


def _kinds(top: type[errors.Refusal]) -> Iterator[type[errors.Refusal]]:
    for kind in top.__subclasses__():
        yield kind
        yield from _kinds(kind)
