"""What an event of a case makes wait, for whom, and what it ends: in the transaction of the event, each thing once."""

from dataclasses import dataclass

from api.cases import waiting_queries
from api.cases.changes import CaseChanges
from api.cases.matter import Matter
from api.supervision import messages
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.replies import Rating
from models.law.states import ENDED, State
from models.law.waiting import NOT_ACTS, OF_EVENT, Wait
from models.tables import CaseEvent


@dataclass(frozen=True, kw_only=True)
class Thing:
    """`staff_id`: for whom; None: for whoever of the unit has it first. `by_id`: of staff, who brought it. `told`: the
    person has a message of its own about it. `urgent`: their chat says so."""

    kind: Wait
    seq: int
    staff_id: int | None = None
    unit_id: int | None = None
    by_id: int | None = None
    ref: str = ""
    told: bool = False
    urgent: bool = False


async def put(at: Matter, thing: Thing) -> None:
    """It waits from now on; what waits already of its kind is brought up again. A person who has linked a chat is told
    there, once."""
    if thing.staff_id is not None and thing.staff_id == thing.by_id:
        return
    session, case, now = at.session, at.case, at.ctx.clock.now()
    new = await waiting_queries.add(
        session,
        at.ctx.db.sqlite,
        {
            "case_id": case.id, "kind": str(thing.kind), "ref": thing.ref, "staff_id": thing.staff_id,
            "unit_id": thing.unit_id, "by_id": thing.by_id, "seq": thing.seq, "at": now,
        },
    )  # fmt: skip
    chat = None if thing.told or not new else thing.staff_id
    person = await waiting_queries.linked(session, chat) if chat is not None else None
    if person is not None:
        facts: Facts = {"case_no": case.case_no, "what": str(thing.kind)}
        said = messages.urgent(facts) if thing.urgent else messages.Message(facts, NoticeKind.WORK)
        await messages.tell(session, at.ctx, person, said)


async def again(at: Matter, thing: Thing) -> None:
    """As `put`, and the person is told anew though it waits already."""
    await answered(at, thing)
    await put(at, thing)


async def follow(at: Matter, event: CaseEvent, changes: CaseChanges, owner_before: int | None) -> None:
    """Ends what the event ends, hands on what waited for whoever answered before, and puts what it brings."""
    case, by, kind = at.case, event.staff_id, EventKind(event.kind)
    end = waiting_queries.By(by, event.at)
    owner, moved, handed = case.owner_id, case.owner_id != owner_before, None
    if moved and owner_before is not None and owner is not None:
        handed = waiting_queries.Handed(owner_before, owner)
    over = bool(changes.get("restricted")) or ("state" in changes and State(case.state) in ENDED)
    if over:
        await waiting_queries.over(at.session, case.id, end)
    elif by is not None:
        await waiting_queries.acted(at.session, case.id, end, for_unit=kind not in NOT_ACTS, handed=handed)
    if handed is not None and (over or by is None):
        await waiting_queries.handed_on(at.session, case.id, handed)
    if kind is EventKind.FORWARDED:
        await put(at, Thing(kind=Wait.FORWARDED, seq=event.seq, unit_id=case.lead_unit_id, by_id=by))
    elif (wait := _brings(event, moved)) is not None and owner is not None:
        await put(at, Thing(kind=wait, seq=event.seq, staff_id=owner, by_id=by))


def _brings(event: CaseEvent, moved: bool) -> Wait | None:
    kind, facts = EventKind(event.kind), event.facts
    if kind is EventKind.RATED and Rating.UNSATISFIED in (facts.get("rating"), facts.get("rating_desk")):
        return Wait.UNSATISFIED
    if kind is EventKind.LOOKED and not facts.get("passed"):
        return Wait.LOOKED
    if kind is EventKind.REVIEW_DECIDED and facts.get("result") == "revoked":
        return Wait.LOOKED
    given = moved or kind is EventKind.ASSIGNED  # to whoever answered for it already, too
    return OF_EVENT.get(kind) or (Wait.ASSIGNED if given else None)


async def answered(at: Matter, thing: Thing) -> None:
    """What only its own answer ends was answered, by `by_id`."""
    by = waiting_queries.By(thing.by_id, at.ctx.clock.now())
    await waiting_queries.answered(at.session, at.case.id, thing.kind, thing.ref, by)
