"""听证: a hearing before a review is decided (R22 art. 36)."""

from datetime import timedelta

from api.cases import obligation_queries, obligations, reviews
from api.cases.step import Form, Part, Step, Work
from api.errors import Conflict, Unprocessable
from models.clock import end_of, local_date
from models.law.duties import About
from models.law.events import EventKind
from models.law.facts import Facts
from models.rights import Right
from models.tables import ObligationChange, Review
from models.wire import Hearing, Moved
from models.words import wording


async def hearing(w: Work[Hearing]) -> Moved:
    """听证: its days are not counted for 复核 (art. 36); for 复查 the law knows no such rule, and the date stays."""
    given = w.given
    review = await reviews.undecided(w)
    if review.hearing_from is not None:
        raise Conflict("a hearing is set", code="hearing_set")
    if given.first < local_date(review.asked_at):
        raise Unprocessable("before it was asked for", field="first")
    review.hearing_from, review.hearing_until = given.first, given.last
    days: Facts = {"first_on": given.first.isoformat(), "last_on": given.last.isoformat()}
    await w.append(EventKind.HEARING, facts=days, body=given.note)
    if review.level == 2:
        await _not_counted(w, review, (given.last - given.first).days + 1)
    return w.moved()


async def _not_counted(w: Work[Hearing], review: Review, days: int) -> None:
    owed = await obligation_queries.open_obligation(
        w.session, w.case.id, reviews.OWED[2], About.EVENT.of(review.asked_seq)
    )
    if owed is None or owed.counted_from is None:
        return
    profile = w.ctx.profile_of(w.case.profile)
    due = profile.due(reviews.OWED[2], owed.counted_from + timedelta(days=days), w.ctx.calendar)
    w.session.add(
        ObligationChange(
            obligation_id=owed.id, at=w.now, actor=w.caller.name, reason=wording("noted.hearing", days=days),
            old_nominal=owed.due_nominal, new_nominal=due.nominal, old_at=owed.due_at, new_at=end_of(due.at),
        )
    )  # fmt: skip
    owed.counted_from += timedelta(days=days)
    owed.due_nominal, owed.due_at, owed.provisional = due.nominal, end_of(due.at), due.provisional
    owed.alarm_at = end_of(due.nominal)
    obligations.set_alarms(owed, profile)
    await w.session.flush()
    await obligations.refresh_due(w.session, w.case)


async def _theirs(w: Work[Hearing]) -> None:
    await reviews.undecided(w)


def _read(form: Form) -> Hearing:
    return Hearing.model_validate(form.filled("first", "last", "note"))


STEP = Step(
    name="hearing",
    path="/reviews/{id}/hearing",
    given=Hearing,
    do=hearing,
    right=Right.REVIEW,
    admit=_theirs,
    part=Part("id", "review"),
    refuses={409: ("decided_already", "hearing_set")},
    form=_read,
    offered=False,
)
