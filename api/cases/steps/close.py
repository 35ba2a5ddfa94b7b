"""办结: the matter is closed. Never without a reply that was delivered, or proved undeliverable."""

from api.cases import answer_queries, journal_queries, obligation_queries, obligations
from api.cases.changes import CaseChanges
from api.cases.step import Step, Work, fields
from api.errors import Conflict, Unprocessable
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import Resolved
from models.law.notices import SETTLED, NoticeKind, NoticeState
from models.law.states import Action, Ending, State
from models.rights import Right
from models.wire import Close, Moved


async def close(w: Work[Close]) -> Moved:
    """办结: the matter is closed. 409 `reply_not_delivered` until the reply was delivered or proved undeliverable.

    What was answered closes with its cause and with whether it is solved; what was guided to another route has neither.
    """
    await _answered(w)
    case, given = w.case, w.given
    owed = await obligation_queries.open_obligations(w.session, case.id, Duty.CALL_BACK)
    if given.resolved is Resolved.YES and any(o.done_at is None for o in owed):
        raise Conflict("whoever is not satisfied is called first", code="call_back_first")
    ending = Ending.GUIDED if case.state == State.REGISTERED else Ending.ANSWERED
    if case.merged_into_id is not None:
        ending = Ending.MERGED
    for name in ("cause", "resolved"):
        if ending is not Ending.GUIDED and getattr(given, name) is None:
            raise Unprocessable("needed where the matter was answered", field=name)
    facts, changes = w.unit, CaseChanges(state=w.after, ending=ending, ended_at=w.now)
    if given.cause is not None:
        facts["cause"] = str(given.cause)
    if given.resolved is not None:
        facts["resolved"] = str(given.resolved)
    if given.cause is not None or given.resolved is not None:
        changes |= {"cause": given.cause, "resolved": given.resolved is Resolved.YES}
    rights = obligations.last_days(await obligation_queries.open_obligations(w.session, case.id), w.now)
    await w.append(EventKind.CLOSED, facts=facts, body=given.note, **changes)
    await w.void((Duty.MUSTER,))
    told: Facts = {**facts, "level": rights["review_level"]}
    if (reopen := rights["reopen_until"]) is not None:
        told["reopen_on"] = reopen.isoformat()
    if (review := rights["review_until"]) is not None:
        told["review_on"] = review.isoformat()
    await w.owe(NoticeKind.CLOSED, told)
    return w.moved()


async def _answered(w: Work[Close]) -> None:
    case = w.case
    guided = case.state == State.REGISTERED
    if guided and case.guided is None:
        raise Conflict("close is not possible before the case was answered", code="move_not_allowed")
    sent = [
        n
        for n in await journal_queries.notices_of(w.session, case.id)
        if n.state != NoticeState.TAKEN_BACK
        and (n.kind == NoticeKind.GUIDED if guided else NoticeKind(n.kind).row.replies)
    ]
    if not sent or NoticeState(sent[-1].state) not in SETTLED:
        raise Conflict("the reply has not been delivered yet", code="reply_not_delivered")
    last = await answer_queries.last_answer(w.session, case.id)
    if last is not None and last.thin and not last.passed:
        raise Conflict("a supervisor has to look at the reply first", code="reply_to_look_at")
    if case.state == State.REPLIED and any(
        o.done_at is None for o in await obligation_queries.open_obligations(w.session, case.id, Duty.HANDLE)
    ):
        raise Conflict("the answer was revoked, and a new one is owed", code="answer_owed")


STEP = Step(
    name="close",
    path="/close",
    given=Close,
    do=close,
    right=Right.CLOSE,
    action=Action.CLOSE,
    versioned=True,
    refuses={409: ("reply_not_delivered", "reply_to_look_at", "answer_owed", "call_back_first")},
    form=fields(Close),
)
