"""SQL of the obligations: what staff owe a resident, and the rights the resident has."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BindParameter, and_, bindparam, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.duties import ANSWERS_OWED, MATTER, About, Duty, Subject
from models.tables import Case, Obligation, ObligationChange


async def obligations_of(session: AsyncSession, case_id: int) -> list[tuple[Obligation, list[ObligationChange]]]:
    """All of them, each with every change of its dates, oldest first."""
    found: dict[Obligation, list[ObligationChange]] = {}
    for owed, change in await session.execute(_OBLIGATIONS, {"case": case_id}):
        found.setdefault(owed, []).extend([change] if change is not None else [])
    _held(session).setdefault(case_id, [o for o in found if o.met_at is None and o.void_at is None])
    return list(found.items())


_OBLIGATIONS = (
    select(Obligation, ObligationChange)
    .outerjoin(ObligationChange, ObligationChange.obligation_id == Obligation.id)
    .where(Obligation.case_id == bindparam("case"))
    .order_by(Obligation.id, ObligationChange.id)
)
_OWED = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None))


async def open_obligations(session: AsyncSession, case_id: int, key: str | None = None) -> Sequence[Obligation]:
    """Neither met nor void; of one key, or all. Read once in a session, which holds what it opens (`hold`)."""
    held = _held(session)
    if case_id not in held:
        held[case_id] = list(await session.scalars(_OPEN, {"case": case_id}))
    return [o for o in held[case_id] if o.met_at is None and o.void_at is None and key in (None, o.key)]


async def hold(session: AsyncSession, opened: Obligation) -> None:
    """Adds a new obligation, which is written with whatever else the transaction writes."""
    await open_obligations(session, opened.case_id)
    session.add(opened)
    _held(session)[opened.case_id].append(opened)


async def unvoid(session: AsyncSession, case_id: int, at: datetime) -> None:
    """What was void since that moment is owed again."""
    for o in await session.scalars(select(Obligation).where(Obligation.case_id == case_id, Obligation.void_at == at)):
        o.void_at = None
    await session.flush()
    forget(session, case_id)


def _held(session: AsyncSession) -> dict[int, list[Obligation]]:
    """By case: the obligations that were open when the session first asked, and those that it has opened."""
    found: dict[int, list[Obligation]] = session.info.setdefault(HELD, {})
    return found


def forget(session: AsyncSession, case_id: int) -> None:
    """The obligations of the case are read anew when they are asked for."""
    _held(session).pop(case_id, None)


HELD = "obligations of"


_CASE: BindParameter[int] = bindparam("case")
_OPEN = select(Obligation).where(Obligation.case_id == _CASE, _OWED).order_by(Obligation.id)


async def open_obligation(
    session: AsyncSession, case_id: int, key: str, subject: Subject = MATTER
) -> Obligation | None:
    found = [o for o in await open_obligations(session, case_id, key) if (o.about, o.ref) == subject]
    return found[0] if found else None


async def had_right(session: AsyncSession, case_id: int, subject: Subject) -> bool:
    """Whether the answer of that event has given its rights already."""
    return await session.scalar(_HAD_RIGHT, {"case": case_id, **subject._asdict()}) is not None


_HAD_RIGHT = (
    select(Obligation.id)
    .where(
        Obligation.case_id == _CASE,
        Obligation.right_.is_(true()),
        Obligation.about == bindparam("about"),
        Obligation.ref == bindparam("ref"),
    )
    .limit(1)
)


async def last_right(session: AsyncSession, case_id: int, key: str, at: datetime) -> Obligation | None:
    """The newest right of that key that the resident had at that moment and has not used; it may have ended since."""
    statement = (
        select(Obligation)
        .where(Obligation.case_id == case_id, Obligation.key == key, Obligation.right_.is_(true()))
        .where(Obligation.opened_at <= at, Obligation.due_at > at, Obligation.done_at.is_(None))
        .where(or_(Obligation.void_at.is_(None), Obligation.void_at > at))
        .order_by(Obligation.id.desc())
        .limit(1)
    )
    found: Obligation | None = await session.scalar(statement)
    return found


def promised(owed: Sequence[Obligation], today: date) -> date | None:
    """The day by which the matter, or its review, is answered, of what a case owes: the one that a person has named,
    else its limit's. None while no such date runs, and once it has passed: a day that is over is told to nobody."""
    ahead = [o for o in owed if o.done_at is None and o.due_nominal >= today]
    named = [o.due_nominal for o in ahead if o.key == Duty.NEWS and o.about == About.ANSWER]
    return min(named or [o.due_nominal for o in ahead if o.key in ANSWERS_OWED], default=None)


async def rights_of(session: AsyncSession, cases: Sequence[Case], now: datetime) -> dict[int, list[Obligation]]:
    """By case: the rights that its resident has and has not used."""
    stands = (Obligation.right_.is_(true()), Obligation.due_at > now, Obligation.done_at.is_(None))
    wanted = (Obligation.case_id.in_([c.id for c in cases]), Obligation.void_at.is_(None), *stands)
    found: dict[int, list[Obligation]] = defaultdict(list)
    for o in await session.scalars(select(Obligation).where(*wanted).order_by(Obligation.id)):
        found[o.case_id].append(o)
    return found


async def obligation_of(session: AsyncSession, case_id: int, key: Duty, subject: Subject) -> Obligation | None:
    """Met or not."""
    wanted = (
        Obligation.case_id == case_id,
        Obligation.key == str(key),
        Obligation.about == subject.about,
        Obligation.ref == subject.ref,
    )
    found: Obligation | None = await session.scalar(select(Obligation).where(*wanted).order_by(Obligation.id.desc()))
    return found


async def next_alarm(session: AsyncSession, case_id: int) -> datetime | None:
    """The earliest alarm of what staff still have to do."""
    owed = await open_obligations(session, case_id)
    return min((o.alarm_at for o in owed if not o.right_ and o.done_at is None), default=None)
