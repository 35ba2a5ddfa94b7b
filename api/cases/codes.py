"""Query codes, which open a case to whoever has them. They are computed; only their marks are stored."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, queries
from api.context import Context
from models.numbers import query_code
from models.tables import Case
from models.wire import CaseReceipt


def code(ctx: Context, key: int, intake_key: str, issue: int) -> str:
    return query_code(ctx.keys.key("query", key), f"{intake_key}#{issue}" if issue else intake_key)


def code_of(ctx: Context, case: Case) -> str:
    """The query code that opens the case now. It is computed; only its mark is stored."""
    return code(ctx, case.code_key, case.intake_key, case.code_issue)


async def new_code(session: AsyncSession, ctx: Context, case: Case) -> str:
    """Another query code; the one before opens nothing any more."""
    issue = await queries.next_issue(session, case.id)
    made = code(ctx, ctx.keys.current, case.intake_key, issue)
    mark = ctx.keys.mark(f"{case.case_no}:{made}", "query-mark")
    await journal_queries.set_case(session, case.id, code_mark=mark, code_key=ctx.keys.current)
    return made


async def receipt_again(session: AsyncSession, ctx: Context, case: Case) -> CaseReceipt:
    """What the receipt said: the code is computed anew, the same; the day stands on record."""
    told = (await journal_queries.told_by(session, [case]))[case.id]
    provisional = not ctx.calendar.confirmed(told)
    return CaseReceipt(case_no=case.case_no, query_code=code_of(ctx, case), told_by=told, provisional=provisional)
