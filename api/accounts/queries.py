"""SQL of accounts and of what they hold."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models.law.states import ENDED
from models.tables import Case, Escalation, HandOver, OnDuty, Staff, StaffRole, SupervisionItem, Unit

_OPEN = Case.state.not_in(sorted(ENDED))


async def everybody(session: AsyncSession) -> Sequence[Staff]:
    """All accounts, with their roles; those switched off last."""
    statement = select(Staff).options(joinedload(Staff.roles)).order_by(Staff.active.desc(), Staff.id)
    return (await session.scalars(statement)).unique().all()


async def account(session: AsyncSession, login: str, *, lock: bool = False) -> Staff | None:
    """With their roles; `lock`: nobody else changes it meanwhile."""
    if lock:
        await session.execute(select(Staff.id).where(Staff.login == login).with_for_update())
    statement = select(Staff).options(joinedload(Staff.roles)).where(Staff.login == login)
    found: Staff | None = (await session.scalars(statement)).unique().one_or_none()
    return found


async def set_roles(session: AsyncSession, person: Staff, roles: Sequence[tuple[str, int | None]]) -> None:
    """These and no others."""
    await session.execute(delete(StaffRole).where(StaffRole.staff_id == person.id))
    session.add_all(StaffRole(staff_id=person.id, role=role, unit_id=unit) for role, unit in roles)
    await session.flush()
    await session.refresh(person, ["roles"])


# --- what they hold


async def cases_of(session: AsyncSession, staff_id: int, *, lock: bool = False) -> Sequence[Case]:
    """Open cases that they answer for or handle, the next due first."""
    mine = or_(Case.owner_id == staff_id, Case.handler_id == staff_id)
    statement = select(Case).where(_OPEN, mine).order_by(Case.due_at, Case.id)
    if lock:
        statement = statement.with_for_update(key_share=True, of=Case)
    return (await session.scalars(statement)).all()


async def steps_of(session: AsyncSession, staff_id: int) -> Sequence[str]:
    """Numbers of the cases of which something waits for them to acknowledge it."""
    statement = (
        select(Case.case_no)
        .join(SupervisionItem, SupervisionItem.case_id == Case.id)
        .join(Escalation, Escalation.item_id == SupervisionItem.id)
        .where(
            Escalation.staff_id == staff_id,
            Escalation.acknowledged_at.is_(None),
            Escalation.climbed_at.is_(None),
            SupervisionItem.closed_at.is_(None),
            Case.restricted.is_(False),
        )
        .distinct()
        .order_by(Case.case_no)
    )
    return (await session.scalars(statement)).all()


async def headed_by(session: AsyncSession, staff_id: int) -> Sequence[Unit]:
    return (await session.scalars(select(Unit).where(Unit.head_id == staff_id).order_by(Unit.id))).all()


async def stood_for(session: AsyncSession, staff_id: int) -> Sequence[Staff]:
    """Whose deputy they are."""
    return (await session.scalars(select(Staff).where(Staff.deputy_id == staff_id).order_by(Staff.id))).all()


_CHATS = and_(HandOver.ended_at.is_(None), HandOver.taken_by_id.is_not(None))


async def chats_of(session: AsyncSession, staff_id: int) -> int:
    mine = select(func.count(HandOver.id)).where(_CHATS, HandOver.taken_by_id == staff_id)
    return (await session.scalar(mine)) or 0


async def duties_of(session: AsyncSession, staff_id: int) -> int:
    mine = select(func.count(OnDuty.id)).where(OnDuty.staff_id == staff_id)
    return (await session.scalar(mine)) or 0


async def put_chats_back(session: AsyncSession, staff_id: int) -> None:
    """They wait for whoever is there."""
    mine = (_CHATS, HandOver.taken_by_id == staff_id)
    await session.execute(update(HandOver).where(*mine).values(taken_by_id=None, taken_at=None))


async def move_duties(session: AsyncSession, staff_id: int, to: int | None) -> None:
    """To somebody else; to nobody: they are struck out."""
    mine = OnDuty.staff_id == staff_id
    change = delete(OnDuty).where(mine) if to is None else update(OnDuty).where(mine).values(staff_id=to)
    await session.execute(change)


async def move_heads(session: AsyncSession, staff_id: int, to: int | None) -> None:
    """The units that they head, and those whose deputy they are; nobody is both of one."""
    await session.execute(update(Unit).where(Unit.head_id == staff_id).values(head_id=to))
    await session.execute(update(Unit).where(Unit.deputy_id == staff_id).values(deputy_id=to))
    if to is not None:
        await session.execute(update(Unit).where(Unit.head_id == to, Unit.deputy_id == to).values(deputy_id=None))


async def move_deputies(session: AsyncSession, staff_id: int, to: int | None) -> None:
    """Whoever they stood in for has this deputy now; nobody is their own."""
    mine = Staff.deputy_id == staff_id
    if to is not None:
        await session.execute(update(Staff).where(mine, Staff.id == to).values(deputy_id=None))
    await session.execute(update(Staff).where(mine).values(deputy_id=to))
