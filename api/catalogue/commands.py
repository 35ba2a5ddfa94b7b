"""`huiyin profile`: which deadline profiles there are, and which area has which."""

import asyncio
from typing import Annotated

import typer

from api.catalogue import queries
from api.settings import Settings
from models.db import Database
from models.profiles import Profiles, Unsound, load

profile = typer.Typer(no_args_is_help=True, help="deadline profiles, and which area has which")


def _profiles() -> Profiles:
    settings = Settings()
    try:
        return load(settings.profile, settings.profiles)
    except Unsound as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(1) from None


@profile.command("list")
def list_() -> None:
    """Every profile, since when it holds, and the areas that name it."""
    known = _profiles()

    async def areas() -> dict[str, list[str]]:
        db, named = Database(Settings().database), dict[str, list[str]]()
        try:
            async with db.read() as session:
                for area in await queries.with_profiles(session):
                    named.setdefault(area.profile or "", []).append(f"{area.code} {area.name}")
        finally:
            await db.close()
        return named

    named = asyncio.run(areas())
    for name, held in known.items():
        mark = " (where no area names one)" if held is known.default else ""
        typer.echo(f"{name}{mark}: {held.title}, from {held.in_force_from} until {held.in_force_until or 'changed'}")
        for area in named.get(name, []):
            typer.echo(f"  {area}")


@profile.command("set")
def set_(
    area: Annotated[str, typer.Argument(help="code of the area")],
    name: Annotated[str, typer.Argument(help="name of the profile; none: that of the area above")],
) -> None:
    """New cases of an area, and of those below it that name none, are counted by this profile."""
    known = _profiles()
    wanted = None if name == "none" else name
    if wanted is not None and wanted not in known:
        typer.echo(f"there is no profile {name}; there are {', '.join(known)}", err=True)
        raise typer.Exit(1)

    async def write() -> str | None:
        db = Database(Settings().database)
        try:
            async with db.write() as session:
                return await queries.name_profile(session, area, wanted)
        finally:
            await db.close()

    found = asyncio.run(write())
    if found is None:
        typer.echo(f"there is no area {area}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{area} {found}: {wanted or 'as the area above'}")
