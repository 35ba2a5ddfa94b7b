"""不予受理, 不再受理: never by one person, never by a machine; with the reason, where to go, how to object.

R1: the same matter is being handled, and this was raised with a superior of the unit that handles it (R22 art. 19).
R2: the second review is decided and there are no new facts (art. 36). R3 only where the area's profile has such a rule.
The Regulation gives no review of a refusal (art. 35 is of opinions), so none is opened: `objection` says what there is.
"""

from api.cases import queries
from api.cases.proposals import queries as rows
from api.cases.proposals.approvers import Tree
from api.cases.proposals.kinds import Asked, Kind
from api.catalogue import queries as catalogue
from api.errors import Conflict, Unprocessable
from models.law.duties import ENDS_WITH_CASE, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.grounds import Refusal
from models.law.notices import NoticeKind
from models.law.states import MOVES, Action, Ending, State
from models.tables import Case, CaseEvent

HANDLED = frozenset({State.ACCEPTED, State.ASSIGNED, State.REPLIED, State.REVIEW, State.REREVIEW})


async def check(a: Asked) -> int | None:
    other = await _other(a)
    match Refusal(a.facts["ground"]):
        case Refusal.R1_IN_PROGRESS:
            await _with_a_superior(a, other)
        case Refusal.R2_FINAL:
            if other is not None and not await rows.re_reviewed(a.session, other.id):
                raise Unprocessable("its second review is not decided", field="other")
            if await rows.new_facts(a.session, a.case.id):
                raise Conflict("it brings new facts: it is a new matter", code="new_facts")
        case Refusal.R3_MISSED_REVIEW:
            if not a.ctx.profile_of(a.case.profile).values["missed_review_rule"]:
                raise Unprocessable("no rule of this area knows this ground", field="ground")
            if other is not None:
                await _missed(a, other)
    return None


async def _other(a: Asked) -> Case | None:
    if "other" not in a.facts:
        return None
    found = await queries.case_for(a.session, a.caller, a.facts["other"])
    if found is None or found.id == a.case.id:
        raise Unprocessable("no other case of that number that you can see", field="other")
    return found


async def _with_a_superior(a: Asked, other: Case | None) -> None:
    """The unit that this case lies with is above the one that handles the matter, or receives for one that is."""
    if other is not None and State(other.state) not in HANDLED:
        raise Conflict("that case is not being handled", code="other_not_handled")
    tree = await Tree.read(a.session)
    handles = other.lead_unit_id if other is not None else None
    if "unit" in a.facts:
        named = await catalogue.unit(a.session, a.facts["unit"])
        if named is None or (handles is not None and named.id != handles):
            raise Unprocessable("that unit does not handle it", field="unit")
        handles = named.id
    lead = a.case.lead_unit_id
    if handles is None or handles == lead or not tree.speaks_for(lead) & {*tree.above(handles)}:
        raise Conflict("this was not raised with a superior of the unit that handles it", code="not_a_superior")


async def _missed(a: Asked, other: Case) -> None:
    rights = await rows.review_rights(a.session, other.id)
    if not rights or rights[-1].done_at is not None or rights[-1].due_at > a.now:
        raise Unprocessable("the days for its review are not over, or it was asked for", field="other")


async def carry(a: Asked, after: State) -> tuple[State, CaseEvent]:
    after = Refusal(a.facts["ground"]).row.ends
    assert after in MOVES[State(a.case.state), Action.REFUSE]
    kind = EventKind(str(after))
    facts: Facts = {**a.unit, "ground": a.facts["ground"], "place": a.facts["place"]}
    event = await a.append(
        kind, facts=facts, body=a.words, state=after,
        ending=Ending(str(after)), ended_at=a.now, destination=a.facts["place"],
    )  # fmt: skip
    meets = await a.done(Duty.INTAKE_NOTICE)
    await a.void(ENDS_WITH_CASE - {Duty.INTAKE_NOTICE})
    await a.owe(NoticeKind(str(kind)), facts, meets=meets)
    return after, event


REFUSE = Kind(Action.REFUSE, check, carry)
