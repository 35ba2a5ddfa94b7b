"""受理: the unit takes the matter up (R22 art. 22, 23)."""

from api.cases import obligations
from api.cases.changes import CaseChanges
from api.cases.obligations import limit_of
from api.cases.step import Step, Work, fields
from api.cases.wall import behind_the_wall
from api.errors import Conflict, Unprocessable
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.matters import CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.wire import Accept, Moved


async def accept(w: Work[Accept]) -> Moved:
    """受理: the unit takes the matter up; class, route and tier may be set. An accusation goes behind the wall at once
    (art. 30). A tier slower than the ordinary one takes a reason: 422 `note`.

    The *accepted* notice is the notice of art. 23: what it is, by which route, by when it is answered; and where a body
    outside decides, which, and by when the resident hears from us.
    """
    case, given = w.case, w.given
    if case.restricted and given.case_class not in (None, CaseClass.ACCUSATION):
        raise Conflict("an accusation stays behind the wall", code="walled")
    if given.tier is not None and given.tier.slower_than(Tier.NORMAL) and given.note is None:
        raise Unprocessable("slower than ordinary: say why", field="note")
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
    return w.moved()


STEP = Step(
    name="accept",
    path="/accept",
    given=Accept,
    do=accept,
    right=Right.ACCEPT,
    action=Action.ACCEPT,
    versioned=True,
    refuses={409: ("walled",)},
    form=fields(Accept),
)
