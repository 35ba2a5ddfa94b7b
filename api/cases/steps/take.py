"""签收: the unit that a case was passed on to takes it over."""

from api.cases.step import Step, Work, fields
from api.errors import Conflict, Forbidden
from models.law.events import EventKind
from models.law.states import Action
from models.rights import Right
from models.wire import Moved, Take


async def take(w: Work[Take]) -> Moved:
    """签收: the unit it was forwarded to answers for it from now on, and whoever has taken it is the named person."""
    case = w.case
    if not w.caller.may(Right.TAKE_HERE, case):
        raise Forbidden("the unit it was forwarded to takes it")
    if not await _waits(w):
        raise Conflict("the unit has it already", code="taken_already")
    await w.append(
        EventKind.TAKEN, facts=w.unit, body=w.given.note, answerable_unit_id=case.lead_unit_id, taken_at=w.now,
        owner_id=w.staff_id,
    )  # fmt: skip
    return w.moved()


async def _waits(w: Work[Take]) -> bool:
    return w.case.taken_at is None and w.case.answerable_unit_id != w.case.lead_unit_id


async def _offered(w: Work[Take]) -> bool:
    return w.caller.may(Right.TAKE_HERE, w.case) and await _waits(w)


STEP = Step(
    name="take",
    path="/take",
    given=Take,
    do=take,
    right=Right.TAKE,
    action=Action.TAKE,
    versioned=True,
    refuses={409: ("taken_already",)},
    form=fields(Take),
    offer=_offered,
)
