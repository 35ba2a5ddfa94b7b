"""`huiyin staff`: accounts made and renewed by whoever runs the machine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from api import context as contexts
from api.accounts import direct
from api.context import Context
from api.settings import Settings
from models.clock import SystemClock
from models.keys import load_keys
from models.law.people import Role

staff = typer.Typer(no_args_is_help=True, help="accounts of staff")


@staff.command("add")
def staff_add(
    login: str,
    name: Annotated[str, typer.Option(help="as colleagues and residents read it")],
    role: Annotated[list[Role], typer.Option(help="one or more")],
    unit: Annotated[str, typer.Option(help="code of the unit the roles are held in")] = "",
) -> None:
    """Add an account; its password is made up and printed once. All who read accusations are told of one that does."""
    _said(login, lambda ctx: direct.add(ctx, direct.New(login, name, role, unit or None)))


@staff.command("renew")
def staff_renew(login: str) -> None:
    """Give an account a new password, printed once, take its second factor away and end its log-ins."""
    _said(login, lambda ctx: direct.renew(ctx, login))


def _said(login: str, do: Callable[[Context], Awaitable[str]]) -> None:
    async def go() -> str:
        ctx = contexts.build(Settings(), load_keys(Settings().keys_file), SystemClock())
        try:
            return await do(ctx)
        finally:
            await ctx.close()

    try:
        typer.echo(f"account {login}, password {asyncio.run(go())} (shown once)")
    except direct.NotDone as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(1) from None
