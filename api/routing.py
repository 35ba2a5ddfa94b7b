"""How every route of /v1 answers: what it does not know is refused, and what acts may be sent again under one key.

A POST that creates or acts takes an `Idempotency-Key`. Its answer is kept in the transaction of its effect (`Write`):
whoever sends it again, because the first answer was lost, gets that answer and changes nothing.
"""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, get_args, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api import idempotency
from api.errors import Unprocessable
from models.wire.base import JsonObject

ALONE = "x-each-call-stands-alone"
RIGHT = "x-right"
MANY = (list, tuple, set, frozenset)
HEADER = "Idempotency-Key"


def alone(extra: JsonObject | None = None) -> JsonObject:
    """`openapi_extra` of a POST that changes nothing, or of which each call is to be recorded: a look with a reason."""
    return {ALONE: True} | (extra or {})


class Route(APIRoute):
    """A route of /v1."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        known = get_flat_params(self.dependant)
        self._asked = dict(_parameters(self.dependant))
        extra = self.openapi_extra = dict(self.openapi_extra or {})
        for right in _rights(self.dependant):
            extra[RIGHT] = right
        posted = "POST" in (self.methods or ())
        self.keyed = posted and not extra.get(ALONE) and HEADER not in {field.alias for field in known}

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            self._refuse_unknown(request)
            key = request.headers.get(HEADER) if self.keyed else None
            if key is None:
                return await handle(request)
            wanted = idempotency.Wanted(key, self.path, await _fingerprint(request))
            request.state.once = wanted
            try:
                response = await handle(request)
            except idempotency.Answered as before:
                return before.response
            await wanted.keep(response)
            return response

        return answer

    def _refuse_unknown(self, request: Request) -> None:
        names = [name for name, _ in request.query_params.multi_items()]
        for name in names:
            if name not in self._asked:
                raise Unprocessable("this list or act knows no such parameter", field=name)
            if names.count(name) > 1 and not self._asked[name]:
                raise Unprocessable("given more than once", field=name)


def _parameters(of: Dependant) -> Iterator[tuple[str, bool]]:
    """What may be asked in the address, and whether several values of it may be given."""
    for field in of.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((info.alias or name, _many(info.annotation)) for name, info in kind.model_fields.items())
        else:
            yield field.alias, _many(kind)
    for inner in of.dependencies:
        yield from _parameters(inner)


def _many(kind: Any) -> bool:
    return get_origin(kind) in MANY or any(get_origin(part) in MANY for part in get_args(kind))


def _rights(of: Dependant) -> Iterator[str]:
    """What the guards of a route ask for."""
    for inner in of.dependencies:
        right = getattr(inner.call, "right", None)
        if right is not None:
            yield str(right)
        yield from _rights(inner)


async def _fingerprint(request: Request) -> str:
    """What a key stands for: the very address and body."""
    body = await request.body()
    return f"{request.method} {request.url.path}?{request.url.query}\0{idempotency.canonical(body)}"


def operation_id(route: APIRoute) -> str:
    """Made of method and path, which are what does not change: `post_cases_close`."""
    parts = [p.strip("{}").replace(".", "_").replace("-", "_") for p in route.path.split("/") if p and p != "v1"]
    return "_".join([min(route.methods or {"GET"}).lower(), *parts])


def v1(prefix: str = "", *, tags: list[str]) -> APIRouter:
    """A router below /v1; every route of it behaves as said above."""
    return APIRouter(prefix=f"/v1{prefix}", tags=[*tags], route_class=Route)


def below(prefix: str = "") -> APIRouter:
    """A router that is included in one of these."""
    return APIRouter(prefix=prefix, route_class=Route)
