"""The board of supervisors: late and soon late by unit and area; the late ones, with what may be done about each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, views, words_queries
from api.cases.list import Filters, cases
from api.cases.step import possible
from api.context import Context
from api.reports.dimension_queries import DIMENSIONS, Row, names
from api.security import Caller
from api.supervision import board_queries, inbox_queries
from models.clock import local_date
from models.law.breakdown import Axis
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.states import Action, State
from models.rights import Right
from models.tables import Case, Staff
from models.wire import Board, BoardLine, BoardPage, BoardRow, Code, Named

LATE: Mapping[str, str] = {"watched": "true", "overdue": "true", "sort": "due_at"}
SOON: Mapping[str, str] = {"watched": "true", "soon": "true", "sort": "due_at"}


@dataclass(frozen=True, kw_only=True)
class Late:
    """Which of the late ones are asked for."""

    unit: Annotated[Code | None, Query(description="only of this unit")] = None
    area: Annotated[Code | None, Query(description="only of this area and those below it")] = None
    cursor: Annotated[str | None, Query(max_length=200, description="`next` of the page before")] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50

    @property
    def filters(self) -> Filters:
        units, areas = [self.unit] if self.unit else [], [self.area] if self.area else []
        return Filters(unit=units, area=areas, cursor=self.cursor, limit=self.limit, sort="due_at")


async def board(session: AsyncSession, ctx: Context, who: Caller) -> Board:
    """The figures, each with the query of the list that gives exactly its cases."""
    now = ctx.clock.now()
    units = await _rows(session, who, Axis.UNIT, now)
    areas = await _rows(session, who, Axis.AREA, now)
    late, soon = (sum(row.late for row in units), sum(row.soon for row in units))
    return Board(at=now, total=_row((None, [late + soon, late, soon]), "", {}), units=units, areas=areas)


async def _rows(session: AsyncSession, who: Caller, by: Axis, now: datetime) -> list[BoardRow]:
    """The worst first."""
    found = await board_queries.late_and_soon(session, who, by, now)
    called = await names(session, DIMENSIONS[by], found)
    rows = [_row((c, n), called.get(c or "", c or ""), DIMENSIONS[by].asks(c)) for c, n in found]
    return sorted(rows, key=lambda row: (-row.late, -row.soon))


def _row(row: Row, name: str, asks: Mapping[str, str]) -> BoardRow:
    code, (_, late, soon) = row
    return BoardRow(
        code=code, name=name, late=late, soon=soon,
        late_cases=urlencode({**LATE, **asks}), soon_cases=urlencode({**SOON, **asks}),
    )  # fmt: skip


async def late(session: AsyncSession, ctx: Context, who: Caller, asked: Filters) -> BoardPage:
    """Those that the list finds so, the longest late first, with what is owed and by whom."""
    wanted = asked.model_copy(update={"watched": True, "overdue": True, "sort": "due_at"})
    found, after = await cases(session, ctx, who, wanted)
    beside = await _beside(session, ctx, found)
    return BoardPage(items=[_line(ctx, who, case, beside) for case in found], next=after)


@dataclass(frozen=True)
class _Beside:
    """What is shown beside the cases, by their ids; owners by theirs."""

    words: Mapping[int, str]
    owners: Mapping[int, Staff]
    owed: Mapping[int, Duty]
    reminded: Mapping[int, datetime]
    asked: Mapping[int, int]


async def _beside(session: AsyncSession, ctx: Context, found: Sequence[Case]) -> _Beside:
    ids = [case.id for case in found]
    first = await words_queries.first_words(session, found)
    today = local_date(ctx.clock.now())
    reminded = await journal_queries.last_of(session, ids, EventKind.REMINDED)
    return _Beside(
        words={case.id: views.excerpt(ctx, case, first) for case in found},
        owners=await inbox_queries.people(session, {c.owner_id for c in found if c.owner_id is not None}),
        owed=await board_queries.owed(session, ids),
        reminded={id: at for id, at in reminded.items() if local_date(at) == today},
        asked=await board_queries.questions(session, ids),
    )


def _line(ctx: Context, who: Caller, case: Case, beside: _Beside) -> BoardLine:
    owner = beside.owners.get(case.owner_id or 0)
    return BoardLine(
        case_no=case.case_no,
        version=case.version,
        state=State(case.state),
        excerpt=beside.words[case.id],
        unit=Named(code=case.lead_unit.code, name=case.lead_unit.name),
        area=Named(code=case.area.code, name=case.area.name),
        owner=Named(code=owner.login, name=owner.name) if owner else None,
        duty=beside.owed.get(case.id),
        due_at=case.due_at or ctx.clock.now(),
        reminded_at=beside.reminded.get(case.id),
        question=beside.asked.get(case.id),
        acts=list(_acts(who, case, beside)),
    )


def _acts(who: Caller, case: Case, beside: _Beside) -> Iterator[str]:
    others = case.owner_id not in (None, who.staff_id)
    if others and case.id not in beside.reminded and who.may(Right.REMIND, case):
        yield "remind"
    if others and case.id not in beside.asked and who.may(Right.SUPERVISE, case):
        yield "ask"
    if possible(case, Action.ASSIGN) and who.may(Right.ASSIGN, case):
        yield "reassign"
    elif possible(case, Action.ACCEPT) and who.may(Right.ACCEPT, case):
        yield "accept"
