"""SQL of the people who bring cases: found by the keyed marks of name and phone, and always of cases that the caller
sees."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from api.cases.queries import ROW, visible
from api.security import Caller
from models.tables import Appointment, Case, CasePerson, Resident, ResidentChannel, Slot, VisitDay


def of_phone(marks: Sequence[str]) -> ColumnElement[bool]:
    return CasePerson.phone_mark.in_(marks)


def of_name(marks: Sequence[str]) -> ColumnElement[bool]:
    return CasePerson.name_mark.in_(marks)


def ending_in(last4: str) -> ColumnElement[bool]:
    return CasePerson.phone_last4 == last4


async def cases_of(session: AsyncSession, who: Caller, wanted: ColumnElement[bool], limit: int) -> Sequence[Case]:
    """Cases of such people that the caller sees, each with its person, the newest first."""
    statement = (
        select(Case)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .options(*ROW, joinedload(Case.person))
        .where(wanted, visible(who))
        .order_by(CasePerson.case_id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def same_person(session: AsyncSession, who: Caller, case: Case, limit: int) -> Sequence[Case]:
    """All cases of whoever brought this one, by the phone or the chat that they share. The name alone proves nobody the
    same."""
    person = case.person
    same = [select(Case.id).where(Case.id == case.id)]
    if case.resident_id is not None:
        same.append(select(Case.id).where(Case.resident_id == case.resident_id))
    if person is not None and person.phone_mark is not None:
        same.append(select(CasePerson.case_id).where(CasePerson.phone_mark == person.phone_mark))
    statement = (
        select(Case)
        .options(*ROW, joinedload(Case.person))
        .where(Case.id.in_(union(*same)), visible(who))
        .order_by(Case.id.desc())
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def visits_of(session: AsyncSession, cases: Sequence[Case]) -> Sequence[Appointment]:
    """The bookings of these cases, the latest visit first."""
    statement = (
        select(Appointment)
        .join(Slot, Slot.id == Appointment.slot_id)
        .options(
            joinedload(Appointment.case),
            joinedload(Appointment.slot).joinedload(Slot.visit_day).joinedload(VisitDay.official),
        )
        .where(Appointment.case_id.in_([c.id for c in cases]))
        .order_by(Slot.starts_at.desc(), Appointment.id.desc())
    )
    return (await session.scalars(statement)).all()


async def without_chat(session: AsyncSession, case: Case) -> int | None:
    """The resident of another case of the same phone, if they have no chat: for them no chat speaks."""
    mark = select(CasePerson.phone_mark).where(CasePerson.case_id == case.id, CasePerson.phone_mark.is_not(None))
    theirs = select(CasePerson.case_id).where(CasePerson.phone_mark.in_(mark))
    chat = exists().where(ResidentChannel.resident_id == Case.resident_id)
    statement = select(Case.resident_id).where(Case.id.in_(theirs), Case.resident_id.is_not(None), ~chat)
    found: int | None = await session.scalar(statement.order_by(Case.id).limit(1))
    return found


async def new_resident(session: AsyncSession, now: datetime) -> int:
    made = Resident(created_at=now)
    session.add(made)
    await session.flush()
    return made.id
