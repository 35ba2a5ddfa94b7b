"""The description: complete, with examples that hold; and requests made up from it that must never break anything."""

import importlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from api.app import create_app
from api.examples import EXAMPLES
from api.intake import behalf
from api.openapi import operations
from api.settings import Settings
from models.numbers import valid_case_no
from tests.api.conftest import serve
from tests.api.counter import Api, token
from tests.api.test_roles import NOBODY, OUTCOMES

PROBLEM = "application/problem+json"
MODELS = ("models.wire", "api.intake.calls", "api.intake.service", "api.catalogue.routes")


def _models() -> dict[str, type[BaseModel]]:
    found = [vars(importlib.import_module(name)) for name in MODELS]
    named = {k: v for held in found for k, v in held.items() if isinstance(v, type) and issubclass(v, BaseModel)}
    return named | behalf.BODIES


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid(name: str) -> None:
    model = _models()[name]
    read = model.model_validate(EXAMPLES[name])
    assert model.model_validate(read.model_dump()) == read
    number = EXAMPLES[name].get("case_no")
    assert number is None or valid_case_no(number)


def _named(schema: dict[str, Any]) -> str | None:
    ref = schema.get("$ref") or schema.get("items", {}).get("$ref")
    return ref.rsplit("/", 1)[1].removeprefix("Items_").removesuffix("_") if ref else None


async def test_every_operation_is_described(sqlite_api: Api) -> None:
    made = (await sqlite_api.http.get("/openapi.json")).json()
    missing = []
    for path, method, operation in operations(made):
        name = f"{method} {path}"
        if not operation.get("summary") or not operation.get("description"):
            missing.append(f"{name}: no words")
        bodies = list(operation.get("requestBody", {}).get("content", {}).items())
        for status, answer in operation["responses"].items():
            content = answer.get("content", {})
            if status < "400":
                bodies += content.items()
            elif list(content) != [PROBLEM] or not content[PROBLEM]["examples"]:
                missing.append(f"{name}: {status} is no problem with an example")
        for kind, body in bodies:
            named = _named(body.get("schema", {}))
            if kind == "application/json" and path != "/healthz" and named not in EXAMPLES:
                missing.append(f"{name}: no example of {named}")
        if path.startswith("/v1") and "503" not in operation["responses"]:
            missing.append(f"{name}: no 503")
        if operation.get("security") and not {"401", "403"} <= set(operation["responses"]):
            missing.append(f"{name}: no 401, 403")
    assert missing == []
    shown = [
        s
        for s in made["components"]["schemas"]
        if s in EXAMPLES and not made["components"]["schemas"][s].get("examples")
    ]
    assert shown == []


async def test_nothing_of_the_staff_s_pages_is_in_it(sqlite_api: Api) -> None:
    paths = (await sqlite_api.http.get("/openapi.json")).json()["paths"]
    assert all(p.startswith("/v1/") or p == "/healthz" for p in paths)
    assert len(paths) > 30


async def test_what_there_is_not_is_a_problem_too(sqlite_api: Api) -> None:
    for method, path, status, code in [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("PATCH", "/v1/cases", 405, "method_not_allowed"),
        ("DELETE", "/v1/cases/1", 405, "method_not_allowed"),
    ]:
        answer = await sqlite_api(method, path, "clerk")
        assert answer.headers["content-type"] == PROBLEM and (answer.status_code, answer.json()["code"]) == (
            status,
            code,
        )


async def test_the_application_opens_and_closes_what_it_needs(sqlite_api: Api, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, database_url=sqlite_api.url, keys_file=tmp_path / "keys" / "keys.json")
    app = create_app(settings)
    assert not hasattr(app.state, "context") and not settings.keys_file.exists()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as http,
    ):
        assert (await http.get("/healthz")).json() == {"status": "ok"}
        assert (await http.get("/v1/units", headers={"Authorization": f"Bearer {token('clerk')}"})).status_code == 200
    assert settings.keys_file.stat().st_mode & 0o777 == 0o600


async def test_an_answer_carries_the_request_s_id(sqlite_api: Api) -> None:
    for given_, kept in [("abcdefgh-1234", True), ("short", False), ("x" * 65, False), ("bad id here", False)]:
        answer = await sqlite_api("GET", "/v1/cases/1", "clerk", headers={"X-Request-ID": given_})
        assert (answer.headers["x-request-id"] == given_) is kept
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


# --- made-up requests

