"""The words of a reply as the resident will read them, before it is sent: checked, an opinion letter put together."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import obligations, record
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Unprocessable
from models.clock import local_date
from models.law.duties import Duty
from models.law.facts import Facts
from models.law.matters import OWN_CLOCK, CaseClass, Route, Tier
from models.law.notices import NoticeKind
from models.law.replies import ReplyKind
from models.tables import Case, Contact, Unit
from models.visible import bare_words
from models.wire import Opinion, Reply
from models.words import wording


@dataclass(frozen=True)
class Draft:
    """`bare`: the words that staff wrote themselves, without punctuation and blanks and what every letter says."""

    notice: NoticeKind
    facts: Facts
    text: str
    bare: str
    contact: Contact | None


FORM = "form"
"""What the parts of an opinion letter are sealed for."""


def parts(ctx: Context, sealed: bytes) -> dict[str, str]:
    """Of a letter, by field."""
    return {k: str(v) for k, v in Opinion.model_validate_json(ctx.keys.text(sealed, FORM)).model_dump().items()}


def needs_letter(case: Case) -> bool:
    """R22 art. 31(6), 32: an appeal handled as a petition ends with an opinion letter, unless handled simply."""
    petition = case.route in (None, Route.PETITION)
    return petition and case.case_class == CaseClass.APPEAL and not (case.tier and Tier(case.tier).row.simple)


async def draft(session: AsyncSession, ctx: Context, case: Case, given: Reply) -> Draft:
    """What the resident would get of `given`. Conflict `opinion_needed`; Unprocessable names what does not fit."""
    _fits(case, given)
    facts = record.unit_facts(case.lead_unit)
    if not given.kind.row.answers:
        text = given.text or ""
        facts["formal"] = given.kind is ReplyKind.FORMAL
        return Draft(NoticeKind.PROGRESS, facts, text, bare_words(text), None)
    if given.adoption is not None:
        facts["adoption"] = str(given.adoption)
    if given.outcome is not None:
        facts["outcome"] = str(given.outcome)
    contact = await _contact(session, given)
    if contact is not None:
        facts |= {"contact": contact.name, "contact_phone": contact.phone}
    if case.route in OWN_CLOCK:
        facts["own_clock"] = True
    if obligations.reviewable(case):
        facts["review_days"] = ctx.profile_of(case.profile).limits[Duty.REVIEW_REQUEST].n
    if given.opinion is None:
        text = given.text or ""
        return Draft(NoticeKind.REPLY, facts, text, bare_words(text), contact)
    o = given.opinion
    facts["result"] = str(o.result)
    above = await session.get(Unit, case.lead_unit.parent_id) if case.lead_unit.parent_id is not None else None
    text = letter(
        case, o, facts["review_days"], above.name if above else wording("letter.above"), local_date(ctx.clock.now())
    )
    return Draft(NoticeKind.REPLY, facts, text, bare_words(o.facts + o.opinion), contact)


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
    return wording(
        "letter.text", case_no=case.case_no, claim=o.claim.strip(), facts=o.facts.strip(),
        result=wording(f"letter.{o.result}"), opinion=o.opinion.rstrip(), basis=o.basis.strip(),
        remedy=wording("letter.remedy", days=days, above=above), unit=case.lead_unit.name,
        day=wording("date.year", year=day.year, day=wording("date.day", month=day.month, day=day.day)),
    )  # fmt: skip
