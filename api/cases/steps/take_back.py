"""撤回发送: words that were just sent to the resident and have not left yet are taken back by who wrote them."""

from api.cases import added, answer_queries, journal_queries, letter, obligation_queries
from api.cases.step import Form, Nothing, Part, Step, Work
from api.drafts import service as drafts
from api.errors import Conflict, Forbidden, NotFound
from api.supervision import service as supervision
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import State
from models.rights import Right
from models.tables import Answer, CaseEvent
from models.wire import Moved


async def take_back(w: Work[Nothing]) -> Moved:
    """What was just sent to the resident is taken back by who wrote it, as long as it has not left: the seconds of
    `HUIYIN_TAKE_BACK_SECONDS`. It answers nothing and is owed as before; its words and files are the writer's draft
    again. 409 `sent_already` later than that; 403 `another_wrote_it`."""
    written = await _meant(w)
    if written.staff_id != w.staff_id:
        raise Forbidden("who wrote it takes it back", code="another_wrote_it")
    notice = next(
        (
            n
            for n in await journal_queries.notices_of(w.session, w.case.id)
            if n.event_seq == w.id and NoticeKind(n.kind).row.words
        ),
        None,
    )
    if notice is None or not await journal_queries.take_back(w.session, notice.id, w.now):
        raise Conflict("it has left", code="sent_already")
    answer = await answer_queries.answer_at(w.session, w.case.id, w.id)
    if answer is not None:
        await _unanswered(w, answer, written)
    for o in await obligation_queries.open_obligations(w.session, w.case.id):
        if o.met_by == w.id and o.met_at is None:
            o.done_at = o.met_by = None
    await w.append(EventKind.TAKEN_BACK, facts={"sent": w.id, "what": written.kind}, state=w.after)
    form, words = _words(w, written, answer)
    if files := await added.loose(w.session, written):
        words["held"] = " ".join(files)
    await drafts.keep(w.session, w.ctx, w.caller, f"cases/{w.case.case_no}", (form, words))
    return w.moved()


async def _meant(w: Work[Nothing]) -> CaseEvent:
    written = await journal_queries.maybe_event(w.session, w.case.id, w.id)
    if written is None or written.kind not in FORMS:
        raise NotFound
    return written


async def _unanswered(w: Work[Nothing], answer: Answer, written: CaseEvent) -> None:
    """The case stands where it stood before, and a look at a thin answer is no longer wanted."""
    answer.taken_back_at = w.now
    if answer.state_before is not None and w.case.state == State.REPLIED:
        w.after = State(answer.state_before)
    if answer.thin:
        await supervision.looked(w.session, w.ctx, w.caller, written, None)


FORMS = {
    EventKind.REPLY: "reply",
    EventKind.PROGRESS: "reply",
    EventKind.QUESTION: "question",
    EventKind.NOTIFIED: "notify",
}


def _words(w: Work[Nothing], written: CaseEvent, answer: Answer | None) -> tuple[str, dict[str, str]]:
    """The form it was written in, with what stood there."""
    said = w.ctx.keys.text(written.body_sealed, "event") if written.body_sealed is not None else ""
    form = FORMS[EventKind(written.kind)]
    if answer is None:
        return form, {"text": said}
    if answer.form_sealed is None:
        return form, {"kind": answer.kind, "text": said}
    return form, {"kind": answer.kind} | letter.parts(w.ctx, answer.form_sealed)


def _read(_: Form) -> Nothing:
    return Nothing()


STEP = Step(
    name="takeback",
    path="/sent/{seq}/take-back",
    given=Nothing,
    do=take_back,
    right=Right.TAKE_BACK,
    part=Part("seq", "seq", 2**31 - 1),
    refuses={403: ("forbidden", "another_wrote_it"), 409: ("sent_already",)},
    form=_read,
    offered=False,
)