OF_ONE_PERSON = (
    "/v1/escalations/{id}/acknowledge",
    "/v1/supervision/{id}/answer",
    "/v1/supervision/{id}/close",
    "/v1/cases/{case_no}/take",
    "/v1/cases/{case_no}/co-units/{id}/muster",
    "/v1/improvements/{id}/answer",
    "/v1/cases/{case_no}/proposals",
    "/v1/cases/{case_no}/proposals/{id}/decide",
    "/v1/live/{id}",
    "/v1/live/{id}/files/{file}",
)
"""Whoever sees it may still not be the one who does it."""
LAST = ("/v1/me/sessions/{id}", "/v1/office/demonstration/remove")
"""They end log-ins: whoever made them, and those of everybody in the demonstration."""
EXAMPLES_EACH = 6
FIRST = "99012120261120000013"
"""The number of the first case of a seeded database: a made-up number would always end in 404."""


@dataclass(frozen=True)
class MadeUp:
    operation: dict[str, Any]
    method: str
    path: str
    who: str
    sent: dict[str, Any]
    curl: str


def _may(route: str) -> list[str]:
    """Who is not turned away at the door: a request that ends in 403 tries nothing."""
    outcomes = [(who, status) for who, status in OUTCOMES.get(route, {}).items() if who != NOBODY]
    heard = [who for who, status in outcomes if status not in (401, 403, 404)]
    return heard or [who for who, status in outcomes if status == 404] or ["clerk"]


@pytest.fixture(scope="session")
def made_up() -> list[MadeUp]:
    """Six requests for each operation, valid and invalid ones, the same in every run and for both databases."""
    import schemathesis

    described = create_app(Settings(keys_file=Path("/nowhere"))).openapi()
    by_route = {(path, method): operation for path, method, operation in operations(described)}
    found: list[MadeUp] = []
    for result in schemathesis.openapi.from_dict(described).get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]
        route = (operation.path, operation.method.upper())
        if operation.path == "/v1/token":
            continue  # ten log-ins a minute, and 0.1 s each; see test_roles
        negative = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        _make_up(st.one_of(operation.as_strategy(), negative), route, by_route[route], found)
    return found


def _make_up(strategy: Any, route: tuple[str, str], operation: dict[str, Any], found: list[MadeUp]) -> None:
    path, method = route

    @given(strategy, st.sampled_from(_may(f"{method} {path}")))
    @settings(
        max_examples=EXAMPLES_EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def make(case: Any, who: str) -> None:
        if "case_no" in (case.path_parameters or {}):
            case.path_parameters["case_no"] = FIRST
        sent = case.as_transport_kwargs(base_url="http://api.test")
        headers = {k.lower(): v for k, v in dict(sent.pop("headers", None) or {}).items()}
        headers["authorization"] = f"Bearer {token(who)}"
        if "/cases/" in path:
            headers.setdefault("if-match", '"3"')
        sent.pop("cookies", None)
        found.append(MadeUp(operation, method, path, who, sent | {"headers": headers}, case.as_curl_command()))

    make()


def _wrong(made: MadeUp, answer: httpx.Response) -> str | None:
    """What this answer must not be: a failure of ours, or a status or content type that is not in the description."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    documented = made.operation["responses"].get(str(answer.status_code))
    name = f"{made.method} {made.path} as {made.who}: {answer.status_code} {kind}"
    if answer.status_code >= 500:
        return f"{name}: {made.curl[:600]}"
    if documented is None:
        return f"{name}: this status is not described: {made.curl[:300]}"
    if answer.content and kind not in documented.get("content", {}):
        return f"{name}: this content type is not described"
    return None


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")
async def test_made_up_requests_break_nothing(
    seeded_sqlite_url: str, seeded_postgresql_url: str, tmp_path: Path, made_up: list[MadeUp]
) -> None:
    """On both databases in one test: making them up takes longer than sending them."""
    for name, url in (("sqlite", seeded_sqlite_url), ("postgresql", seeded_postgresql_url)):
        async for api in serve(url, tmp_path / name):
            await _break_nothing(api, made_up)


async def _break_nothing(api: Api, made_up: list[MadeUp]) -> None:
    assert await api.brought_to("assigned") == FIRST
    wrong, statuses = [], Counter[int]()
    for made in sorted(made_up, key=lambda made: made.path in LAST):
        answer = await _send(api, made.sent)
        if answer is not None:
            expected = {403: OF_ONE_PERSON, 401: LAST}.get(answer.status_code, ())
            statuses[answer.status_code] += made.path not in expected
            wrong.append(_wrong(made, answer))
    assert [w for w in wrong if w] == []
    assert statuses.total() > 300 and {200, 201, 204, 404, 409, 422} <= set(statuses), statuses
    assert statuses[403] == statuses[401] == 0


async def _send(api: Api, sent: dict[str, Any]) -> httpx.Response | None:
    """None for what HTTP itself can't carry."""
    try:
        headers = {k.encode("latin-1"): v.encode("latin-1") for k, v in sent["headers"].items()}
        return await api.http.request(**sent | {"headers": headers})
    except (UnicodeEncodeError, httpx.InvalidURL):
        return None
