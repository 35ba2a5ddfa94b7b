"""复查意见, 复核意见: the written decision of the unit above (R22 art. 35, 36)."""

from api.cases import obligations, reviews
from api.cases.step import Part, Shown, Step, Work, fields
from api.staff.owners import owner_of
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.tables import Unit
from models.wire import Moved, ReviewDecision


async def decide(w: Work[ReviewDecision]) -> Moved:
    """复查意见, 复核意见: by the unit above, or recorded by a clerk for a body outside. It reaches the resident word
    for word; after the first, 复核 may be asked for.

    `revoked`: the unit owes an answer anew, and the case does not close before it. After 复核 the matter is final
    (art. 36): it is not opened again, and new facts are a new case.
    """
    case, given = w.case, w.given
    review = await reviews.undecided(w)
    facts = await reviews.told_of(w.session, case, review.id, given.result)
    lead = await w.session.get_one(Unit, case.lead_unit_id)
    owner_id = case.handler_id or (await owner_of(w.session, lead, w.now)).id
    event = await w.append(EventKind.REVIEW_DECIDED, facts=facts, body=given.text, state=w.after, owner_id=owner_id)
    review.decided_at, review.decided_seq, review.result = event.at, event.seq, given.result
    meets = await w.done(reviews.OWED[review.level], Duty.NEWS, named=True)
    told = facts.copy()
    if given.result == "revoked":
        owed = await w.open(Duty.HANDLE, obligations.limit_for(case), subject=About.REVOKED.of(event.seq))
        told["answer_by"] = owed.due_nominal.isoformat()
    elif review.level == 2:
        await w.void((Duty.REOPEN,))
    await w.owe(NoticeKind.REVIEW_DECIDED, told, meets=meets)
    return w.moved()


async def _theirs(w: Work[ReviewDecision]) -> None:
    await reviews.undecided(w)


async def _shown(w: Work[ReviewDecision]) -> Shown:
    facts = await reviews.told_of(w.session, w.case, w.id, w.given.result)
    return NoticeKind.REVIEW_DECIDED, facts, w.given.text


STEP = Step(
    name="decide",
    path="/reviews/{id}/decide",
    given=ReviewDecision,
    do=decide,
    right=Right.REVIEW,
    admit=_theirs,
    action=Action.DECIDE,
    versioned=True,
    part=Part("id", "review"),
    refuses={409: ("decided_already",)},
    form=fields(ReviewDecision),
    shows=_shown,
    offered=False,
)
