"""What an account holds, who could take it, and how it is handed over: by name, in the journal of each case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries
from api.cases.changes import CaseChanges
from api.cases.record import Journal
from api.catalogue import queries as catalogue
from api.context import Context
from api.errors import Conflict, Unprocessable
from api.security import Caller, of_case
from api.supervision import absence, messages
from models.law.events import EventKind
from models.law.people import Role
from models.rights import Right, Seat, Subject, allowed
from models.tables import Case, Staff
from models.wire import Holdings, Named
from models.words import wording

MOST = 10_000
"""Steps of supervision that are passed on at once."""


async def seats(session: AsyncSession, person: Staff) -> list[Seat]:
    """The roles of an account that was read with them."""
    tree = await catalogue.tree(session)
    return [Seat(Role(r.role), r.unit_id, tree) for r in person.roles]


def takes(person: Staff, held: Sequence[Seat], case: Case, of: Staff) -> bool:
    """Whether somebody with these roles can take the case: work on it, where `of` was its handler."""
    rights = (Right.STAND_IN, Right.REPLY) if case.handler_id == of.id else (Right.STAND_IN,)
    return all(allowed(right, held, (), person.id, of_case(case)) for right in rights)


async def lost(session: AsyncSession, person: Staff, after: Sequence[Seat]) -> list[Case]:
    """The cases they hold and, with these roles, could not hold any longer."""
    held = await queries.cases_of(session, person.id, lock=True)
    return [case for case in held if not takes(person, after, case, person)]


async def of(session: AsyncSession, person: Staff) -> Holdings:
    cases = await queries.cases_of(session, person.id)
    heads = await queries.headed_by(session, person.id)
    return Holdings(
        cases=outside(cases),
        walled=any(case.restricted for case in cases),
        steps=list(await queries.steps_of(session, person.id)),
        heads=[Named(code=unit.code, name=unit.name) for unit in heads],
        stands_in_for=[Named(code=p.login, name=p.name) for p in await queries.stood_for(session, person.id)],
        chats=await queries.chats_of(session, person.id),
        duties=await queries.duties_of(session, person.id),
        takers=[Named(code=p.login, name=p.name) for p in await _takers(session, person, cases)],
    )


async def _takers(session: AsyncSession, person: Staff, cases: Iterable[Case]) -> list[Staff]:
    """Colleagues who can take all of these."""
    unlike = {(c.restricted, c.lead_unit_id, c.answerable_unit_id, c.handler_id == person.id): c for c in cases}
    others = [p for p in await queries.everybody(session) if p.active and p.id != person.id]
    able = []
    for other in others:
        held = await seats(session, other)
        if all(takes(other, held, case, person) for case in unlike.values()):
            able.append(other)
    return able


async def taker(session: AsyncSession, person: Staff, login: str | None) -> Staff | None:
    """Unprocessable for whoever is not on the staff, and for the account itself."""
    if login is None:
        return None
    to = await queries.account(session, login)
    if to is None or not to.active or to.id == person.id:
        raise Unprocessable("somebody else who is on the staff", field="to")
    return to


async def fit(session: AsyncSession, person: Staff, to: Staff | None, cases: Sequence[Case]) -> None:
    """Conflict `to_whom` when nobody is named, `cannot_take` when that person has no right to one of these cases."""
    if not cases:
        return
    if to is None:
        raise Conflict(f"somebody must take {_numbers(cases)}", code="to_whom")
    held = await seats(session, to)
    if unfit := [case for case in cases if not takes(to, held, case, person)]:
        raise Conflict(f"{to.login} has no right to {_numbers(unfit)}", code="cannot_take")


@dataclass(frozen=True)
class Handing:
    """What `person` holds goes to `to`, done by `who`."""

    session: AsyncSession
    ctx: Context
    who: Caller
    person: Staff
    to: Staff | None

    async def cases(self, cases: Sequence[Case]) -> list[str]:
        """These cases, each noted in its journal; the numbers. Conflict as `fit` says."""
        await fit(self.session, self.person, self.to, cases)
        if not cases or self.to is None:
            return []
        words = wording("noted.handed_on", of=self.person.name, name=self.to.name)
        for case in cases:
            changes = CaseChanges()
            if case.owner_id == self.person.id:
                changes["owner_id"] = self.to.id
            if case.handler_id == self.person.id:
                changes["handler_id"] = self.to.id
            journal = Journal.by(self.who, self.session, self.ctx, case)
            await journal.append(EventKind.NOTE, facts={"owner": self.to.login}, body=words, **changes)
        n = len(cases)
        message = messages.Message({"n": n, "handed_over": n}, push=False)
        await messages.tell(self.session, self.ctx, self.to, message)
        return outside(cases)

    async def rest(self) -> None:
        """What is no case: units without a head, colleagues without a deputy, duties, chats; what they were to
        acknowledge can be acknowledged by `to`, and climbs."""
        session, to, id = self.session, self.to, self.person.id
        fit = to is not None and allowed(Right.BE_ON_DUTY, await seats(session, to), (), to.id, Subject())
        to_id = to.id if to is not None else None
        await queries.move_heads(session, id, to_id)
        await queries.move_deputies(session, id, to_id)
        await queries.move_duties(session, id, to_id if fit else None)
        await queries.put_chats_back(session, id)
        if to is not None:
            self.person.deputy_id = to.id
        await session.flush()
        await absence.pass_on(session, self.ctx, [id], MOST)


def outside(cases: Iterable[Case]) -> list[str]:
    """Their numbers. Those behind the wall are not told."""
    return [case.case_no for case in cases if not case.restricted]


def _numbers(cases: Sequence[Case]) -> str:
    return ", ".join(outside(cases)) or "what lies behind the wall"
