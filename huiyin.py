"""The command line. The only module that knows both the door (`bot`) and the counter (`api`)."""

import gc

gc.disable()  # what is imported stays: to look through it again and again is a seventh of a start

import asyncio
import fcntl
import os
import socket
from collections.abc import Iterator, MutableMapping
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api import context as contexts
from api import seed, worker
from api.accounts.commands import staff
from api.app import create_app
from api.calendar.commands import calendar
from api.catalogue.commands import profile
from api.files.commands import files
from api.office.commands import check, clear, set_up
from api.posters.commands import poster
from api.settings import Settings
from api.staff.commands import keys, token
from bot.app import build
from bot.channels.console import in_terminal
from bot.database import Unavailable
from bot.rehearsal import play
from bot.settings import BotSettings
from models.background import Background
from models.clock import SystemClock
from models.db import DOWN, Database, migrate
from models.keys import load_keys
from models.profiles import Unsound
from models.profiles import load as load_profiles
from models.proxies import BehindProxies
from models.serving import Asgi, at_the_end, listen, run_loop, serve_app

gc.enable()
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
Host = Annotated[str, typer.Option(envvar="HUIYIN_HOST", help="address to listen on")]
Port = Annotated[int, typer.Option(envvar="HUIYIN_PORT", min=1, max=65535, help="port to listen on")]


def front(door: Starlette, counter: Asgi) -> Asgi:
    """One address: the chat on `/` and `/chat`, whatever calls a channel, everything else is the API's."""
    ours = {str(getattr(route, "path", "/")).split("/")[1] for route in door.routes}

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        first = f"{scope.get('path', '')}/".split("/")[1]
        await (door if first in ours else counter)(scope, receive, send)

    return app


@contextmanager
def usable(what: str) -> Iterator[None]:
    """Ends with a plain line, not with a traceback, when the database is locked, full, read-only or not there."""
    try:
        yield
    except (*DOWN, Unavailable) as why:
        typer.echo(f"cannot use {what}: {getattr(why, 'orig', None) or why}", err=True)
        raise typer.Exit(1) from None


def prepare(settings: Settings, *, demonstration: bool = True) -> str | None:
    """Schema, first contents, administrator, the bot's token. Returns a password that was made up, to be shown once."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        load_profiles(settings.profile, settings.profiles)
    except Unsound as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(1) from None
    migrate(settings.database)

    async def fill() -> str | None:
        db, clock = Database(settings.database), SystemClock()
        try:
            if demonstration:
                await seed.seed(db, clock)
            if token := os.environ.get("HUIYIN_API_TOKEN"):
                await seed.service_token(db, clock, "bot", seed.BOT, token)
            return await seed.ensure_admin(db, clock, os.environ.get("HUIYIN_ADMIN_PASSWORD") or None)
        finally:
            await db.close()

    return asyncio.run(fill())


@cli.command()
def run(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Everything in one process: chat, API, staff pages, couriers and the clockwork."""
    settings = Settings()
    listening = listen(host, port)
    with usable("the folder"):
        alone = _alone(settings)
    with usable("the database"):
        made_up = prepare(settings)
    here = f"http://{host}:{port}"
    typer.echo(
        f"Huiyin 回音\n  chat      {here}/\n  staff     {here}/staff\n  API       {here}/docs\n"
        "  accounts  admin sets up; in the demonstration county demo works"
    )
    if made_up:
        typer.echo(f"  password of both, shown this once: {made_up}")
    with listening, alone:
        run_loop(serve(settings, listening))


