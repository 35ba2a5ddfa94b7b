"""SQL of what a resident does with a case that stands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.events import EventKind
from models.law.visits import AppointmentState
from models.tables import Appointment, Attachment, Case, CaseEvent, CasePerson, Task


async def urge(session: AsyncSession, case_id: int, now: datetime, midnight: datetime) -> int | None:
    """Counts an urge; the new count, or None when the case was urged since `midnight`. Of two at once one counts."""
    statement = (
        update(Case)
        .where(Case.id == case_id, or_(Case.urged_at.is_(None), Case.urged_at < midnight))
        .values(urge_count=Case.urge_count + 1, urged_at=now)
    )
    found: int | None = await session.scalar(statement.returning(Case.urge_count))
    return found


async def open_tasks(session: AsyncSession, chat: int, kinds: Sequence[str]) -> Sequence[Task]:
    """What a chat has asked for and nobody has done; the chat is locked, so that of two at once one waits."""
    wanted = (Task.channel_id == chat, Task.kind.in_(kinds), Task.done_at.is_(None), Task.case_id.is_(None))
    return (await session.scalars(select(Task).where(*wanted).order_by(Task.id))).all()


async def open_questions(session: AsyncSession, cases: Sequence[Case]) -> dict[int, int]:
    """By case, the event of staff's last question that is not answered."""
    if not cases:
        return {}
    kinds = (EventKind.QUESTION.value, EventKind.ANSWER.value)
    statement = (
        select(CaseEvent.case_id, CaseEvent.seq, CaseEvent.kind, CaseEvent.facts)
        .where(CaseEvent.case_id.in_([c.id for c in cases]), CaseEvent.kind.in_(kinds))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    rows = (await session.execute(statement)).all()
    answered = {(case, facts.get("question")) for case, _, kind, facts in rows if kind == EventKind.ANSWER}
    return {c: seq for c, seq, kind, _ in rows if kind == EventKind.QUESTION and (c, seq) not in answered}


async def hand_bookings(session: AsyncSession, case_id: int, resident_id: int) -> None:
    statement = update(Appointment).where(
        Appointment.case_id == case_id, Appointment.state == AppointmentState.BOOKED.value
    )
    await session.execute(statement.values(resident_id=resident_id))


async def erase_person(session: AsyncSession, case_id: int) -> None:
    """What their files are called goes too: it may be their name."""
    gone = dict.fromkeys(("name_sealed", "name_mark", "phone_sealed", "phone_last4", "phone_mark", "address_sealed"))
    await session.execute(update(CasePerson).where(CasePerson.case_id == case_id).values(**gone))
    theirs = (Attachment.case_id == case_id, Attachment.event_seq.is_(None))
    await session.execute(update(Attachment).where(*theirs).values(name_sealed=None))
