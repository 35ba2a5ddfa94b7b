"""补发查询码: a new query code for somebody who lost theirs."""

from api.audit import audit
from api.cases import record
from api.cases.codes import new_code
from api.cases.step import Step, Work
from api.catalogue import queries as catalogue
from api.chats import queries as chats
from api.errors import Conflict
from models.law.channels import Channel
from models.law.events import EventKind
from models.law.notices import NoticeKind
from models.rights import Right
from models.wire import CodeIssued, CodeWanted


async def code(w: Work[CodeWanted]) -> CodeIssued:
    """A new query code for somebody who lost theirs and proved who they are; the old one stops working. The code is in
    this answer only, and in an SMS where the case is told by SMS; another chat that has the case is told that there is
    one. What was checked and why stands sealed in
    the timeline and in the audit.

    409 `nothing_to_check` for a case without a name and a phone: no document can show that it is theirs.
    """
    case, given = w.case, w.given
    if not await _named(w):
        raise Conflict("nobody can prove that a case without a name is theirs", code="nothing_to_check")
    issued = await new_code(w.session, w.ctx, case)
    await w.append(EventKind.CODE_REISSUED, body=f"{given.checked}\n{given.reason}")
    if case.channel_id is not None:
        desk = await catalogue.receiving_desk(w.session)
        texted = await chats.channel_told(w.session, case) is Channel.SMS
        kind = NoticeKind.CODE_SENT if texted else NoticeKind.CODE_REISSUED
        await w.owe(kind, record.unit_facts(desk))
    await audit(w.session, w.caller, "reissue_code", case.case_no, w.now, given.reason)
    return CodeIssued(case_no=case.case_no, query_code=issued)


async def _named(w: Work[CodeWanted]) -> bool:
    return not w.case.anonymous


STEP = Step(
    name="code",
    path="/code",
    given=CodeWanted,
    do=code,
    right=Right.ISSUE_CODE,
    once=True,
    refuses={409: ("nothing_to_check",)},
    offer=_named,
    result=CodeIssued,
    status=201,
)
