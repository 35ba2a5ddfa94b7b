"""Asks the unit above for a review. Words said in time count even after the deadline: the API decides."""

from conversations.dialogs.remedies import Remedy, remedy
from conversations.engine.dialog import Dialog
from conversations.engine.engine import ask, look
from conversations.engine.facts import CaseStatus, MyCases, TheDesk
from conversations.questions.case_number import CaseRef


async def ask_review() -> Remedy | None:
    """The keys: `which` (a number of the own chat), `review.<number>`, `confirm.review.<number>`."""
    mine = frozenset(c.case_no for c in await look(MyCases()))
    number, _ = await ask("which", CaseRef("follow.which_none", (), mine))
    case = await look(CaseStatus(number, None))
    return await remedy("review", case, None, await look(TheDesk())) if case is not None else None


ASK_REVIEW = Dialog(ask_review)
