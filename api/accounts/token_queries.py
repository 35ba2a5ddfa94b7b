"""SQL of sessions and tokens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import ApiToken, TokenUse

Used = tuple[ApiToken, datetime | None]
"""With when it was last used."""


def _alive(now: datetime) -> ColumnElement[bool]:
    return and_(ApiToken.revoked_at.is_(None), or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now))


async def of_staff(session: AsyncSession, staff_id: int, now: datetime) -> Sequence[Used]:
    """Sessions and tokens of a member of staff, the newest first."""
    return await _used(session, _alive(now), ApiToken.staff_id == staff_id)


async def of_services(session: AsyncSession, now: datetime) -> Sequence[Used]:
    """Tokens of services; not the codes with which staff link a chat, which have no scope."""
    rows = await _used(session, _alive(now), ApiToken.service.is_not(None))
    return [(token, used) for token, used in rows if token.scopes]


async def _used(session: AsyncSession, *wanted: ColumnElement[bool]) -> Sequence[Used]:
    statement = (
        select(ApiToken, TokenUse.at)
        .outerjoin(TokenUse, TokenUse.token_id == ApiToken.id)
        .where(*wanted)
        .order_by(ApiToken.id.desc())
    )
    return [(token, used) for token, used in await session.execute(statement)]


async def end_one(session: AsyncSession, id: int, now: datetime, *, staff_id: int | None) -> bool:
    """Of that member of staff, or (None) of a service. False when there is none that works."""
    whose = ApiToken.service.is_not(None) if staff_id is None else ApiToken.staff_id == staff_id
    ended = update(ApiToken).where(ApiToken.id == id, whose, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    return await session.scalar(ended.returning(ApiToken.id)) is not None


async def end_sessions(session: AsyncSession, staff_id: int, now: datetime, *, but: int | None) -> None:
    """The log-ins of a member of staff, but for one; tokens with a name stay."""
    theirs = (ApiToken.staff_id == staff_id, ApiToken.name.is_(None), ApiToken.revoked_at.is_(None))
    ended = update(ApiToken).where(*theirs, ApiToken.id != (but or 0))
    await session.execute(ended.values(revoked_at=now))
