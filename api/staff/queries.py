"""SQL of staff, roles and tokens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.catalogue import queries as catalogue
from api.kept import seldom_changed
from models.law.channels import Channel
from models.law.notices import NoticeState
from models.law.people import Role
from models.rights import Right, Seat, Subject, allowed, roles
from models.tables import ApiToken, Notification, Staff, StaffRole, Unit


async def by_login(session: AsyncSession, login: str) -> Staff | None:
    found: Staff | None = await session.scalar(select(Staff).where(Staff.login == login))
    return found


@seldom_changed
async def with_roles(session: AsyncSession, unit: str | None) -> Sequence[Staff]:
    """Active staff, of one unit or of all, with their roles."""
    statement = select(Staff).options(joinedload(Staff.roles)).where(Staff.active).order_by(Staff.id)
    if unit is not None:
        inside = select(StaffRole.staff_id).join(Unit, Unit.id == StaffRole.unit_id).where(Unit.code == unit)
        statement = statement.where(Staff.id.in_(inside))
    return (await session.scalars(statement)).unique().all()


async def revoke(session: AsyncSession, digest: str, at: datetime) -> None:
    await session.execute(update(ApiToken).where(ApiToken.digest == digest).values(revoked_at=at))


async def revoke_service(session: AsyncSession, service: str, at: datetime) -> None:
    await session.execute(
        update(ApiToken).where(ApiToken.service == service, ApiToken.revoked_at.is_(None)).values(revoked_at=at)
    )


async def revoke_all(session: AsyncSession, staff_id: int, at: datetime) -> None:
    """Ends every session of a member of staff."""
    mine = (ApiToken.staff_id == staff_id) & ApiToken.revoked_at.is_(None)
    await session.execute(update(ApiToken).where(mine).values(revoked_at=at))


async def live_token(session: AsyncSession, digest: str, now: datetime) -> ApiToken | None:
    live = (ApiToken.digest == digest, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
    found: ApiToken | None = await session.scalar(select(ApiToken).where(*live).with_for_update())
    return found


async def told_in(session: AsyncSession, channel_id: int) -> Sequence[Staff]:
    return (await session.scalars(select(Staff).where(Staff.channel_id == channel_id))).all()


async def to_inbox(session: AsyncSession, staff_id: int, now: datetime) -> None:
    """What was still to be sent to a chat waits in the inbox."""
    waiting = (Notification.staff_id == staff_id, Notification.state == NoticeState.DUE.value)
    values = {
        "channel": Channel.STAFF.value, "channel_id": None, "state": NoticeState.SENT.value, "sent_at": now,
    }  # fmt: skip
    await session.execute(update(Notification).where(*waiting).values(**values))


async def drop_dead_tokens(session: AsyncSession, now: datetime, limit: int) -> int:
    """Deletes up to `limit` tokens that are revoked or have expired; says how many."""
    is_dead = or_(ApiToken.revoked_at.is_not(None), ApiToken.expires_at <= now)
    dead = select(ApiToken.id).where(is_dead).limit(limit)
    gone = await session.scalars(delete(ApiToken).where(ApiToken.id.in_(dead)).returning(ApiToken.id))
    return len(gone.all())


async def staff_of(session: AsyncSession, unit_id: int, having: tuple[Role, ...]) -> Sequence[Staff]:
    """Active members of a unit with one of these roles, its head first."""
    return (await session.scalars(_MEMBERS, {"unit": unit_id, "roles": having})).unique().all()


_MEMBERS = (
    select(Staff)
    .join(StaffRole)
    .join(Unit, Unit.id == StaffRole.unit_id)
    .where(StaffRole.unit_id == bindparam("unit"), StaffRole.role.in_(bindparam("roles", expanding=True)), Staff.active)
    .order_by((Unit.head_id == Staff.id).desc(), Staff.id)
)


async def staff_with(session: AsyncSession, having: Sequence[Role]) -> Sequence[Staff]:
    """Active staff with one of these roles anywhere."""
    statement = select(Staff).join(StaffRole).where(StaffRole.role.in_(having), Staff.active).order_by(Staff.id)
    return (await session.scalars(statement)).unique().all()


async def who_may(session: AsyncSession, right: Right, of: Subject | None = None) -> list[Staff]:
    """Active staff who have the right: of a subject, or in any relation."""
    tree = await catalogue.tree(session)
    mentioned = select(StaffRole.staff_id).where(StaffRole.role.in_(roles(right, of is not None and of.walled)))
    statement = select(Staff).options(joinedload(Staff.roles)).where(Staff.id.in_(mentioned), Staff.active)
    people = (await session.scalars(statement.order_by(Staff.id))).unique().all()
    return [p for p in people if allowed(right, [Seat(Role(r.role), r.unit_id, tree) for r in p.roles], (), p.id, of)]


async def member(session: AsyncSession, login: str, unit_id: int, having: tuple[Role, ...]) -> Staff | None:
    """An active member of staff who has one of the roles in that unit."""
    found: Staff | None = await session.scalar(
        select(Staff)
        .join(StaffRole)
        .where(Staff.login == login, Staff.active, StaffRole.unit_id == unit_id, StaffRole.role.in_(having))
        .limit(1)
    )
    return found
