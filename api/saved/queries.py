"""SQL of the saved filters."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import SavedFilter


async def of(session: AsyncSession, staff_id: int) -> Sequence[SavedFilter]:
    statement = select(SavedFilter).where(SavedFilter.staff_id == staff_id).order_by(SavedFilter.id)
    return (await session.scalars(statement)).all()


async def put(session: AsyncSession, row: SavedFilter) -> int:
    """One for each person and name: the later one stands. Its id."""
    values = row.columns()
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    changed = {name: values[name] for name in ("query_sealed", "saved_at")}
    adding = make(SavedFilter).values(values).on_conflict_do_update(index_elements=["staff_id", "name"], set_=changed)
    return (await session.execute(adding.returning(SavedFilter.id))).scalar_one()


async def drop(session: AsyncSession, staff_id: int, id: int) -> bool:
    statement = delete(SavedFilter).where(SavedFilter.id == id, SavedFilter.staff_id == staff_id)
    return (await session.execute(statement.returning(SavedFilter.id))).first() is not None
