"""The queues of the case list: under which name which cases are picked up, in which order, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import list_queries as lists
from api.security import Caller
from models.law.rows import Rows
from models.rights import Relation, Right

Holds = Callable[[Caller, datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """`holds`: which of the cases that the caller sees; `sort`: their order; `right`: who has the queue, and `of_unit`:
    only with a unit that they answer for. `counted`: its total is shown."""

    holds: Holds
    sort: str = "owed"
    right: Right = Right.SEE_OWN
    of_unit: bool = False
    counted: bool = True


class View(Rows):
    """Names of the queues, in the order in which they are shown. The words are `staff.view` of the catalogue."""

    row: Queue
    MINE = "mine", Queue(holds=lambda who, _: lists.of_owner_open(who))
    UNASSIGNED = (
        "unassigned",
        Queue(holds=lambda who, _: lists.without_a_person(who), right=Right.ANSWER_FOR, of_unit=True),
    )
    ASKED = (
        "asked",
        Queue(holds=lambda who, _: lists.waits_for_resident(who), sort="asked_at", right=Right.ANSWER_FOR),
    )
    TO_CLOSE = "to_close", Queue(holds=lambda who, _: lists.answered(who), right=Right.ANSWER_FOR)
    LED = "led", Queue(holds=lambda who, _: lists.led(who), right=Right.HEAR_AS_LEADER)
    LATE = "late", Queue(holds=lambda _, now: lists.is_overdue(now), right=Right.READ_LISTS)
    URGED = "urged", Queue(holds=lambda *_: lists.is_urged(), sort="-urged_at", right=Right.READ_LISTS)
    TO_WRITE_UP = (
        "to_write_up",
        Queue(holds=lambda *_: lists.to_write_up(), sort="-registered_at", right=Right.WRITE_UP, counted=False),
    )


def offered(who: Caller) -> list[View]:
    """The queues that the caller has."""
    return [view for view in View if who.may(view.row.right) and (not view.row.of_unit or _answers(who))]


def _answers(who: Caller) -> bool:
    reach = who.reach(Right.ANSWER_FOR)
    return reach.inside is None or bool(reach.inside) or Relation.WALL in reach


async def watched_totals(session: AsyncSession, who: Caller, now: datetime) -> dict[str, int]:
    """In the units that the caller supervises: how much is late and soon late, likewise up to `MOST` and one."""
    near = {"late": lists.is_overdue(now), "soon": lists.is_soon(now)}
    return await lists.totals(session, who, {name: and_(lists.watched(who), holds) for name, holds in near.items()})


async def totals(session: AsyncSession, who: Caller, now: datetime) -> dict[View, int]:
    """How many cases each of the caller's queues holds, up to `list_queries.MOST` and one; in one statement."""
    wanted = {view.value: view.row.holds(who, now) for view in offered(who) if view.row.counted}
    return {View(name): n for name, n in (await lists.totals(session, who, wanted)).items()}
