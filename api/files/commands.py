"""`huiyin files`: what is shown of files that an older release took."""

import asyncio

import typer

from api.context import build
from api.errors import Unavailable
from api.files import shown
from api.settings import Settings
from models.clock import SystemClock
from models.keys import load_keys

files = typer.Typer(no_args_is_help=True, help="what is shown of the files of cases")


@files.callback()
def _files() -> None:
    """One command so far, called by its name all the same."""


@files.command()
def draw() -> None:
    """Draws what an older release took and nobody has looked at since; may be ended and begun again at any time."""

    async def drawn() -> tuple[int, int]:
        settings = Settings()
        ctx = build(settings, load_keys(settings.keys_file), SystemClock())
        done = failed = 0
        try:
            async for id, good in shown.look_at_all(ctx):
                done, failed = done + good, failed + (not good)
                if not good:
                    typer.echo(f"nothing can be shown of file {id}", err=True)
        except Unavailable as why:
            typer.echo(str(why), err=True)
            raise typer.Exit(1) from None
        finally:
            await ctx.close()
        return done, failed

    done, failed = asyncio.run(drawn())
    typer.echo(f"{done} files drawn, {failed} that do not open")
