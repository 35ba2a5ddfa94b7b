"""The demonstration county: whether it is there, and how it goes before real work begins."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Unprocessable
from api.kept import seldom_changed
from api.office import clearing_queries
from api.security import Caller
from models.wire import RemoveDemonstration

FICTIONAL = "99"
"""No province has this code, so no county that it begins is a real one."""
OLD = timedelta(days=365)


def is_fictional(county: str) -> bool:
    return county.startswith(FICTIONAL)


@seldom_changed
async def name(session: AsyncSession) -> str:
    """Of the demonstration county; empty where the county is a real one, or none is set up."""
    return await clearing_queries.county_in(session, FICTIONAL) or ""


async def shown(ctx: Context) -> str:
    """The same, kept for a second, for the mark on every page."""
    (found,) = await ctx.kept.get("demonstration", None, _boxed)
    return found


async def real(ctx: Context) -> bool:
    """Whether a county is set up, and a real one."""
    return not await shown(ctx) and await there(ctx)


async def there(ctx: Context) -> bool:
    """Whether a county is set up."""
    async with ctx.db.read() as session:
        return bool(await catalogue.units(session))


async def _boxed(session: AsyncSession) -> tuple[str]:
    return (await name(session),)


async def remove(session: AsyncSession, ctx: Context, who: Caller, given: RemoveDemonstration) -> None:
    """Its units, people, cases and chats; administrators, the tokens of services and the calendar stay. Conflict
    `no_demonstration` where the county is a real one; Unprocessable `county_name` for another name."""
    county = await name(session)
    if not county:
        raise Conflict("the county is a real one", code="no_demonstration")
    if given.county != county:
        raise Unprocessable("the name of the demonstration county", code="county_name", field="county")
    keep = await clearing_queries.administrators(session)
    await clearing_queries.clear(session, keep, ctx.clock.now() - OLD)
    await audit(session, who, "demonstration_removed", "", ctx.clock.now())