def _alone(settings: Settings) -> IO[str]:
    """The embedded databases belong to one process; held open, the file keeps a second one out."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = (settings.var / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        typer.echo(f"another Huiyin runs on {settings.var}", err=True)
        raise typer.Exit(1) from None
    return lock


async def serve(settings: Settings, listening: socket.socket) -> None:
    """Until SIGINT or SIGTERM: first the counter, then the door, then whoever works behind both."""
    background = Background(SystemClock())
    counter = create_app(settings, background=background)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(counter.router.lifespan_context(counter))
        with usable("the database"):
            bot = build(await _bot_settings(settings, listening.getsockname()[1]), background=background)
        stack.push_async_callback(bot.stop)
        with usable("the chats' database"):
            await bot.start()
        works = background.keep("worker", lambda: worker.run(counter.state.context, asyncio.Event()))
        app = BehindProxies(front(bot.web, counter), settings.proxies)
        await serve_app(app, listening, bot.run(), works)


async def _bot_settings(settings: Settings, port: int) -> BotSettings:
    """The bot of this process speaks to the API of this process, with a token made for this start."""
    db = Database(settings.database)
    try:
        made = await seed.service_token(db, SystemClock(), "bot", seed.BOT)
    finally:
        await db.close()
    return BotSettings(api_url=f"http://127.0.0.1:{port}", api_token=SecretStr(made))


@cli.command("migrate")
def migrate_() -> None:
    """Bring the database to the newest schema, fill it if it is empty, register HUIYIN_API_TOKEN."""
    with usable("the database"):
        made_up = prepare(Settings())
    if made_up:
        typer.echo(f"account admin, password {made_up} (shown once)")


@cli.command("setup")
def setup_(
    answers: Annotated[Path | None, typer.Option(help="a TOML file with the answers; else they are asked")] = None,
    remove: Annotated[bool, typer.Option(help="take the demonstration county away without asking")] = False,
) -> None:
    """Make a real county: its desk and discipline unit, the first clerk, supervisor and discipline officer."""
    settings = Settings()
    with usable("the folder"):
        alone = _alone(settings)
    with usable("the database"), alone:
        made_up = prepare(settings, demonstration=False)
        if made_up:
            typer.echo(f"account admin, password {made_up} (shown once)")
        if clear(remove=remove):
            for part in settings.var.glob("chat.db*"):  # chats about cases that are gone
                part.unlink()
        set_up(answers)


@cli.command("bot")
def bot_(host: Host = "127.0.0.1", port: Port = 8001) -> None:
    """Serve the chat alone; the API answers at HUIYIN_API_URL."""
    listening = listen(host, port)

    async def go() -> None:
        settings = BotSettings()
        bot = build(settings)
        with usable("the chats' database"):
            await bot.start()
        try:
            app = BehindProxies(front(bot.web, _health(bot.background)), settings.proxies)
            await serve_app(app, listening, bot.run())
        finally:
            await bot.stop()

    run_loop(go())


def _health(background: Background) -> Starlette:
    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse(background.health())

    return Starlette(routes=[Route("/healthz", healthz)])


@cli.command("worker")
def worker_() -> None:
    """The clockwork alone: undelivered notices, lapsed holds, tidying."""

    async def go() -> None:
        made = contexts.build(Settings(), load_keys(Settings().keys_file), SystemClock())
        stopped = asyncio.Event()
        at_the_end(stopped.set)
        try:
            await made.background.keep("worker", lambda: worker.run(made, stopped))
        finally:
            await made.close()

    run_loop(go())


@cli.command()
def api(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the API and the staff pages alone."""
    listening = listen(host, port)

    async def go() -> None:
        settings = Settings()
        counter = create_app(settings)
        async with counter.router.lifespan_context(counter):
            await serve_app(BehindProxies(counter, settings.proxies), listening)

    run_loop(go())


@cli.command()
def console(
    name: Annotated[str, typer.Option(help="the same name, the same chat")] = "terminal", port: Port = 8000
) -> None:
    """Chat in the terminal with the service that runs on this machine."""

    async def go() -> None:
        db = Database(Settings().database)
        try:
            token = await seed.service_token(db, SystemClock(), "console", seed.BOT)
        finally:
            await db.close()
        bot = build(BotSettings(api_url=f"http://127.0.0.1:{port}", api_token=SecretStr(token)))
        await bot.start()
        try:
            await in_terminal(bot.desk, name)
        finally:
            await bot.stop()

    run_loop(go())


cli.command("token")(token)
cli.command("doctor")(check)
cli.add_typer(staff, name="staff")
cli.command("poster")(poster)
cli.command("play")(play)
cli.add_typer(profile, name="profile")
cli.add_typer(calendar, name="calendar")
cli.add_typer(files, name="files")
cli.add_typer(keys, name="keys")


if __name__ == "__main__":
    cli()
