"""How what several units do on one matter is shown to staff."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligation_queries
from api.context import Context
from api.joint import queries
from models.law.duties import About, Duty
from models.law.replies import Adoption
from models.tables import Case
from models.wire import CoUnitView, ImprovementView, Named

TEXT, ANSWER = "improvement-text", "improvement-answer"
"""What each is sealed for."""


async def called(session: AsyncSession, case: Case) -> list[CoUnitView]:
    return [
        CoUnitView(
            id=c.id,
            unit=Named(code=u.code, name=u.name),
            whistle=c.whistle,
            called_at=c.called_at,
            due_at=c.due_at,
            mustered_at=c.mustered_at,
            mustered_by=by.name if by else None,
        )
        for c, u, by in await queries.called(session, case.id)
    ]


async def improvements(session: AsyncSession, ctx: Context, rows: Sequence[queries.Row]) -> list[ImprovementView]:
    found = []
    for i, number, unit, made_by, by in rows:
        owed = await obligation_queries.obligation_of(session, i.case_id, Duty.IMPROVEMENT, About.IMPROVEMENT.of(i.id))
        found.append(
            ImprovementView(
                id=i.id,
                case_no=number,
                unit=Named(code=unit.code, name=unit.name),
                text=ctx.keys.text(i.text_sealed, TEXT),
                made_by=made_by.name,
                made_at=i.made_at,
                due_by=owed.due_nominal if owed else None,
                adoption=Adoption(i.adoption) if i.adoption else None,
                answer=ctx.keys.text(i.answer_sealed, ANSWER) if i.answer_sealed is not None else None,
                answered_by=by.name if by else None,
                answered_at=i.answered_at,
            )
        )
    return found
