"""SQL of the journal: what happened to a case, what its resident was told, and the change that each event makes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Unpack
from typing import cast as t_cast

from sqlalchemy import Executable, Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from api.cases import obligation_queries
from api.cases.changes import CaseChanges
from api.kept import asked_once
from models.law.events import EventKind
from models.law.notices import OVER, NoticeState
from models.tables import Case, CaseEvent, Notification, Task

SHAPES = 200
"""Different statements that are kept."""


async def told_by(session: AsyncSession, cases: Sequence[Case]) -> dict[int, date]:
    """By when each case's resident was told, at receipt, that they would hear who handles it: it stands on record."""
    rows = await session.execute(
        select(CaseEvent.case_id, CaseEvent.facts).where(
            CaseEvent.case_id.in_([c.id for c in cases]), CaseEvent.seq == 1
        )
    )
    return {case_id: date.fromisoformat(facts["told_by"]) for case_id, facts in rows if "told_by" in facts}


@asked_once
async def timeline_of(session: AsyncSession, case_id: int) -> Sequence[CaseEvent]:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return (await session.scalars(statement)).all()


@asked_once
async def notices_of(session: AsyncSession, case_id: int) -> Sequence[Notification]:
    statement = select(Notification).where(Notification.case_id == case_id).order_by(Notification.id)
    return (await session.scalars(statement)).all()


async def written_up(session: AsyncSession, cases: Sequence[Case]) -> dict[int, bytes]:
    """The last sealed write-up of each of these cases."""
    if not cases:
        return {}
    statement = (
        select(CaseEvent.case_id, CaseEvent.body_sealed)
        .where(CaseEvent.case_id.in_([c.id for c in cases]), CaseEvent.kind == EventKind.WRITTEN_UP.value)
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    return {case_id: body or b"" for case_id, body in await session.execute(statement)}


async def advance(
    session: AsyncSession, case: Case, added: CaseEvent, is_sqlite: bool, **changes: Unpack[CaseChanges]
) -> bool:
    """Takes the case's next version: writes `changes` and the event, on PostgreSQL in one statement. False, with
    nothing written, if another has appended since the case was read."""
    values: dict[str, object] = {**changes, "version": added.seq, "head": added.digest, "updated_at": added.at}
    event = {f"event_{name}": getattr(added, name) for name in _EVENT}
    moves, adds = _advance(tuple(values), is_sqlite)
    at = {"at_case": case.id, "at_version": case.version, "at_head": case.head}
    at |= {f"to_{name}": value for name, value in values.items()}
    if (await session.execute(moves, at if adds is not None else at | event)).first() is None:
        return False
    if adds is not None:
        await session.execute(adds, event)
    _set(case, values)
    return True


async def catch_up(session: AsyncSession, case: Case) -> None:
    """Reads, and locks, where the timeline of the case stands now that another has appended to it."""
    await session.flush()
    row = (await session.execute(_STANDS, {"case": case.id})).one()
    _set(case, {"version": row[0], "head": row[1]})
    obligation_queries.forget(session, case.id)


async def set_case(session: AsyncSession, case_id: int, **values: Unpack[CaseChanges]) -> None:
    await session.execute(_SET, {"case": case_id, **values})
    _know(session, case_id, values)


_CASES = t_cast(Table, Case.__table__)
_EVENTS = t_cast(Table, CaseEvent.__table__)
_EVENT = tuple(c.name for c in _EVENTS.c if c.name != "id")


@lru_cache(maxsize=SHAPES)
def _advance(names: tuple[str, ...], is_sqlite: bool) -> tuple[Executable, Executable | None]:
    """The case's columns of these names, and the event."""
    stands = (_CASES.c.version == bindparam("at_version"), _CASES.c.head == bindparam("at_head"))
    moves = update(_CASES).where(_CASES.c.id == bindparam("at_case"), *stands).returning(_CASES.c.id)
    moves = moves.values({name: bindparam(f"to_{name}") for name in names})
    if is_sqlite:
        return moves, insert(_EVENTS).values({name: bindparam(f"event_{name}") for name in _EVENT})
    event = (bindparam(f"event_{name}", type_=_EVENTS.c[name].type) for name in _EVENT)
    both = insert(_EVENTS).from_select(_EVENT, select(*event).select_from(moves.cte("moved")))
    return both.returning(_EVENTS.c.id), None


_STANDS = (
    select(_CASES.c.version, _CASES.c.head).where(_CASES.c.id == bindparam("case")).with_for_update(key_share=True)
)
_SET = update(_CASES).where(_CASES.c.id == bindparam("case"))


def _know(session: AsyncSession, case_id: int, values: Mapping[str, object]) -> None:
    """The case, if this transaction has read it, is what was just written."""
    held = session.identity_map.get(identity_key(Case, case_id))
    if held is not None:
        _set(held, values)


def _set(case: Case, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        set_committed_value(case, key, value)


async def last_event(session: AsyncSession, case_id: int, *kinds: EventKind) -> CaseEvent | None:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind.in_([str(k) for k in kinds]))
    found: CaseEvent | None = await session.scalar(statement.order_by(CaseEvent.seq.desc()).limit(1))
    return found


async def count_since(session: AsyncSession, case_id: int, kind: EventKind, since: datetime) -> int:
    theirs = (CaseEvent.case_id == case_id, CaseEvent.kind == kind.value, CaseEvent.at >= since)
    return (await session.scalar(select(func.count(CaseEvent.id)).where(*theirs))) or 0


async def last_of(session: AsyncSession, case_ids: Sequence[int], kind: EventKind) -> dict[int, datetime]:
    """By case: when there was the last event of that kind."""
    theirs = (CaseEvent.case_id.in_(case_ids), CaseEvent.kind == kind.value)
    rows = await session.execute(
        select(CaseEvent.case_id, func.max(CaseEvent.at)).where(*theirs).group_by(CaseEvent.case_id)
    )
    return {case_id: at for case_id, at in rows}


async def take_back(session: AsyncSession, id: int, now: datetime) -> bool:
    """It does not leave any more, nor does anybody call about it. False where it was too late."""
    still = (Notification.state.in_([NoticeState.DUE.value, NoticeState.MANUAL.value]), Notification.due_at > now)
    taken = update(Notification).where(Notification.id == id, *still).values(state=NoticeState.TAKEN_BACK.value)
    row = (await session.execute(taken.returning(Notification.task_id))).first()
    if row is None:
        return False
    if row.task_id is not None:
        told = select(Notification.id).where(Notification.task_id == row.task_id, Notification.state.not_in(OVER))
        call = update(Task).where(Task.id == row.task_id, Task.done_at.is_(None), ~told.exists())
        await session.execute(call.values(done_at=now, result=NoticeState.TAKEN_BACK.value))
    return True


async def maybe_event(session: AsyncSession, case_id: int, seq: int) -> CaseEvent | None:
    found: CaseEvent | None = await session.scalar(
        select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq == seq)
    )
    return found


async def event_at(session: AsyncSession, case_id: int, seq: int) -> CaseEvent:
    return (await session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq == seq))).one()
