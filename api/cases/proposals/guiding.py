"""引导: another legal route, another body (R4, R5, R7, R8). The case stays registered and owes its notice.

It can be closed once the resident has that notice. Where the other route has a clock of its own, they are told that it
goes on running, and ours for the answer ends.
"""

from api.cases.changes import CaseChanges
from api.cases.proposals.kinds import Asked, Kind
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import OWN_CLOCK
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.tables import CaseEvent


async def check(_: Asked) -> int | None:
    return None


async def carry(a: Asked, after: State) -> tuple[State, CaseEvent]:
    ground, place, route = a.facts["ground"], a.facts["place"], a.facts.get("route")
    facts: Facts = {"ground": ground, "place": place, **a.unit}
    own_clock = route in OWN_CLOCK
    if own_clock:
        facts["own_clock"] = True
    changes: CaseChanges = {"guided": ground, "destination": place}
    if route:
        changes["route"] = route
    event = await a.append(EventKind.GUIDED, facts=facts, body=a.words, **changes)
    if own_clock:
        await a.void((Duty.HANDLE,))
    meets = await a.done(Duty.INTAKE_NOTICE, Duty.FORWARD)
    await a.owe(NoticeKind.GUIDED, facts, meets=meets)  # fmt: skip
    return after, event


GUIDE = Kind(Action.GUIDE, check, carry)
