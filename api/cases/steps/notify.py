"""告知 (R22 art. 23): what was received, by which route and procedure it goes on."""

from api.cases.step import Shown, Step, Work, as_written, fields
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import Action
from models.rights import Right
from models.wire import Moved, Notify


async def notify(w: Work[Notify]) -> Moved:
    """告知: what was received, by which route and procedure it goes on. It meets the notice of art. 23, never the
    answer."""
    await w.append(EventKind.NOTIFIED, facts=w.unit, body=w.given.text)
    meets = await w.done(Duty.INTAKE_NOTICE)
    await w.owe(NoticeKind.NOTIFIED, w.unit, meets=meets)
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
