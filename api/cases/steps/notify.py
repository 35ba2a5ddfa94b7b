"""告知 (R22 art. 23): what was received, by which route and procedure it goes on."""

from api.cases import obligation_queries, obligations
from api.cases.step import Shown, Step, Work, as_written, fields
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.wire import Moved, Notify


async def notify(w: Work[Notify]) -> Moved:
    """告知: what was received, by which route and procedure it goes on. It meets the notice of art. 23, never the
    answer: that is owed from the day on which the notice was, so that nothing that is told of is without a day."""
    await w.append(EventKind.NOTIFIED, facts=w.unit, body=w.given.text)
    notices = await obligation_queries.open_obligations(w.session, w.case.id, Duty.INTAKE_NOTICE)
    meets = await w.done(Duty.INTAKE_NOTICE)
    if w.case.guided is None:
        start = max((o.due_nominal for o in notices), default=w.today)
        await w.open(Duty.HANDLE, obligations.limit_for(w.case), start=start)
    w.hold(await w.owe(NoticeKind.NOTIFIED, w.unit, meets=meets), w.given)
    return w.moved()


async def _shown(w: Work[Notify]) -> Shown:
    return await as_written(w, NoticeKind.NOTIFIED)


STEP = Step(
    name="notify",
    path="/notify",
    given=Notify,
    do=notify,
    right=Right.NOTIFY,
    action=Action.NOTIFY,
    versioned=True,
    form=fields(Notify),
    shows=_shown,
)
