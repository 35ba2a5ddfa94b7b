"""答复: what staff write to the resident on the matter: how it stands, or the answer (R22 art. 32, 33)."""

from api.cases import added, answer_queries, letter, taking
from api.cases.letter import Draft
from api.cases.record import Journal
from api.cases.step import Form, Shown, Step, Work
from api.errors import Unprocessable
from api.supervision import service as supervision
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.replies import ANSWERS, ReplyKind
from models.law.states import Action
from models.law.triggers import Trigger
from models.rights import Right
from models.tables import Answer
from models.wire import Moved, Reply


async def reply(w: Work[Reply]) -> Moved:
    """The written answer; it reaches the resident word for word. Only an answer moves the case and meets what is owed;
    one that only says "received" or how it stands meets the notice of art. 23 and the promise of news.

    409 `opinion_needed`: what is handled as a petition ends with an opinion letter, unless it is handled simply.
    """
    drawn = await letter.draft(w.session, w.ctx, w.case, w.given)
    files = await added.wanted(w.session, w.given.files)
    drawn.facts.update(added.named(files))
    if await taking.offered(w):
        await taking.take(w)
    before = str(w.case.state)
    if w.given.kind not in ANSWERS:
        await added.belong(w.session, files, await w.append(EventKind.PROGRESS, facts=drawn.facts, body=drawn.text))
        await _keep(w, drawn, before)
        meets = await w.done(Duty.INTAKE_NOTICE, Duty.NEWS)
        w.hold(await w.owe(drawn.notice, drawn.facts, meets=meets), w.given)
        return w.moved()
    facts = drawn.facts.copy()
    facts.pop("review_days", None)
    event = await w.append(EventKind.REPLY, facts=facts, body=drawn.text, state=w.after)
    await added.belong(w.session, files, event)
    thin = (await _keep(w, drawn, before)).thin
    met = [Duty.INTAKE_NOTICE, Duty.NEWS] if thin else [Duty.INTAKE_NOTICE, Duty.NEWS, Duty.HANDLE]
    meets = await w.done(*met, named=not thin)
    w.hold(await w.owe(drawn.notice, drawn.facts, meets=meets), w.given)
    if thin:
        await supervision.open_item(Journal(w.session, w.ctx, w.case), Trigger.THIN_REPLY, subject=str(event.seq))
    return w.moved()


async def _keep(w: Work[Reply], drawn: Draft, before: str) -> Answer:
    """Thin: shorter than the profile says, or another case's answer word for word; of a letter its own words count."""
    case, given, event = w.case, w.given, w.event
    bare, form = drawn.bare, given.opinion.model_dump_json() if given.opinion else None
    alike = w.ctx.keys.mark(bare, "alike", 1)
    least = w.ctx.profile_of(case.profile).values["thin_reply"]
    thin = given.kind in ANSWERS and (len(bare) < least or await answer_queries.answered_alike(w.session, case, alike))
    made = Answer(
        case_id=case.id, seq=event.seq, kind=given.kind, length=len(bare), alike=alike, thin=thin, at=event.at,
        result=given.opinion.result if given.opinion else None, adoption=given.adoption, outcome=given.outcome,
        contact_id=drawn.contact.id if drawn.contact else None,
        form_sealed=w.ctx.keys.seal(form, letter.FORM) if form is not None else None, state_before=before,
    )  # fmt: skip
    w.session.add(made)
    await w.session.flush()
    return made


async def _shown(w: Work[Reply]) -> Shown:
    drawn = await letter.draft(w.session, w.ctx, w.case, w.given)
    return drawn.notice, drawn.facts, drawn.text


LETTER = ("claim", "facts", "opinion", "basis", "result")


def _read(form: Form) -> Reply:
    """The kind is chosen, never taken for granted; what was typed for another kind is not lost and not sent."""
    given: dict[str, object] = {**form.filled("kind", "adoption"), "files": (form.get("held") or "").split()}
    if given.get("kind") not in list(ReplyKind):
        raise Unprocessable(field="kind_of_reply")
    if given["kind"] == ReplyKind.OPINION:
        given["opinion"] = parts = form.filled(*LETTER)
        for name in LETTER:
            if name not in parts:
                raise Unprocessable(field=name)
    else:
        given["text"] = form.get("text") or ""
    if given["kind"] not in (ReplyKind.ANSWER, ReplyKind.OPINION):
        given.pop("adoption", None)
        return Reply.model_validate(given)
    outcome, _, contact = (form.get("helper") or "").partition("|")
    return Reply.model_validate(given | ({"outcome": outcome, "contact": contact} if contact else {}))


STEP = Step(
    name="reply",
    path="/replies",
    given=Reply,
    do=reply,
    right=Right.REPLY,
    action=Action.REPLY,
    moves=lambda given: given.kind in ANSWERS,
    versioned=True,
    refuses={409: ("opinion_needed",)},
    form=_read,
    shows=_shown,
)
