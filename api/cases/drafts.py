"""The words of a reply as the resident will read them, before it is sent: checked, an opinion letter put together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, record
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Unprocessable
from models.clock import local_date
from models.law.duties import Duty
from models.law.matters import OWN_CLOCK, CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.law.replies import OpinionResult, ReplyKind
from models.tables import Case, Contact, Unit
from models.wire import Opinion, Reply

ABOVE = "上一级机关"
"""Stands for a unit above that is not in this system: it gets the file, and its decision is recorded."""
"""Handled simply (简易办理): a plain reply will do."""
RESULT = {
    OpinionResult.SUPPORTED: "请求事实清楚，符合法律、法规、规章或者其他有关规定，予以支持。",
    OpinionResult.EXPLAINED: "请求事由合理但缺乏法律依据，作如下解释说明。",
    OpinionResult.NOT_SUPPORTED: "请求缺乏事实根据或者不符合法律、法规、规章或者其他有关规定，不予支持。",
}
"""As R22 art. 32 words them."""


@dataclass(frozen=True)
class Draft:
    """`bare`: what staff wrote themselves, without blanks and without what every letter says."""

    notice: NoticeKind
    facts: dict[str, Any]
    text: str
    bare: str
    contact: Contact | None


def needs_letter(case: Case) -> bool:
    """R22 art. 31(6), 32: an appeal handled as a petition ends with an opinion letter, unless handled simply."""
    petition = case.route in (None, Route.PETITION)
    return petition and case.case_class == CaseClass.APPEAL and not (case.tier and Tier(case.tier).row.simple)


async def draft(session: AsyncSession, ctx: Context, case: Case, given: Reply) -> Draft:
    """What the resident would get of `given`. Conflict `opinion_needed`; Unprocessable names what does not fit."""
    _fits(case, given)
    facts: dict[str, Any] = dict(record.unit_facts(case.lead_unit))
    if not given.kind.row.answers:
        text = given.text or ""
        facts["formal"] = given.kind is ReplyKind.FORMAL
        return Draft(NoticeKind.PROGRESS, facts, text, "".join(text.split()), None)
    facts |= {k: str(v) for k in ("adoption", "outcome") if (v := getattr(given, k)) is not None}
    contact = await _contact(session, given)
    if contact is not None:
        facts |= {"contact": contact.name, "contact_phone": contact.phone}
    if case.route in OWN_CLOCK:
        facts["own_clock"] = True
    if obligations.reviewable(case):
        facts["review_days"] = ctx.profile_of(case.profile).limits[Duty.REVIEW_REQUEST].n
    if given.opinion is None:
        text = given.text or ""
        return Draft(NoticeKind.REPLY, facts, text, "".join(text.split()), contact)
    o = given.opinion
    facts["result"] = str(o.result)
    above = await session.get(Unit, case.lead_unit.parent_id) if case.lead_unit.parent_id is not None else None
    text = letter(case, o, facts["review_days"], above.name if above else ABOVE, local_date(ctx.clock.now()))
    return Draft(NoticeKind.REPLY, facts, text, "".join((o.facts + o.opinion).split()), contact)


def _fits(case: Case, given: Reply) -> None:
    if given.kind is ReplyKind.OPINION and not obligations.reviewable(case):
        raise Unprocessable("an opinion letter is for matters handled as a petition (art. 31(6))", field="kind")
    if given.kind is ReplyKind.ANSWER and needs_letter(case):
        raise Conflict("an appeal handled as a petition is answered with an opinion letter", code="opinion_needed")
    suggestion = case.case_class == CaseClass.SUGGESTION
    if given.kind.row.answers and suggestion != (given.adoption is not None):
        raise Unprocessable("say of a suggestion, and only of one, whether it is adopted", field="adoption")


async def _contact(session: AsyncSession, given: Reply) -> Contact | None:
    if given.contact is None:
        return None
    found = await catalogue.contact(session, given.contact)
    if found is None or found.outcome != given.outcome:
        raise Unprocessable("no such contact for this", field="contact")
    return found


def letter(case: Case, o: Opinion, days: int, above: str, day: date) -> str:
    """信访处理意见书. The last day of the remedy is said by its rule: it counts from the day on which it is received,
    and is computed and told by date once that day is known (R22 art. 35)."""
    remedy = (
        f"如不服本处理意见，可以自收到本意见书之日起{days}日内（收到的当天不算；最后一天是法定休假日的，顺延到休假日后的"
        f"第一天），向{above}提出复查请求（《信访工作条例》第三十五条）。直接在聊天中提出即可，不收任何费用。"
    )
    parts = (
        ("一、信访请求", o.claim),
        ("二、查明的事实和理由", o.facts),
        ("三、处理意见", f"{RESULT[o.result]}\n{o.opinion}"),
        ("四、法律、政策依据", o.basis),
        ("五、救济途径和期限", remedy),
    )
    body = "\n\n".join(f"{title}\n{words.strip()}" for title, words in parts)
    signed = f"{case.lead_unit.name}\n{day.year}年{day.month}月{day.day}日"
    return f"信访处理意见书\n信访事项编号：{case.case_no}\n\n{body}\n\n{signed}"
