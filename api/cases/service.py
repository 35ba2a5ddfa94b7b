"""What staff read of a case, and the register of those who came, rang or wrote."""

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import queries, views
from api.cases.register import Intake, file
from api.chats import sms
from api.context import Context
from api.errors import Unprocessable
from api.security import Caller, need
from models.clock import local_date
from models.rights import Right
from models.wire import CaseRegister, CaseView, EventView, Part, Revealed


async def view(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> CaseView:
    return await views.full(session, ctx, await queries.see(session, who, case_no))


async def timeline(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[EventView]:
    case = await queries.see(session, who, case_no)
    return await views.timeline(session, ctx, case)


async def reveal(session: AsyncSession, ctx: Context, who: Caller, case_no: str, reason: str) -> Revealed:
    """The name and phone in full, with a reason that is kept: who looked, when, why."""
    case = await queries.see(session, who, case_no)
    need(who, Right.REVEAL, case)
    person = case.person

    def opened(sealed: bytes | None, purpose: str) -> str | None:
        return ctx.keys.text(sealed, purpose) if sealed else None

    await audit(session, who, "reveal", case.case_no, ctx.clock.now(), reason)
    if person is None:
        return Revealed(name=None, phone=None, address=None)
    return Revealed(
        name=opened(person.name_sealed, "name"),
        phone=opened(person.phone_sealed, "phone"),
        address=opened(person.address_sealed, "postal"),
    )


async def register(
    ctx: Context, who: Caller, key: str, given: CaseRegister, route: str, body: CaseRegister | str
) -> Response:
    """A person who came, rang or wrote. Their words are kept as taken down, the scan beside them."""
    if given.petition_date > local_date(ctx.clock.now()):
        raise Unprocessable("the petition cannot lie in the future", field="petition_date")
    if given.like is not None:
        async with ctx.db.read() as session:
            given = given.model_copy(update=await _known(session, ctx, who, given))
    number = sms.agreed(ctx, given.phone) if given.sms else None
    return await file(ctx, who, key, route, body, lambda kept: _intake(who, kept, given, number))


async def _known(session: AsyncSession, ctx: Context, who: Caller, given: CaseRegister) -> dict[str, str]:
    """Of the person, what is not given and stands in their other case. NotFound for a case that is not seen."""
    assert given.like is not None
    person = (await queries.see(session, who, given.like)).person
    if person is None:
        return {}
    held = {
        "name": (person.name_sealed, "name"),
        "phone": (person.phone_sealed, "phone"),
        "address": (person.address_sealed, "postal"),
    }
    return {
        field: ctx.keys.text(sealed, purpose)
        for field, (sealed, purpose) in held.items()
        if sealed is not None and getattr(given, field) is None
    }


def _intake(who: Caller, key: str, given: CaseRegister, number: str | None) -> Intake:
    return Intake(
        key=key,
        consent="taken-down",
        parts=[Part(text=given.text), *(Part(file=f) for f in given.files)],
        registered_by=who.staff_id,
        actor=who.name,
        slip_by=who.login if given.slip else None,
        sms=number,
        **given.model_dump(exclude={"text", "files", "like", "slip", "sms"}),
    )
