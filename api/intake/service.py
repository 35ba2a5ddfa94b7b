"""What a resident does through a bot. Nothing here refuses a matter: 来访必录, every confirmed matter is registered."""

import hmac
from datetime import date

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import journal_queries, obligation_queries, obligations, queries, register, words_queries
from api.cases.register import Intake
from api.chats import queries as chats
from api.context import Context
from api.errors import Conflict, NotFound
from api.intake import views
from api.intake.queries import open_questions
from api.security import Caller
from models.clock import local_date
from models.law.matters import Kind
from models.tables import Case, ResidentChannel
from models.wire import CaseCreate, ResidentCase, ResidentRef, Wire

MINE = 50


class Added(Wire):
    case_no: str
    event: int


async def file_case(ctx: Context, who: Caller, key: str, given: CaseCreate) -> Response:
    """Registers what the resident confirmed. The *received* notice is leased to the caller, who speaks it at once."""
    return await register.file(
        ctx, who, key, "cases", given, lambda kept: _intake(kept, given, local_date(ctx.clock.now()))
    )


def _intake(key: str, given: CaseCreate, today: date) -> Intake:
    return Intake(
        key=key,
        channel=given.resident.channel,
        petition_date=today,
        kind=given.kind,
        parts=given.parts,
        consent=given.consent,
        topic=given.topic,
        area=given.area,
        place=given.place,
        elsewhere=given.elsewhere,
        petitioner_count=given.petitioner_count,
        answers=given.answers,
        on_behalf=given.on_behalf,
        name=given.name,
        phone=given.phone,
        resident=given.resident,
    )


async def chat_of(session: AsyncSession, ctx: Context, ref: ResidentRef) -> ResidentChannel | None:
    return await chats.channel_by_mark(session, ctx.keys.marks(f"{ref.channel}:{ref.address}", "address"))


async def mine(session: AsyncSession, ctx: Context, ref: ResidentRef) -> list[ResidentCase]:
    """The chat's own cases, newest first, without timelines."""
    chat = await chat_of(session, ctx, ref)
    if chat is None:
        return []
    cases = await queries.cases_of_resident(session, chat.resident_id, MINE)
    first = await words_queries.first_words(session, cases)
    told = await journal_queries.told_by(session, cases)
    now = ctx.clock.now()
    rights = await obligation_queries.rights_of(session, cases, now)
    rows = [(views.resident_row(ctx, c, first, told), obligations.last_days(rights[c.id], now)) for c in cases]
    asked = await open_questions(session, cases)
    open_ = [{"open_question": asked.get(c.id)} for c in cases]
    return [row.model_copy(update=days | more) for (row, days), more in zip(rows, open_, strict=True)]


async def own(session: AsyncSession, ctx: Context, ref: ResidentRef, case_no: str, code: str | None) -> Case:
    """The case, if this chat filed it or the code is right. The same NotFound whatever is wrong."""
    case = await queries.case_by_no(session, case_no)
    chat = await chat_of(session, ctx, ref)
    if case is not None and chat is not None and case.resident_id == chat.resident_id:
        return case
    if case is not None and code is not None and _code_fits(ctx, case, code):
        return case
    raise NotFound


def not_apart(case: Case, kind: Kind | None) -> None:
    """Conflict `apart`: what accuses an official is never kept with a case that others read."""
    if kind is Kind.ACCUSATION and not case.restricted:
        raise Conflict("an accusation is a case of its own: file it with its kind", code="apart")


def _code_fits(ctx: Context, case: Case, code: str) -> bool:
    return hmac.compare_digest(ctx.keys.mark(f"{case.case_no}:{code}", "query-mark", case.code_key), case.code_mark)


async def status(session: AsyncSession, ctx: Context, case_no: str, code: str) -> ResidentCase:
    """By number and code."""
    return await views.for_resident(session, ctx, await proved(session, ctx, case_no, code))


async def proved(session: AsyncSession, ctx: Context, case_no: str, code: str) -> Case:
    """The case of this number and code. A wrong number and a wrong code cannot be told apart, in words or in time."""
    case = await queries.case_by_no(session, case_no)
    if case is None:
        ctx.keys.mark(f"{case_no}:{code}", "query-mark")
        raise NotFound
    if not _code_fits(ctx, case, code):
        raise NotFound
    return case
