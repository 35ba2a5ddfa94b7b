"""受理: the unit takes the matter up (R22 art. 22, 23)."""

from api.cases import assigning, correcting, obligations, taking
from api.cases.changes import CaseChanges
from api.cases.obligations import limit_of
from api.cases.step import Form, Step, Work, goes_to
from api.cases.wall import behind_the_wall
from api.errors import Conflict, Unprocessable
from api.security import need
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.wire import Accept, Assign, Correct, Moved


async def accept(w: Work[Accept]) -> Moved:
    """受理: the unit takes the matter up, with its class; route and tier may be set, topic and area corrected, and with
    `unit` and `handler` it is assigned at once. 422 `case_class` for a case without a class. Whoever was to take it
    over (签收) has by accepting. An accusation goes behind the wall at once (art. 30) and to nobody else. A tier slower
    than the ordinary one takes a reason: 422 `note`.

    The *accepted* notice is the notice of art. 23: what it is, by which route, by when it is answered; and where a body
    outside decides, which, and by when the resident hears from us.
    """
    w.given = _classed(w)
    case, given = w.case, w.given
    if case.restricted and given.case_class not in (None, CaseClass.ACCUSATION):
        raise Conflict("an accusation stays behind the wall", code="walled")
    if given.tier is not None and given.tier.slower_than(Tier.NORMAL) and given.note is None:
        raise Unprocessable("slower than ordinary: say why", field="note")
    if await taking.offered(w):
        await taking.take(w)
    if given.topic is not None or given.area is not None:
        await correcting.correct(w, Correct(topic=given.topic, area=given.area))
    facts, changes = w.unit, CaseChanges(state=w.after)
    if given.case_class is not None:
        facts["case_class"] = changes["case_class"] = str(given.case_class)
    if given.route is not None:
        facts["route"] = changes["route"] = str(given.route)
    if given.tier is not None:
        facts["tier"] = changes["tier"] = str(given.tier)
    if case.guided is not None:
        changes |= {"guided": None, "destination": None}
    if given.case_class is CaseClass.ACCUSATION and not case.restricted:
        unit, walled = await behind_the_wall(w)
        facts |= unit
        changes |= walled
    limit = limit_of(given.case_class, given.route or (Route(case.route) if case.route else None), given.tier)
    owed = await obligations.answer_by(w.journal, limit, w.caller.name)
    facts["answer_by"] = owed.due_nominal.isoformat()
    if decides := w.ctx.profile_of(case.profile).limits[limit].by:
        facts["decides"] = decides
    await w.append(EventKind.ACCEPTED, facts=facts, body=given.note, **changes)
    meets = await w.done(Duty.INTAKE_NOTICE, Duty.FORWARD)
    await w.owe(NoticeKind.ACCEPTED, facts, meets=meets)
    if given.unit is None or given.handler is None or given.case_class is CaseClass.ACCUSATION:
        return w.moved()
    whom = Assign(unit=given.unit, handler=given.handler)
    then = Work(session=w.session, ctx=w.ctx, who=w.who, case=case, given=whom)
    need(w.caller, Right.ASSIGN, case)
    then.after = goes_to(case, Action.ASSIGN)
    return await assigning.assign(then)


def _classed(w: Work[Accept]) -> Accept:
    """With the class that it has, or that the wall says. Nothing is taken up unclassed."""
    known = w.case.case_class or (CaseClass.ACCUSATION if w.case.restricted else None)
    given = w.given.case_class or (CaseClass(known) if known else None)
    if given is None:
        raise Unprocessable("say of what class it is", field="case_class")
    return w.given.model_copy(update={"case_class": given})


def _read(form: Form) -> Accept:
    given = form.filled("case_class", "route", "tier", "topic", "area", "note")
    unit, _, handler = (form.get("who") or "").partition("|")
    return Accept.model_validate(given | ({"unit": unit, "handler": handler} if handler else {}))


STEP = Step(
    name="accept",
    path="/accept",
    given=Accept,
    do=accept,
    right=Right.ACCEPT,
    action=Action.ACCEPT,
    versioned=True,
    refuses={409: ("walled", "few_holders")},
    form=_read,
)
