"""Which profiles there are, what each says, and where it holds."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries
from api.context import Context
from models.clock import local_date
from models.deadlines import Profile
from models.wire import Named, ProfileLimit, ProfileView


async def listed(session: AsyncSession, ctx: Context) -> list[ProfileView]:
    """In the order of their names; an area holds to one by its `profile`."""
    areas = await queries.with_profiles(session)
    return [
        _view(ctx, held, [Named(code=a.code, name=a.name) for a in areas if a.profile == name])
        for name, held in sorted(ctx.profiles.items())
    ]


def _view(ctx: Context, held: Profile, areas: list[Named]) -> ProfileView:
    limits = [
        ProfileLimit(
            key=key, n=limit.n, unit=limit.unit, article=limit.article, from_memory=limit.from_memory, by=limit.by,
            own=key in held.own,
        ) for key, limit in held.limits.items()
    ]  # fmt: skip
    return ProfileView(
        name=held.name, title=held.title, source=held.source, inherits=held.inherits,
        in_force=held.in_force(local_date(ctx.clock.now())), in_force_from=held.in_force_from,
        in_force_until=held.in_force_until, default=held is ctx.profile, areas=areas, limits=limits,
        values=dict(held.values),
    )  # fmt: skip
