"""The application: wiring, request ids, health."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import context as contexts
from api import errors, worker
from api.accounts.holder_routes import router as holders
from api.accounts.own_routes import router as own
from api.accounts.routes import router as accounts
from api.calendar.routes import router as calendar
from api.cases.proposals.routes import router as proposals
from api.cases.routes import router as cases
from api.catalogue.routes import router as catalogue
from api.console.pages import Static, refusal
from api.console.routes import router as console
from api.drafts.routes import router as drafts
from api.events.routes import router as events
from api.exports.routes import router as exports
from api.files.routes import router as files
from api.intake.routes import router as intake
from api.joint.routes import router as joint
from api.links.routes import router as links
from api.live.routes import router as live
from api.notifications.routes import router as notifications
from api.office import importing
from api.office.routes import router as office
from api.openapi import describe
from api.papers.routes import router as papers
from api.people.routes import router as people
from api.profiles.routes import router as profiles
from api.reference import routes as reference
from api.reports.routes import router as reports
from api.responsibility.routes import router as responsibility
from api.routing import operation_id
from api.saved.routes import router as saved
from api.settings import Settings
from api.spoken.routes import router as spoken
from api.staff.routes import router as staff
from api.supervision.routes import router as supervision
from api.tasks.routes import router as tasks
from api.today.routes import router as today
from api.visits.routes import router as visits
from models.background import Background
from models.bounds import Bounded, Files
from models.clock import Clock, SystemClock
from models.keys import Keys, load_keys

ROUTERS = (
    intake,
    people,
    papers,
    cases,
    proposals,
    responsibility,
    links,
    live,
    joint,
    visits,
    files,
    notifications,
    tasks,
    staff,
    accounts,
    drafts,
    saved,
    own,
    holders,
    catalogue,
    office,
    spoken,
    profiles,
    calendar,
    supervision,
    today,
    reports,
    exports,
    events,
    console,
)
IMPORTS = [Files(f"/{at}/office/import", importing.FILES, importing.MEGABYTES) for at in ("v1", "staff")]
_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


def create_app(
    settings: Settings, keys: Keys | None = None, clock: Clock | None = None, background: Background | None = None
) -> FastAPI:
    """An application with its own context; nothing is opened before the lifespan begins. `background`: of the process,
    when more than the API runs in it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        keyring = keys or load_keys(settings.keys_file)
        async with opened(app, contexts.build(settings, keyring, clock or SystemClock(), background)):
            yield

    app = FastAPI(
        title="Huiyin 回音",
        version="0.1.0",
        summary="Every case gets a response",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
    )
    errors.install(app)
    app.add_middleware(RequestId)
    most = settings.max_file_mb
    pages = tuple(Files(f"/staff/{at}", 10, most) for at in ("register", "on-behalf", "cases/"))
    large = (Files("/v1/files", 2, most), *pages, *IMPORTS)
    app.add_middleware(Bounded, files=large, refuse=refusal)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Static(), name="static")
    reference.serve(app)

    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz", tags=["health"])
    async def healthz(request: Request) -> dict[str, object]:
        """The process answers. `degraded` while a background task fails; it is tried again by itself."""
        found: contexts.Context = request.app.state.context
        return found.background.health()

    describe(app)
    return app


@asynccontextmanager
async def opened(app: FastAPI, context: contexts.Context) -> AsyncIterator[None]:
    """While the block lasts, requests to `app` find this context, and it stands by for the worker."""
    app.state.context = context
    stop = asyncio.Event()
    watch = asyncio.create_task(worker.stand_by(context, stop), name="stands by for the worker")
    yield
    stop.set()
    await watch
    await context.close()


class RequestId:
    """Names every request, for its answer, its problem and its lines in the log; a caller may name it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("X-Request-ID", "")
        id = scope.setdefault("state", {})["request_id"] = given if _ID.match(given) else secrets.token_hex(8)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=id):
            await self._app(scope, receive, named)
