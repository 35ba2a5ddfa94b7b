"""What the counter does beside the moves: a lost query code is issued anew, a recording is written up."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries, queries_search, record, service
from api.cases.codes import new_code
from api.cases.moves import told
from api.context import Context
from api.errors import Conflict
from api.security import Caller
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.law.people import Role
from models.law.states import State
from models.wire import CodeIssued, CodeWanted, Moved, WriteUp

MAY_WRITE_UP = (Role.CLERK, Role.HANDLER, Role.DISCIPLINE)
MAY_ISSUE = (Role.CLERK, Role.DISCIPLINE)


async def write_up(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: WriteUp) -> Moved:
    """Staff's words beside the original, which stays as it is. Written again, both stand; the last is shown first.

    Conflict `nothing_to_write_up` when the original holds no file.
    """
    case = await service.see(session, who, case_no)
    service.permit(who, case, MAY_WRITE_UP)
    if not any(w.attachment_id for w in await queries.words_of(session, case)):
        raise Conflict("the original has no recording and no picture", code="nothing_to_write_up")
    event = await record.append(
        session, ctx, case, EventKind.WRITTEN_UP, who.name, staff_id=who.staff_id, body=given.text
    )
    if not case.restricted:
        await queries_search.index_more(session, case.id, given.text, ctx.db.sqlite)
    return Moved(case_no=case.case_no, state=State(case.state), version=event.seq, event=event.seq)


async def reissue_code(session: AsyncSession, ctx: Context, who: Caller, case_no: str, given: CodeWanted) -> CodeIssued:
    """The new code is in the answer only; the chat that has the case is told that there is one. What was checked and
    why stands sealed in the timeline and in the audit.

    Conflict `nothing_to_check` for a case without a name and a phone: no document can show that it is theirs.
    """
    case = await service.see(session, who, case_no)
    service.permit(who, case, MAY_ISSUE)
    if case.anonymous:
        raise Conflict("nobody can prove that a case without a name is theirs", code="nothing_to_check")
    code = await new_code(session, ctx, case)
    body = f"{given.checked}\n{given.reason}"
    event = await record.append(session, ctx, case, EventKind.CODE_REISSUED, who.name, staff_id=who.staff_id, body=body)
    if case.channel_id is not None:
        desk = await queries.receiving_desk(session)
        facts = record.unit_facts(desk)
        await record.owe(session, ctx, case, NoticeKind.CODE_REISSUED, facts, event.seq, **told(case))
    await queries.audit(session, who, "reissue_code", case.case_no, ctx.clock.now(), given.reason)
    return CodeIssued(case_no=case.case_no, query_code=code)
