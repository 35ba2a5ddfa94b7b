"""What stands on a poster, and the page it is printed from."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.errors import NotFound
from api.posters import codes, queries
from models import links
from models.words import say

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Poster:
    """`places`: from the county down to the place itself. `web` and `telegram` are the addresses in the codes."""

    places: tuple[str, ...]
    web: str
    telegram: str | None
    desk: str
    phone: str
    hours: str | None


async def poster(session: AsyncSession, code: str, base: str, telegram: str | None) -> Poster:
    """Of the area of that code. `base`: where residents open the web chat. NotFound where there is no such area."""
    path = await queries.path(session, code)
    if not path:
        raise NotFound
    desk = await catalogue.receiving_desk(session)
    return Poster(
        places=tuple(a.name for a in path),
        web=links.on_the_web(base, code),
        telegram=links.on_telegram(telegram, code) if telegram else None,
        desk=desk.name,
        phone=desk.phone or "",
        hours=desk.hours,
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def drawn(p: Poster) -> str:
    """One A4 page, whole in itself: it can be kept as a file and printed anywhere."""
    style = Markup((HERE / "poster.css").read_text("utf-8"))
    return _environment().get_template("poster.html").render(p=p, code=codes.drawn, style=style, say=say)
