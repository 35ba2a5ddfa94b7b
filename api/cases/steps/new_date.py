"""A new day after a date has slipped, or is told to: named by the person who answers for the case, never by a machine.

The date of the law, or of the profile, stays what it was: lateness is counted from it.
"""

from api.cases import obligation_queries
from api.cases.step import Shown, Step, Work, fields
from api.errors import Conflict, Forbidden, Unprocessable
from models.law.duties import SLIPS, About, Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.law.states import UNANSWERED, State
from models.rights import Right
from models.wire import Moved, NewDay


async def promise(w: Work[NewDay]) -> Moved:
    """A new day for the answer, or for news, after a date has slipped, by the person who answers for the case. The date
    by which it was owed stays what it was. 422 for a day that is past, or further off than the longest time without
    news."""
    given = w.given
    if not await _slipped(w):
        raise Conflict("no date has slipped", code="nothing_slipped")
    furthest = w.ctx.profile_of(w.case.profile).due("news_long", w.today, w.ctx.calendar).nominal
    if not w.today < given.day <= furthest:
        raise Unprocessable(f"a day after today, not later than {furthest.isoformat()}", field="day")
    event = await w.append(EventKind.PROMISED, facts=_told(w), body=given.reason)
    meets = await w.done(Duty.NEWS, named=given.what == "answer")
    subject = (About.ANSWER if given.what == "answer" else About.NAMED).of(event.seq)
    await w.open_until(Duty.NEWS, given.day, subject)
    await w.owe(NoticeKind.PROMISED, _told(w), meets=meets)
    return w.moved()


async def _theirs(w: Work[NewDay]) -> None:
    """The named person: who answers for the case now, or handles it. Of a review only the former, since whoever handled
    it is reviewed."""
    if not w.caller.may(Right.NEW_DATE, w.case):
        raise Forbidden("only the person who answers for the case names a day", code="not_yours")


async def _slipped(w: Work[NewDay]) -> bool:
    """Whether the resident waits past a date, or was told that they may have to."""
    owed = await obligation_queries.open_obligations(w.session, w.case.id)
    return State(w.case.state) in UNANSWERED and any(
        o.key in SLIPS and o.done_at is None and (o.told_at is not None or o.due_nominal < w.today) for o in owed
    )


async def _offered(w: Work[NewDay]) -> bool:
    return w.caller.may(Right.NEW_DATE, w.case) and await _slipped(w)


def _told(w: Work[NewDay]) -> Facts:
    day = w.given.day.isoformat()
    return {**w.unit, "answer_by": day} if w.given.what == "answer" else {**w.unit, "news_by": day}


async def _shown(w: Work[NewDay]) -> Shown:
    return NoticeKind.PROMISED, _told(w), w.given.reason


STEP = Step(
    name="promise",
    path="/promise",
    given=NewDay,
    do=promise,
    right=Right.NEW_DATE,
    admit=_theirs,
    versioned=True,
    refuses={403: ("forbidden", "not_yours"), 409: ("nothing_slipped",)},
    form=fields(NewDay),
    shows=_shown,
    offer=_offered,
)
