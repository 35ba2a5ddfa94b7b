"""Of the handling itself, or of retaliation: to somebody outside the unit."""

from api.cases.record import Journal
from api.cases.step import Work
from api.intake.service import Added, not_apart
from api.intake.step import ResidentStep
from api.supervision import service as supervision
from models.law.events import EventKind
from models.law.triggers import Trigger
from models.wire import Complaint


async def complain(w: Work[Complaint]) -> Added:
    """About the handling itself, or retaliation: heard by somebody outside the unit. Retaliation goes to the top at
    once, and stands nowhere the unit could read it. 409 `apart` for words that accuse (`kind`), on a case that does
    not."""
    case, given = w.case, w.given
    not_apart(case, given.kind)
    trigger = Trigger.RETALIATION if given.retaliation else Trigger.COMPLAINT
    subject = f"{w.today.isoformat()}-{case.version}"
    await supervision.open_item(Journal(w.session, w.ctx, case), trigger, subject=subject, note=given.text)
    if given.retaliation:
        return Added(case_no=case.case_no, event=case.version)
    event = await w.append(EventKind.COMPLAINED, body=given.text)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(path="/complaints", given=Complaint, do=complain, refuses={409: ("apart",)})
