"""签收: the unit that a case was passed on to takes it over."""

from api.cases import taking
from api.cases.step import Step, Work, fields
from models.law.states import Action
from models.rights import Right
from models.wire import Moved, Take


async def take(w: Work[Take]) -> Moved:
    """签收: the unit it was forwarded to answers for it from now on, and whoever has taken it is the named person."""
    await taking.take(w)
    return w.moved()


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
    offer=taking.offered,
)
