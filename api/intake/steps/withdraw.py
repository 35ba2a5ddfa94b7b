"""撤回, by the chat that has the case only."""

from api.cases.record import Journal
from api.cases.step import Work, goes_to
from api.intake.service import Added
from api.intake.step import ResidentStep
from api.supervision import service as supervision
from models.law.duties import About, Duty
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import MOVES, Action, Ending, State
from models.law.triggers import Trigger
from models.wire import Withdrawal
from models.words import wording


async def withdraw(w: Work[Withdrawal]) -> Added:
    """撤回, by the chat that has the case; undone within the profile's days. Whoever says that they were pressed is
    heard outside the unit."""
    case, given = w.case, w.given
    after, was = goes_to(case, Action.WITHDRAW), State(case.state)
    event = await w.append(
        EventKind.WITHDRAWN, facts={"was": was}, body=given.text, state=after, ending=Ending.WITHDRAWN, ended_at=w.now
    )
    await w.void()
    undo = await w.open(Duty.WITHDRAW_UNDO, subject=About.EVENT.of(event.seq))
    await w.owe(NoticeKind.WITHDRAWN, {"until_on": undo.due_nominal.isoformat()})
    if given.pressed == "yes":
        note = given.text or wording("noted.pressed")
        await supervision.open_item(Journal(w.session, w.ctx, case), Trigger.PRESSED, subject=str(event.seq), note=note)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(
    path="/withdrawals", given=Withdrawal, do=withdraw, by_code=False, refuses={409: ("move_not_allowed",)},
    fits=lambda case: (case.state, Action.WITHDRAW) in MOVES, on_paper=True,
)  # fmt: skip
