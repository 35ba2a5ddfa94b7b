"""`huiyin setup` and `huiyin doctor`: a real county made in the terminal, and what is missing in plain words."""

import asyncio
import tomllib
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import ValidationError

from api import context as contexts
from api.context import Context
from api.errors import Refusal
from api.office import demonstration, doctor, setup
from api.office.flaws import flaws, label
from api.security import Caller
from api.settings import Settings
from models.clock import SystemClock
from models.keys import load_keys
from models.wire import MissingView, RemoveDemonstration, SetUp, SetUpDone
from models.words import labels, wording

T = TypeVar("T")
WHO = Caller("command", "huiyin setup")


def clear(*, remove: bool) -> bool:
    """Takes the demonstration county away, asked for by its name unless `remove` says so. False where there is none."""
    county = _with(_demonstration)
    if not county:
        return False
    if not remove and typer.prompt(wording("setup.clear_ask", county=county)) != county:
        raise typer.Exit(1)
    _with(lambda ctx: _clear(ctx, county))
    typer.echo(labels("done")["demonstration_removed"])
    return True


def set_up(answers: Path | None) -> None:
    """`answers`: a TOML file; without one each is asked for, and asked for again when something is wrong."""
    while True:
        try:
            given = SetUp.model_validate(tomllib.loads(answers.read_text("utf-8")) if answers else _asked())
            made = _with(partial(_made, given=given))
            break
        except (Refusal, ValidationError) as why:
            typer.echo("\n".join(flaws("setup", why).values()), err=True)
            if answers or (isinstance(why, Refusal) and why.status == 409):
                raise typer.Exit(1) from None
    typer.echo(wording("setup.made", county=made.county))
    for person in made.people:
        typer.echo(f"  {person.login}  {person.name}  {person.password}")


def _asked() -> dict[str, str]:
    fields = SetUp.model_fields.items()
    given = {name: typer.prompt(label("setup", name), default=None if f.is_required() else "") for name, f in fields}
    return {name: value for name, value in given.items() if value}


def check() -> None:
    """Say what keeps the promises from holding; ends with 1 when anything does."""
    found = _with(_missing)
    for one in found:
        typer.echo(f"- {one.words}")
    if found:
        raise typer.Exit(1)
    typer.echo(labels("setup")["all_well"])


async def _demonstration(ctx: Context) -> str | None:
    async with ctx.db.read() as session:
        return await demonstration.name(session)


async def _clear(ctx: Context, county: str) -> None:
    async with ctx.db.write() as session:
        await demonstration.remove(session, ctx, WHO, RemoveDemonstration(county=county))


async def _made(ctx: Context, given: SetUp) -> SetUpDone:
    async with ctx.db.write() as session:
        return await setup.set_up(session, ctx, WHO, given)


async def _missing(ctx: Context) -> list[MissingView]:
    async with ctx.db.read() as session:
        await ctx.read_calendar(session)
        return await doctor.missing(session, ctx)


def _with(do: Callable[[Context], Awaitable[T]]) -> T:
    async def go() -> T:
        ctx = contexts.build(Settings(), load_keys(Settings().keys_file), SystemClock())
        try:
            return await do(ctx)
        finally:
            await ctx.close()

    return asyncio.run(go())
