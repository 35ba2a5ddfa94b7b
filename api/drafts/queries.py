"""SQL of what is half written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Draft, Staff


async def at_place(session: AsyncSession, place: str) -> Sequence[tuple[Draft, str]]:
    """Of everybody, with their names."""
    statement = select(Draft, Staff.name).join(Staff, Staff.id == Draft.staff_id).where(Draft.place == place)
    return [(d, name) for d, name in await session.execute(statement.order_by(Draft.id))]


async def put(session: AsyncSession, row: Draft) -> None:
    """One for each person, place and form: the later one stands."""
    values = row.columns()
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    changed = {name: values[name] for name in ("fields_sealed", "saved_at")}
    keys = ["staff_id", "place", "form"]
    await session.execute(make(Draft).values(values).on_conflict_do_update(index_elements=keys, set_=changed))


async def drop(session: AsyncSession, staff_id: int, place: str, form: str) -> None:
    wanted = (Draft.staff_id == staff_id, Draft.place == place, Draft.form == form)
    await session.execute(delete(Draft).where(*wanted))


async def forget(session: AsyncSession, before: datetime, limit: int) -> int:
    """Deletes up to so many that nobody has touched since then."""
    old = select(Draft.id).where(Draft.saved_at < before).limit(limit)
    found = list(await session.scalars(old))
    if found:
        await session.execute(delete(Draft).where(Draft.id.in_(found)))
    return len(found)
