"""督办: a supervisor's own finding."""

from api.cases.step import Form, Step, Work
from api.errors import Conflict, Unprocessable
from api.supervision import answering, queries, service, views
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.triggers import BY_HAND
from models.rights import Right
from models.wire import SuperviseWanted, SupervisionView


async def supervise(w: Work[SuperviseWanted]) -> SupervisionView:
    """A supervisor's own finding; it goes to a named person one step above the case's owner, and to whoever answers for
    the case, who answers it in writing. A `question` goes to the latter only and is over with the answer. One of a kind
    is open at a time: said again it is 409 `supervised_already`."""
    case, given = w.case, w.given
    before = await queries.items_of(w.session, case.id, given.trigger)
    item = None
    if all(i.closed_at is not None for i in before):
        subject = f"again-{len(before)}" if before else ""
        item = await service.open_item(w.journal, given.trigger, subject=subject, note=given.note)
    if item is None:
        raise Conflict("the case is supervised for this", code="supervised_already")
    if given.trigger.row.asks:
        facts: Facts = {"supervision": item.id}
        await w.append(EventKind.NOTE, facts=facts, body=given.note)
    await answering.ask(w.journal, item)
    return await views.one(w.session, w.ctx, item, case)


def _read(form: Form) -> SuperviseWanted:
    trigger = form.get("trigger")
    if trigger not in BY_HAND:
        raise Unprocessable(field="trigger")
    return SuperviseWanted.model_validate({"trigger": trigger, "note": form.get("note")})


STEP = Step(
    name="supervise",
    path="/supervision",
    given=SuperviseWanted,
    do=supervise,
    right=Right.SUPERVISE,
    refuses={409: ("supervised_already",)},
    form=_read,
    result=SupervisionView,
    status=201,
)
