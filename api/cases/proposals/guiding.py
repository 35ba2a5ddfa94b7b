"""引导: another legal route, another body (R4, R5, R7, R8). The case stays registered and owes its notice.

It can be closed once the resident has that notice. Where the other route has a clock of its own, they are told that it
goes on running, and ours for the answer ends.
"""

from typing import Any

from api.cases import moves, obligations, record
from api.cases.proposals.ways import Asked, Way
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import OWN_CLOCK
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.tables import CaseEvent


async def check(_: Asked) -> int | None:
    return None


async def carry(a: Asked, after: State) -> tuple[State, CaseEvent]:
    ground, place, route = a.facts["ground"], a.facts["place"], a.facts.get("route")
    facts: dict[str, Any] = {"ground": ground, "place": place, **record.unit_facts(a.case.lead_unit)}
    own_clock = route in OWN_CLOCK
    if own_clock:
        facts["own_clock"] = True
    event = await record.append(
        a.session, a.ctx, a.case, EventKind.GUIDED, a.who.name, staff_id=a.who.staff_id, facts=facts, body=a.words,
        guided=ground, destination=place, **({"route": route} if route else {}),
    )  # fmt: skip
    if own_clock:
        await obligations.void(a.session, a.case, a.ctx.clock.now(), (Duty.HANDLE,))
    meets = await obligations.done(a.session, a.case, event, Duty.INTAKE_NOTICE, Duty.FORWARD)
    await record.owe(
        a.session, a.ctx, a.case, NoticeKind.GUIDED, facts, event.seq, meets=meets, **moves.told(a.case)
    )  # fmt: skip
    return after, event


GUIDE = Way(Action.GUIDE, check, carry)
