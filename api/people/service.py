"""A person's page: all cases, visits and calls of whoever brought a case."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import people, person_queries, queries, views
from api.context import Context
from api.people.find import described, grouped, masked
from api.security import Caller
from api.tasks import service as tasks
from api.visits.service import view as visit_view
from models import phones
from models.rights import Right
from models.tables import Case
from models.wire import CaseRow, FoundPerson, PersonView

MOST = 100
"""Cases of one person that are listed."""
KNOWN, MOST_ALIKE, NEWEST = 30, 5, 3
"""Cases that are looked through for somebody who may be the same; people, and cases of each, that are shown."""


async def perhaps(
    session: AsyncSession, ctx: Context, who: Caller, name: str | None, phone: str | None
) -> list[tuple[FoundPerson, list[CaseRow]]]:
    """Who of those known may be the same: by the phone, or by the name where no phone tells them apart; each with their
    newest cases."""
    found: list[Case] = []
    if digits := phones.marked(phone or ""):
        wanted = person_queries.of_phone(ctx.keys.marks(digits, people.PHONE_MARK))
        found += await person_queries.cases_of(session, who, wanted, KNOWN)
    if name and (plain := people.plain_name(name)):
        wanted = person_queries.of_name(ctx.keys.marks(plain, people.NAME_MARK))
        alike = await person_queries.cases_of(session, who, wanted, KNOWN)
        found += [c for c in alike if not digits or c.person is None or c.person.phone_mark is None]
    cases = list({c.id: c for c in found}.values())
    rows = {row.case_no: row for row in await views.rows(session, ctx, cases)}
    groups = grouped(cases)[:MOST_ALIKE]
    return [(described(ctx, theirs), [rows[c.case_no] for c in theirs[:NEWEST]]) for theirs in groups]


async def person(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> PersonView:
    """By one of their cases: a page of a person has no address of its own. NotFound."""
    case = await queries.see(session, who, case_no)
    cases = await person_queries.same_person(session, who, case, MOST + 1)
    shown = cases[:MOST]
    calls = await tasks.of_cases(session, ctx, who, [c.id for c in shown]) if who.may(Right.READ_TASKS) else []
    name, phone = masked(ctx, case.person)
    return PersonView(
        name=name,
        phone=phone,
        cases=await views.rows(session, ctx, shown),
        visits=[visit_view(ctx, booked) for booked in await person_queries.visits_of(session, shown)],
        calls=calls,
        more=len(cases) > MOST,
    )
