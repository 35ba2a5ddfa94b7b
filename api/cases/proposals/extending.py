"""延期: more time for a complex matter, once, at most thirty days in all, and the resident is told why.

R22 art. 34. "Once" is the profile's (`extensions`), the days are its `extension_days`.
"""

from datetime import timedelta

from api.cases import obligation_queries, obligations
from api.cases.proposals.kinds import Asked, Kind
from api.errors import Conflict, Unprocessable
from models.deadlines import add_days
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import Action, State
from models.tables import CaseEvent, Obligation
from models.words import wording

SIXTY_DAYS = frozenset({"handle", "complex_handle"})
"""Limits of the matters of art. 31(6), which alone have the time of art. 34."""


async def _owed(a: Asked) -> Obligation:
    """The duty to answer that runs; Conflict when it is done, late, or no duty of art. 34."""
    found = [
        o for o in await obligation_queries.open_obligations(a.session, a.case.id, Duty.HANDLE) if o.done_at is None
    ]
    if not found:
        raise Conflict("no time for the answer runs", code="nothing_to_extend")
    owed = found[0]
    if not obligations.reviewable(a.case) or owed.limit_key not in SIXTY_DAYS:
        raise Conflict("only a matter of art. 31(6) is extended", code="nothing_to_extend")
    if owed.alarm_at <= a.now:
        raise Conflict("its day has passed: name a new one to the resident, it stays late", code="late_already")
    return owed


async def check(a: Asked) -> int | None:
    await _owed(a)
    values = a.ctx.profile_of(a.case.profile).values
    if a.case.extensions >= values["extensions"]:
        raise Conflict("it was extended before", code="extended_already")
    left = values["extension_days"] - a.case.extended_days
    if a.facts["days"] > left:
        raise Unprocessable(f"at most {left} days", field="days")
    return a.case.lead_unit_id


async def carry(a: Asked, after: State) -> tuple[State, CaseEvent]:
    owed, days = await _owed(a), int(a.facts["days"])
    await _later(a, owed, days)
    facts: Facts = {**a.unit, "days": days, "answer_by": owed.due_nominal.isoformat()}
    event = await a.append(
        EventKind.EXTENDED, facts=facts, body=a.words,
        state=after, extended_days=a.case.extended_days + days, extensions=a.case.extensions + 1,
    )  # fmt: skip
    await a.owe(NoticeKind.EXTENDED, facts)
    return after, event


async def _later(a: Asked, owed: Obligation, days: int) -> None:
    """The days are natural ones (art. 34), also where the limit itself counts worked days."""
    profile, calendar = a.ctx.profile_of(a.case.profile), a.ctx.calendar
    natural = owed.limit_key is not None and profile.limits[owed.limit_key].unit == "natural"
    if natural and owed.limit_key is not None and owed.counted_from is not None:
        owed.counted_from += timedelta(days=days)
        due = profile.due(owed.limit_key, owed.counted_from, calendar)
    else:
        due = add_days(owed.due_nominal, days, calendar, profile.roll)
        owed.limit_key = owed.counted_from = None
    await a.redate(owed, due, wording("noted.extended", days=days))


EXTEND = Kind(Action.EXTEND, check, carry)
