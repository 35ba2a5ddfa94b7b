"""核看: a supervisor looks at a thin answer, one that was very short or the same as others."""

from api.cases import answer_queries, journal_queries, obligations
from api.cases.step import Form, Part, Step, Work
from api.errors import Conflict, Forbidden, NotFound
from api.supervision import service as supervision
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import SETTLED, NoticeKind
from models.law.replies import ANSWERS
from models.law.states import State
from models.rights import Right
from models.tables import Answer, CaseEvent
from models.wire import Look, Moved


async def look(w: Work[Look]) -> Moved:
    """A supervisor, never whoever wrote it, looks at a reply that was very short or the same as others; until then it
    answers nothing. Passed, it meets what was owed on the day it was given. Else the answer is owed still, and the case
    goes back to whoever answers. 403 `two_persons` for whoever wrote it."""
    case, given = w.case, w.given
    answer, written = await _thin(w)
    answer.looked_at, answer.looked_by_id, answer.passed = w.now, w.staff_id, given.passed
    last = await answer_queries.last_answer(w.session, case.id)
    if w.after is State.REPLIED and last is answer and not given.passed:
        w.after = State.ASSIGNED if case.handler_id is not None else State.ACCEPTED
    facts: Facts = {"reply": w.id, "passed": given.passed}
    await w.append(EventKind.LOOKED, facts=facts, body=given.note, state=w.after)
    if given.passed:
        await _counts(w, written)
    await supervision.looked(w.session, w.ctx, w.caller, written, given.note)
    return w.moved()


async def _thin(w: Work[Look]) -> tuple[Answer, CaseEvent]:
    answer = await answer_queries.answer_at(w.session, w.case.id, w.id)
    if answer is None or answer.kind not in ANSWERS:
        raise NotFound
    if not answer.thin:
        raise Conflict("there is nothing to look at", code="not_thin")
    if answer.passed is not None:
        raise Conflict("somebody has looked at it", code="looked_already")
    written = await journal_queries.event_at(w.session, w.case.id, w.id)
    if written.staff_id is not None and written.staff_id == w.staff_id:
        raise Forbidden("whoever wrote a reply does not look at it", code="two_persons")
    return answer, written


async def _counts(w: Work[Look], written: CaseEvent) -> None:
    """The answer meets its duty after all: at once if the resident has it, else when they get it."""
    meets = await obligations.done(w.session, w.case, written, Duty.HANDLE, Duty.NEWS, named=True)
    notice = next(
        n
        for n in await journal_queries.notices_of(w.session, w.case.id)
        if n.event_seq == written.seq and NoticeKind(n.kind).row.replies
    )
    notice.meets = sorted({*notice.meets, *meets})
    if notice.state in SETTLED:
        await obligations.settle(w.session, w.ctx, notice, notice.delivered_at or written.at)


def _read(form: Form) -> Look:
    passed = {"yes": True, "no": False}.get(form.get("passed") or "")
    return Look.model_validate({"passed": passed, "note": form.get("note")})


STEP = Step(
    name="look",
    path="/replies/{seq}/look",
    given=Look,
    do=look,
    right=Right.LOOK,
    part=Part("seq", "seq", 2**31 - 1),
    refuses={409: ("not_thin", "looked_already")},
    form=_read,
)
