"""A unit takes a case over: by 签收, by accepting it, by answering."""

from typing import Any

from api.cases.step import Work
from api.errors import Conflict, Forbidden
from models.law.events import EventKind
from models.rights import Right
from models.wire import Take


async def take(w: Work[Any]) -> None:
    case = w.case
    if not w.caller.may(Right.TAKE_HERE, case):
        raise Forbidden("the unit it was forwarded to takes it")
    if not await _waits(w):
        raise Conflict("the unit has it already", code="taken_already")
    note = w.given.note if isinstance(w.given, Take) else None
    await w.append(
        EventKind.TAKEN, facts=w.unit, body=note, answerable_unit_id=case.lead_unit_id, taken_at=w.now,
        owner_id=w.staff_id,
    )  # fmt: skip


async def _waits(w: Work[Any]) -> bool:
    return w.case.taken_at is None and w.case.answerable_unit_id != w.case.lead_unit_id


async def offered(w: Work[Any]) -> bool:
    return w.caller.may(Right.TAKE_HERE, w.case) and await _waits(w)
