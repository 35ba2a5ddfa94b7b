"""`huiyin calendar`: a year's holiday notice brought in from a file, and what is known of a year."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from api import context as contexts
from api.calendar import service
from api.context import Context
from api.errors import Unprocessable
from api.settings import Settings
from models import notice as notices
from models.clock import SystemClock
from models.keys import load_keys

T = TypeVar("T")
calendar = typer.Typer(no_args_is_help=True, help="holidays and make-up days")


@calendar.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="the notice as .toml or .csv", exists=True, dir_okay=False)],
    year: Annotated[int | None, typer.Option(help="for a table, which does not say")] = None,
    source: Annotated[str | None, typer.Option(help="title and number of the notice, for a table")] = None,
) -> None:
    """Brings in a year's notice and counts the open dates again. What runs meanwhile sees it within seconds."""

    async def bring(ctx: Context) -> str:
        given = notices.read(file.name, file.read_bytes(), year, source)
        async with ctx.db.write() as session:
            done = await service.bring(session, ctx, "command line", given)
        return (
            f"{done.year}: {done.holidays} holidays, {done.make_up} make-up days;"
            f" {done.recounted} open dates counted again, {done.moved} moved"
        )

    try:
        typer.echo(_with_context(bring))
    except notices.WrongNotice as why:
        _refuse(f"{file.name}: {why}")
    except Unprocessable as why:
        _refuse(f"{file.name}: {why.errors[0]['field']}: {why.detail}")


@calendar.command("show")
def show(year: Annotated[int | None, typer.Argument(help="this year if none is named")] = None) -> None:
    """The holidays of a year and where they are known from."""

    async def read(ctx: Context) -> str:
        async with ctx.db.read() as session:
            found = await service.year_of(session, ctx, year)
        lines = [f"{found.year}: {found.source}" + ("" if found.confirmed else " (guessed, dates are provisional)")]
        for one in found.arrangements:
            worked = f", worked: {' '.join(map(str, one.make_up))}" if one.make_up else ""
            lines.append(f"  {one.name} {one.first} to {one.last}{worked}")
        return "\n".join(lines)

    typer.echo(_with_context(read))


def _refuse(why: str) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(1)


def _with_context(do: Callable[[Context], Awaitable[T]]) -> T:
    async def go() -> T:
        settings = Settings()
        ctx = contexts.build(settings, load_keys(settings.keys_file), SystemClock())
        try:
            return await do(ctx)
        finally:
            await ctx.close()

    return asyncio.run(go())
