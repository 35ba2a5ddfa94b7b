"""报到: the called unit says that it is there, and what was done."""

from typing import Any

from api.cases import obligation_queries, obligations, record, waiting
from api.cases.step import Part, Step, Work, fields
from api.errors import Conflict, Forbidden, NotFound
from api.joint import queries as joint
from api.joint import views
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.waiting import Wait
from models.rights import Relation, Right, Subject
from models.tables import CoUnit, Unit
from models.wire import CoUnitView, Mustered


async def muster(w: Work[Mustered]) -> CoUnitView:
    """报到, by a member of the called unit: 403 `not_yours` for everybody else."""
    found = await _called(w)
    if found.mustered_at is not None:
        raise Conflict("the unit has mustered", code="mustered_already")
    unit = await w.session.get_one(Unit, found.unit_id)
    event = await w.append(EventKind.MUSTERED, facts=record.unit_facts(unit), body=w.given.text)
    found.mustered_at, found.mustered_by_id = event.at, w.staff_id
    if owed := await obligation_queries.open_obligation(w.session, w.case.id, Duty.MUSTER, About.UNIT.of(unit.code)):
        owed.done_at, owed.met_at, owed.met_by = event.at, event.at, event.seq
    here = waiting.Thing(kind=Wait.CALLED, seq=event.seq, by_id=w.staff_id, ref=str(unit.id))
    await waiting.answered(w.journal, here)
    await w.session.flush()
    await obligations.refresh_due(w.session, w.case)
    return next(c for c in await views.called(w.session, w.case) if c.id == w.id)


async def _called(w: Work[Any]) -> CoUnit:
    found = await joint.call(w.session, w.case.id, w.id)
    if found is None:
        raise NotFound
    return found


async def _theirs(w: Work[Mustered]) -> None:
    found = await _called(w)
    if not w.caller.may(Right.MUSTER, Subject(units={Relation.CALLED: (found.unit_id,)})):
        raise Forbidden("a member of the called unit musters", code="not_yours")


async def _offered(w: Work[Mustered]) -> bool:
    return not w.case.restricted and w.caller.may(Right.MUSTER)


STEP = Step(
    name="muster",
    path="/co-units/{id}/muster",
    given=Mustered,
    do=muster,
    right=Right.MUSTER,
    admit=_theirs,
    part=Part("id", "call"),
    refuses={403: ("forbidden", "not_yours"), 409: ("mustered_already",)},
    form=fields(Mustered),
    offer=_offered,
    result=CoUnitView,
)
