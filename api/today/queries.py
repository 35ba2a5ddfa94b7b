"""SQL of what waits for the caller. Each of these reads so many rows of an index and no more, however many cases."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases.list_queries import SOON
from api.cases.proposals import queries as proposals
from api.cases.queries import OPEN, ROW, visible
from api.security import Caller
from api.tasks import queries as tasks
from models.law.channels import Channel
from models.law.notices import NoticeKind, NoticeState
from models.law.waiting import Ends, Wait
from models.rights import Relation, Right
from models.tables import Case, Escalation, Notification, SupervisionItem, Task, Waiting

STANDS = ("trigger", "called", "improvement", "handed_over")
"""Facts of messages about what stands on the page anyway."""
MOST = 99
"""No count goes further."""


def _mine(who: Caller) -> ColumnElement[bool]:
    """For the caller, or for whoever of a unit has it first where they may have cases."""
    reach = who.reach(Right.HANDLE)
    here: ColumnElement[bool] = true() if reach.inside is None else Waiting.unit_id.in_(reach.inside)
    if Relation.WALL in reach:
        here = or_(here, Case.restricted)
    return and_(
        Waiting.done_at.is_(None), or_(Waiting.staff_id == who.staff_id, and_(Waiting.staff_id.is_(None), here))
    )


def _seen(who: Caller) -> ColumnElement[bool]:
    """On cases the caller sees; a suggestion is the unit's to answer, whose case it need not see."""
    asked = and_(Waiting.kind == Wait.IMPROVEMENT.value, Case.restricted.is_(False))
    return or_(visible(who), asked)


async def waiting(session: AsyncSession, who: Caller, after: int, limit: int) -> Sequence[tuple[Waiting, Case]]:
    """Of cases the caller sees, what came first before the rest; one more than asked."""
    statement = (
        select(Waiting, Case)
        .join(Case, Case.id == Waiting.case_id)
        .options(*ROW)
        .where(_mine(who), _seen(who), Waiting.id > after)
        .order_by(Waiting.id)
        .limit(limit + 1)
    )
    return [(w, c) for w, c in await session.execute(statement)]


async def supervised(session: AsyncSession, ids: Collection[int]) -> dict[int, SupervisionItem]:
    """The items of these ids that people have found, by id."""
    if not ids:
        return {}
    found = SupervisionItem.id.in_(ids), SupervisionItem.note_sealed.is_not(None)
    return {item.id: item for item in await session.scalars(select(SupervisionItem).where(*found))}


async def one(session: AsyncSession, who: Caller, id: int) -> Waiting | None:
    statement = select(Waiting).join(Case, Case.id == Waiting.case_id).where(_mine(who), _seen(who), Waiting.id == id)
    found: Waiting | None = await session.scalar(statement)
    return found


async def seen(session: AsyncSession, who: Caller, until: int, now: datetime) -> None:
    """The caller has had these before them; what is news only is over with it."""
    theirs = (Waiting.staff_id == who.staff_id, Waiting.done_at.is_(None), Waiting.id <= until)
    news = [w.value for w in Wait if w.row.ends is Ends.SEEN]
    for more, values in (
        ((Waiting.seen_at.is_(None),), {"seen_at": now}),
        ((Waiting.kind.in_(news),), {"done_at": now, "done_by_id": who.staff_id}),
    ):
        statement = update(Waiting).where(*theirs, *more).values(**values)
        await session.execute(statement.execution_options(synchronize_session=False))


async def seen_on(session: AsyncSession, staff_id: int, case_no: str, now: datetime) -> None:
    """The caller has opened the case."""
    statement = update(Waiting).where(*_unseen(staff_id, case_no)).values(seen_at=now)
    await session.execute(statement.execution_options(synchronize_session=False))


def _unseen(staff_id: int, case_no: str) -> tuple[ColumnElement[bool], ...]:
    """What waits for that person on that case."""
    case_id = select(Case.id).where(Case.case_no == case_no).scalar_subquery()
    theirs = (Waiting.case_id == case_id, Waiting.staff_id == staff_id, Waiting.done_at.is_(None))
    return *theirs, Waiting.seen_at.is_(None)


async def dates(session: AsyncSession, staff_id: int, now: datetime, limit: int) -> Sequence[Case]:
    """Cases the person answers for that are late or soon late, the first due before the rest."""
    wanted = (Case.owner_id == staff_id, Case.due_at < now + SOON, OPEN)
    statement = select(Case).options(*ROW).where(*wanted).order_by(Case.due_at, Case.id).limit(limit)
    return (await session.scalars(statement)).all()


async def messages(session: AsyncSession, staff_id: int, limit: int) -> Sequence[Notification]:
    """Those not read, the newest first; what is only told in a chat stands elsewhere already."""
    statement = select(Notification).where(*_unread(staff_id)).order_by(Notification.id.desc()).limit(limit)
    return (await session.scalars(statement)).all()


def _unread(staff_id: int) -> tuple[ColumnElement[bool], ...]:
    own = (Notification.staff_id == staff_id, Notification.channel == Channel.STAFF.value)
    elsewhere = [NoticeKind.WORK.value, NoticeKind.DIGEST.value]
    alone = (Notification.facts[fact].as_string().is_(None) for fact in STANDS)
    return *own, Notification.state == NoticeState.SENT.value, Notification.kind.not_in(elsewhere), *alone


async def counts(session: AsyncSession, who: Caller, now: datetime, case_no: str) -> dict[str, int]:
    """Of each sort, in one statement; `newest`: of what waits, the last; `to_decide`: what may be theirs to decide;
    `new_here`: what they have not seen yet on the case of that number."""
    me = who.staff_id or 0
    seen_by_me = and_(_mine(who), _seen(who))
    held = Select[Any]
    entries: held = select(Waiting.id).join(Case, Case.id == Waiting.case_id).where(seen_by_me)
    steps: held = (
        select(Escalation.id)
        .join(SupervisionItem, SupervisionItem.id == Escalation.item_id)
        .join(Case, Case.id == SupervisionItem.case_id)
        .where(Escalation.staff_id == me, Escalation.acknowledged_at.is_(None), SupervisionItem.closed_at.is_(None))
    )
    due: held = select(Case.id).where(Case.owner_id == me, OPEN)
    desk: held = select(Task.id).outerjoin(Case, Case.id == Task.case_id)
    desk = desk.where(tasks.visible(who), Task.done_at.is_(None))
    asked = {
        "waiting": _capped(entries),
        "new": _capped(entries.where(Waiting.seen_at.is_(None))),
        "to_acknowledge": _capped(steps),
        "late": _capped(due.where(Case.due_at < now)),
        "soon": _capped(due.where(Case.due_at >= now, Case.due_at < now + SOON)),
        "messages": _capped(select(Notification.id).where(*_unread(me))),
        "tasks": _capped(desk),
        "to_decide": _capped(proposals.open_of_others(who)),
        "new_here": _capped(select(Waiting.id).where(*_unseen(me, case_no))),
        "newest": select(func.max(Waiting.id))
        .join(Case, Case.id == Waiting.case_id)
        .where(seen_by_me)
        .scalar_subquery(),
    }
    row = (await session.execute(select(*(value.label(name) for name, value in asked.items())))).one()
    return {name: int(value or 0) for name, value in row._mapping.items()}


def _capped(which: Select[Any]) -> Any:
    some = which.limit(MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
