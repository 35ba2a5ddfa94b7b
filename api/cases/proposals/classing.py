"""Another class, another speed. Whatever is changed, and however often: the earlier date stands.

An accusation goes behind the wall, and nothing comes out of it (R22 art. 30).
"""

from api.cases import obligation_queries, obligations
from api.cases.changes import CaseChanges
from api.cases.proposals.kinds import Asked, Kind
from api.cases.wall import behind_the_wall
from api.errors import Conflict, Unprocessable
from models.clock import local_date
from models.deadlines import Due
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import CaseClass, Route, Tier
from models.law.states import Action, State
from models.tables import CaseEvent, Obligation
from models.words import wording


async def check_class(a: Asked) -> int | None:
    wanted = a.facts["case_class"]
    if wanted == a.case.case_class:
        raise Unprocessable("it is of that class", field="case_class")
    if a.case.restricted and wanted != CaseClass.ACCUSATION:
        raise Conflict("an accusation stays behind the wall", code="walled")
    return a.case.lead_unit_id


async def check_tier(a: Asked) -> int | None:
    if Tier(a.facts["tier"]) is _tier(a):
        raise Unprocessable("it has that speed", field="tier")
    return a.case.lead_unit_id


def _tier(a: Asked) -> Tier:
    return Tier(a.case.tier) if a.case.tier else Tier.NORMAL


async def reclass(a: Asked, after: State) -> tuple[State, CaseEvent]:
    wanted = CaseClass(a.facts["case_class"])
    facts: Facts = {"case_class": str(wanted), "was": a.case.case_class, **await _sooner(a, wanted, _tier(a))}
    changes: CaseChanges = {"case_class": wanted, "state": after}
    if wanted is CaseClass.ACCUSATION and not a.case.restricted:
        unit, walled = await behind_the_wall(a)
        facts |= unit
        changes |= walled
        if after is State.ASSIGNED:
            changes["handler_id"] = walled["owner_id"]
    event = await a.append(
        EventKind.RECLASSED, facts=facts, **changes,
    )  # fmt: skip
    return after, event


async def retier(a: Asked, after: State) -> tuple[State, CaseEvent]:
    wanted, was = Tier(a.facts["tier"]), _tier(a)
    case_class = CaseClass(a.case.case_class) if a.case.case_class else None
    facts: Facts = {"tier": str(wanted), "was": str(was), "slower": wanted.slower_than(was)}
    event = await a.append(
        EventKind.RETIERED,         facts=facts | await _sooner(a, case_class, wanted), state=after, tier=wanted,
    )  # fmt: skip
    return after, event


async def _sooner(a: Asked, case_class: CaseClass | None, tier: Tier) -> Facts:
    """Brings the duty to answer forward where the new limit ends earlier; never puts it off. The day that holds."""
    found = [
        o for o in await obligation_queries.open_obligations(a.session, a.case.id, Duty.HANDLE) if o.done_at is None
    ]
    if not found:
        return {}
    limit = obligations.limit_of(case_class, Route(a.case.route) if a.case.route else None, tier)
    await _bring_forward(a, found[0], limit)
    return {"answer_by": found[0].due_nominal.isoformat()}


async def _bring_forward(a: Asked, owed: Obligation, limit: str) -> None:
    """Counted from the day from which it was counted before, as if it had been so from the beginning; a day that would
    be over by now is today. Limits in hours run from now."""
    profile, now = a.ctx.profile_of(a.case.profile), a.now
    today, ends = local_date(now), local_date(owed.due_at)
    if profile.limits[limit].unit == "hours":
        at = profile.due_time(limit, now)
        if at < owed.alarm_at:
            owed.limit_key = owed.counted_from = None
            await a.redate(owed, Due(local_date(at), local_date(at), False), wording("noted.reclassed"), at=at)
        return
    start = owed.counted_from or local_date(owed.opened_at)
    due = profile.due(limit, start, a.ctx.calendar)
    nominal = max(due.nominal, today)
    if nominal >= owed.due_nominal:
        return
    whole = nominal == due.nominal
    owed.limit_key, owed.counted_from = (limit, start) if whole else (None, None)
    await a.redate(
        owed, Due(nominal, min(due.at, ends) if whole else nominal, due.provisional), wording("noted.reclassed")
    )


RECLASS = Kind(Action.RECLASS, check_class, reclass)
RETIER = Kind(Action.RETIER, check_tier, retier)
