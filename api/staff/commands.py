"""`huiyin token` and `keys`: who may call, and what personal data is sealed with."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from api import seed
from api.settings import Settings
from models.clock import SystemClock
from models.db import Database
from models.keys import rotate_keys
from models.law.people import Scope

keys = typer.Typer(no_args_is_help=True, help="the keys that personal data is sealed with")


def token(
    service: Annotated[str, typer.Argument(help="name of the service, as the audit will show it")],
    scope: Annotated[list[Scope], typer.Option(help="intake (file cases), deliver (notices) or events (the feed)")],
) -> None:
    """Make a token for a service and print it, once."""

    async def make(db: Database) -> str:
        return await seed.new_token(db, SystemClock(), service, scope)

    typer.echo(_with_database(make))


@keys.command("rotate")
def keys_rotate() -> None:
    """Add a new key; what is written from the next start on is sealed with it, older values stay readable."""
    typer.echo(f"key {rotate_keys(Settings().keys_file).current} is current from the next start on")


def _with_database(do: Callable[[Database], Awaitable[str]]) -> str:
    async def go() -> str:
        db = Database(Settings().database)
        try:
            return await do(db)
        finally:
            await db.close()

    return asyncio.run(go())
