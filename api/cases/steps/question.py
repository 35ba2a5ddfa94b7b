"""A question to the resident."""

from api.cases.step import Shown, Step, Work, as_written, fields
from api.errors import Conflict
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.states import State
from models.rights import Right
from models.wire import Ask, Moved


async def question(w: Work[Ask]) -> Moved:
    """Asks the resident in their chat; the clocks run on meanwhile (art. 34 knows no pause for it)."""
    if not await _open(w):
        raise Conflict("the case is closed", code="move_not_allowed")
    await w.append(EventKind.QUESTION, facts=w.unit, body=w.given.text, asked_at=w.now)
    w.hold(await w.owe(NoticeKind.QUESTION, w.unit), w.given)
    return w.moved()


async def _open(w: Work[Ask]) -> bool:
    return w.case.state != State.CLOSED


async def _shown(w: Work[Ask]) -> Shown:
    return await as_written(w, NoticeKind.QUESTION)


STEP = Step(
    name="question",
    path="/questions",
    given=Ask,
    do=question,
    right=Right.QUESTION,
    refuses={409: ("move_not_allowed",)},
    form=fields(Ask),
    shows=_shown,
    offer=_open,
)
