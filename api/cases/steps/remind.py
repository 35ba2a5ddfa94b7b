"""催办 by a superior: whoever answers for the case is told that it waits for them."""

from datetime import timedelta

from api.cases import journal_queries, waiting
from api.cases.step import Nothing, Step, Work
from api.errors import Conflict
from models.clock import end_of
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.states import ENDED, State
from models.law.waiting import Wait
from models.rights import Right
from models.tables import Staff
from models.wire import Moved


async def remind(w: Work[Nothing]) -> Moved:
    """Whoever answers for the case is told, in Today and in the chat they have linked; once a day for each case: said
    again it is 409 `reminded_today`. 409 `nobody_to_remind` where the case has ended, or is the caller's own."""
    owner = await w.session.get(Staff, w.case.owner_id) if w.case.owner_id is not None else None
    if State(w.case.state) in ENDED or owner is None or owner.id == w.staff_id:
        raise Conflict("there is nobody to be reminded", code="nobody_to_remind")
    facts: Facts = {"owner": owner.name}
    event = await w.append(EventKind.REMINDED, facts=facts)
    midnight = end_of(w.today - timedelta(days=1))
    if await journal_queries.count_since(w.session, w.case.id, EventKind.REMINDED, midnight) > 1:
        raise Conflict("reminded today already", code="reminded_today")  # counted after writing: of two at once, one
    where = w.case.lead_unit_id
    asked = waiting.Thing(kind=Wait.REMINDED, seq=event.seq, staff_id=owner.id, unit_id=where, by_id=w.staff_id)
    await waiting.again(w.journal, asked)
    return w.moved()


async def _offer(w: Work[Nothing]) -> bool:
    return State(w.case.state) not in ENDED and w.case.owner_id not in (None, w.caller.staff_id)


STEP = Step(
    name="remind",
    path="/remind",
    given=Nothing,
    do=remind,
    right=Right.REMIND,
    refuses={409: ("nobody_to_remind", "reminded_today")},
    form=lambda _: Nothing(),
    offer=_offer,
)
