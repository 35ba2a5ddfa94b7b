"""`huiyin poster`: a page to print for a place."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.errors import NotFound
from api.posters import service
from api.settings import Settings
from models.db import Database


def poster(
    area: Annotated[str, typer.Argument(help="code of the area")],
    base: Annotated[str, typer.Option(help="where residents open the web chat; else HUIYIN_PUBLIC_URL")] = "",
    telegram: Annotated[str, typer.Option(help="the bot's name on Telegram; else HUIYIN_TELEGRAM_NAME")] = "",
    out: Annotated[Path | None, typer.Option(help="the file to write; else poster-AREA.html")] = None,
) -> None:
    """A page to print: who scans its code begins a concern in that place."""
    settings = Settings()
    address, name = base or settings.public_url, telegram or settings.telegram_name
    if not address:
        typer.echo("where do residents open the web chat? --base https://… or HUIYIN_PUBLIC_URL", err=True)
        raise typer.Exit(1)
    file = out or Path(f"poster-{area}.html")
    try:
        file.write_text(asyncio.run(_drawn(settings, area, address, name)), encoding="utf-8")
    except NotFound:
        typer.echo(f"there is no area {area}", err=True)
        raise typer.Exit(1) from None
    typer.echo(str(file))


async def _drawn(settings: Settings, area: str, base: str, telegram: str | None) -> str:
    db = Database(settings.database)
    try:
        async with db.read() as session:
            return service.drawn(await service.poster(session, area, base, telegram))
    finally:
        await db.close()
