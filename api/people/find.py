"""The find field: a number or its end, a name, a phone or its last four, words, a place. Cases, people and visits."""

from collections.abc import Iterable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import people, person_queries, queries, views
from api.cases.masks import mask_name, mask_phone
from api.cases.search_queries import ORIGINAL
from api.context import Context
from api.people import find_queries
from api.security import Caller
from api.visits.service import view as visit_view
from models import phones
from models.law.states import ENDED, State
from models.numbers import clean_number, valid_case_no
from models.tables import Appointment, Case, CasePerson
from models.wire import By, Found, FoundCase, FoundPerson, FoundVisit

MOST = 10
"""Results of a group."""
OF_A_PERSON = 60
"""Cases that are looked through for people."""
TEXTS = 40
"""Texts in which words are found: several may be of one case."""
LEAST_DIGITS, LAST_FOUR, LONGEST_NAME = 3, 4, 30


async def find(session: AsyncSession, ctx: Context, who: Caller, sought: str) -> Found:
    """Of each kind the newest first. What the caller does not see is not found; names and phones are masked."""
    number = clean_number(sought)
    if valid_case_no(number):
        case = await queries.case_for(session, who, number)
        rows = await views.rows(session, ctx, [case] if case else [])
        return Found(cases=[FoundCase(by=By.NUMBER, case=r) for r in rows], people=[], visits=[], more=[])
    cases = await _cases(session, ctx, who, sought, number)
    theirs = await _people(session, ctx, who, sought, number)
    visits = await _visits(session, who, number, theirs)
    rows = await views.rows(session, ctx, [case for _, case in cases[:MOST]])
    groups = grouped(theirs)
    full = {"cases": len(cases), "people": len(groups), "visits": len(visits)}
    return Found(
        cases=[FoundCase(by=by, case=row) for (by, _), row in zip(cases, rows, strict=False)],
        people=[described(ctx, of_one) for of_one in groups[:MOST]],
        visits=[_visit(ctx, booked) for booked in visits[:MOST]],
        more=[name for name, count in full.items() if count > MOST],
    )


async def _cases(session: AsyncSession, ctx: Context, who: Caller, sought: str, number: str) -> list[tuple[By, Case]]:
    found: list[tuple[By, Case]] = []
    if number.isascii() and number.isdecimal() and len(number) >= LEAST_DIGITS:
        found += [(By.NUMBER, c) for c in await find_queries.by_tail(session, who, number, MOST + 1)]
    hits = await find_queries.said(session, who, sought, ctx.db.sqlite, TEXTS)
    known = await find_queries.by_ids(session, [case for case, _ in hits]) if hits else {}
    found += [(By.WORDS if seq <= ORIGINAL else By.LATER, known[case]) for case, seq in hits]
    found += [(By.PLACE, c) for c in await find_queries.in_area(session, who, sought.strip(), MOST + 1)]
    first: dict[int, tuple[By, Case]] = {}
    for by, case in found:
        first.setdefault(case.id, (by, case))
    return list(first.values())[: MOST + 1]


async def _people(session: AsyncSession, ctx: Context, who: Caller, sought: str, number: str) -> Sequence[Case]:
    """The cases of people of that name or phone."""
    if digits := phones.marked(sought):
        wanted = person_queries.of_phone(ctx.keys.marks(digits, people.PHONE_MARK))
    elif number.isascii() and number.isdecimal():
        if len(number) != LAST_FOUR:
            return []
        wanted = person_queries.ending_in(number)
    elif len(name := people.plain_name(sought)) <= LONGEST_NAME:
        wanted = person_queries.of_name(ctx.keys.marks(name, people.NAME_MARK))
    else:
        return []
    return await person_queries.cases_of(session, who, wanted, OF_A_PERSON)


def grouped(cases: Iterable[Case]) -> list[list[Case]]:
    """A person for each phone; where there is none, for each chat, or else for each case."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        person = case.person
        mark = person.phone_mark if person else None
        key = mark or (f"resident {case.resident_id}" if case.resident_id is not None else f"case {case.id}")
        groups.setdefault(key, []).append(case)
    return list(groups.values())


def described(ctx: Context, cases: Sequence[Case]) -> FoundPerson:
    """Of one person, the newest case first."""
    newest = cases[0]
    name, phone = masked(ctx, newest.person)
    return FoundPerson(
        case_no=newest.case_no,
        name=name,
        phone=phone,
        cases=len(cases),
        open=sum(State(c.state) not in ENDED for c in cases),
        last_at=newest.registered_at,
    )


def masked(ctx: Context, person: CasePerson | None) -> tuple[str | None, str | None]:
    """(name, phone)"""
    name = ctx.keys.text(person.name_sealed, "name") if person and person.name_sealed else None
    phone = ctx.keys.text(person.phone_sealed, "phone") if person and person.phone_sealed else None
    return mask_name(name) if name else None, mask_phone(phone) if phone else None


async def _visits(session: AsyncSession, who: Caller, number: str, theirs: Sequence[Case]) -> Sequence[Appointment]:
    if number.startswith("YY"):
        return await find_queries.visits(session, who, number, MOST + 1)
    if not theirs:
        return []
    return await find_queries.visits_to_come(session, who, [c.id for c in theirs], MOST + 1)


def _visit(ctx: Context, booked: Appointment) -> FoundVisit:
    return FoundVisit(visit=visit_view(ctx, booked), name=masked(ctx, booked.case.person)[0])
