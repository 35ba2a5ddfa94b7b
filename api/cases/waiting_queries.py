"""SQL of what waits on a case: written and ended with the events that bring it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.law.waiting import BY_ACT
from models.tables import Staff, Waiting

_TABLE: Any = Waiting.__table__


async def add(session: AsyncSession, is_sqlite: bool, values: dict[str, Any]) -> bool:
    """Whether it is new: what waits already is brought up again, as new and unread, and counted."""
    times: int = (await session.execute(_add(is_sqlite), values)).scalar_one()
    return times == 1


@cache
def _add(is_sqlite: bool) -> Any:
    make: Any = (sqlite.insert if is_sqlite else postgresql.insert)(_TABLE)
    names = ("case_id", "kind", "ref", "staff_id", "unit_id", "by_id", "seq", "at")
    made = make.values({name: bindparam(name) for name in names} | {"n": 1})
    again = {name: made.excluded[name] for name in ("staff_id", "unit_id", "by_id", "seq", "at")}
    return made.on_conflict_do_update(
        index_elements=["case_id", "kind", "ref"],
        index_where=_TABLE.c.done_at.is_(None),
        set_=again | {"n": _TABLE.c.n + 1, "seen_at": None},
    ).returning(_TABLE.c.n)


_OPEN = (Waiting.case_id == bindparam("case"), Waiting.done_at.is_(None))
_KINDS = Waiting.kind.in_([w.value for w in BY_ACT])


class By(NamedTuple):
    """Who of staff has ended it, and when."""

    staff_id: int | None
    at: datetime


class Handed(NamedTuple):
    """Who answered for the case, and who does now: what waited for the one waits, unread, for the other."""

    before: int
    after: int


async def acted(session: AsyncSession, case_id: int, by: By, *, for_unit: bool, handed: Handed | None = None) -> None:
    """The person has acted on the case: what waited there for them waits no longer; `for_unit`: for their unit. The
    rest is handed on, in the same statement."""
    whose = Waiting.staff_id == by.staff_id
    if for_unit:
        whose = or_(whose, Waiting.staff_id.is_(None))
    over = and_(whose, _KINDS)
    if handed is None:
        await _end(session, case_id, by, over)
        return
    theirs = Waiting.staff_id == handed.before
    values = {
        "done_at": case((over, bindparam("now", by.at, Waiting.done_at.type))),
        "done_by_id": case((over, by.staff_id)),
        "staff_id": case((and_(theirs, not_(over)), handed.after), else_=Waiting.staff_id),
        "seen_at": case((and_(theirs, not_(over)), None), else_=Waiting.seen_at),
    }
    await _update(session, case_id, (or_(over, theirs),), values)


async def over(session: AsyncSession, case_id: int, by: By) -> None:
    """The case has ended, or is hidden from whom it waited for."""
    await _end(session, case_id, by, _KINDS)


async def answered(session: AsyncSession, case_id: int, kind: str, ref: str, by: By) -> None:
    await _end(session, case_id, by, Waiting.kind == kind, Waiting.ref == ref)


async def _end(session: AsyncSession, case_id: int, by: By, *which: Any) -> None:
    await _update(session, case_id, which, {"done_at": by.at, "done_by_id": by.staff_id})


async def handed_on(session: AsyncSession, case_id: int, handed: Handed) -> None:
    values = {"staff_id": handed.after, "seen_at": None}
    await _update(session, case_id, (Waiting.staff_id == handed.before,), values)


async def _update(session: AsyncSession, case_id: int, which: Sequence[Any], values: dict[str, Any]) -> None:
    statement = update(Waiting).where(*_OPEN, *which).values(**values)
    await session.execute(statement.execution_options(synchronize_session=False), {"case": case_id})


async def waits_for(session: AsyncSession, case_id: int, kind: str, ref: str) -> int | None:
    """The member of staff for whom it waits, while it does."""
    wanted = (*_OPEN, Waiting.kind == kind, Waiting.ref == ref)
    found: int | None = await session.scalar(select(Waiting.staff_id).where(*wanted), {"case": case_id})
    return found


async def linked(session: AsyncSession, staff_id: int) -> Staff | None:
    """The person, if they are told in a chat of their own."""
    found = await session.get(Staff, staff_id)  # often whoever was just named: then nothing is asked
    return found if found is not None and found.channel_id is not None else None
