"""SQL that takes the demonstration county away: every row but the kept ones, in one transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import guards
from models.law.places import Level
from models.rights import Right, roles
from models.tables import (
    ApiToken,
    Area,
    Attachment,
    Hotline,
    Idempotency,
    Official,
    SecondFactor,
    Staff,
    StaffRole,
    Table,
    Unit,
)

KEPT = frozenset(
    {"allowed_move", "attachment", "calendar_day", "case_counter", "heartbeat", "hotline", "imported_notice"}
)
"""Tables that are left as they are: numbers are never given twice, and a holiday is one everywhere."""


async def administrators(session: AsyncSession) -> list[int]:
    """Ids of whoever administers."""
    statement = select(StaffRole.staff_id).where(StaffRole.role.in_(roles(Right.MANAGE_OFFICE))).distinct()
    return list(await session.scalars(statement))


async def county_in(session: AsyncSession, digits: str) -> str | None:
    """The name of the county whose code begins so."""
    statement = select(Area.name).where(Area.code.startswith(digits), Area.level == Level.COUNTY).order_by(Area.id)
    found: str | None = await session.scalar(statement.limit(1))
    return found


async def clear(session: AsyncSession, keep: Collection[int], stored: datetime) -> None:
    """Everything but `KEPT`, the accounts of `keep` as administrators, their sessions and the tokens of services.
    Files belong to nobody, stored at `stored`: the worker deletes them."""
    connection = await session.connection()
    await connection.run_sync(guards.drop)
    for statement in (
        update(Staff).values(channel_id=None, deputy_id=None, away_from=None, away_until=None),
        update(Unit).values(head_id=None, deputy_id=None, parent_id=None),
        update(Official).values(staff_id=None),
        update(Area).values(parent_id=None),
        update(Hotline).values(topic_id=None),
        update(Attachment).values(case_id=None, hand_over_id=None, stored_at=stored),
    ):
        await session.execute(statement.execution_options(synchronize_session=False))
    if connection.dialect.name == "sqlite":
        await session.execute(text("PRAGMA defer_foreign_keys = ON"))
        await session.execute(text("DELETE FROM case_fts"))
    for table in reversed(Table.metadata.sorted_tables):
        if table.name not in KEPT:
            await session.execute(delete(table).where(_gone(table.name, keep)))
    await connection.run_sync(guards.make)
    session.expunge_all()


def _gone(table: str, keep: Collection[int]) -> ColumnElement[bool]:
    """Which rows of a table go."""
    if table == "staff":
        return Staff.id.not_in(keep)
    if table == "staff_role":
        return StaffRole.staff_id.not_in(keep) | (StaffRole.role.not_in(roles(Right.MANAGE_OFFICE)))
    if table == "second_factor":
        return SecondFactor.staff_id.not_in(keep)
    if table == "api_token":
        return ApiToken.staff_id.is_not(None) & ApiToken.staff_id.not_in(keep)
    if table == "idempotency":
        return Idempotency.status != 0  # the request that does this has its answer kept afterwards
    return text("1 = 1")  # type: ignore[return-value]
