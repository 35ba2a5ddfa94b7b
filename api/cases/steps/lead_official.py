"""包案领导: a leader takes an old or much disputed matter on."""

from api.cases.step import Step, Work, fields
from api.cases.waiting import Thing, again, answered
from api.errors import Unprocessable
from api.joint import queries as joint
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.waiting import Wait
from models.rights import Right
from models.wire import LeadOfficialWanted, Named


async def lead_official(w: Work[LeadOfficialWanted]) -> Named:
    """包案领导: the leader who takes the matter on (supervisors and leaders name them). Who is late with it is told to
    that leader too. With an account they have it on their Today."""
    official = await joint.official(w.session, w.given.official)
    if official is None:
        raise Unprocessable("no such official", field="official")
    facts: Facts = {"unit": f"{official.post}{official.name}"}
    event = await w.append(EventKind.LEAD_OFFICIAL, facts=facts, body=w.given.note, lead_official_id=official.id)
    led = Thing(kind=Wait.LED, seq=event.seq, staff_id=official.staff_id, by_id=w.staff_id)
    await (answered if official.staff_id is None else again)(w.journal, led)
    return Named(code=official.code, name=official.name)


STEP = Step(
    name="lead",
    path="/lead-official",
    method="PUT",
    given=LeadOfficialWanted,
    do=lead_official,
    right=Right.NAME_LEADER,
    outside=True,
    refuses={409: ("walled",)},
    form=fields(LeadOfficialWanted),
    result=Named,
)
