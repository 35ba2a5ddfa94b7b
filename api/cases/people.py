"""Who brings a matter: what is sealed of their person."""

from typing import TypedDict

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries
from api.context import Context
from models import phones
from models.tables import CasePerson


def person(ctx: Context, name: str | None, phone: str | None, address: str | None) -> CasePerson:
    """Who it is, sealed; not yet written, and of no case."""
    return CasePerson(
        name_sealed=ctx.keys.seal(name, "name") if name else None,
        **_phone(ctx, phone),
        address_sealed=ctx.keys.seal(address, "postal") if address else None,
    )


class _Phone(TypedDict, total=False):
    """The columns of a phone number."""

    phone_sealed: bytes | None
    phone_last4: str | None
    phone_mark: str | None


def _phone(ctx: Context, phone: str | None) -> _Phone:
    digits = phones.marked(phone) if phone else None
    return {
        "phone_sealed": ctx.keys.seal(phone, "phone") if phone else None,
        "phone_last4": digits[-4:] if digits else None,
        "phone_mark": ctx.keys.mark(digits, "phone-mark") if digits else None,
    }


async def name_person(session: AsyncSession, ctx: Context, case_id: int, name: str | None, phone: str | None) -> None:
    """Seals a name or a phone left later; what is None stays as it is."""
    columns = {"name_sealed": ctx.keys.seal(name, "name")} if name else {}
    await queries.set_person(session, case_id, **columns, **(_phone(ctx, phone) if phone else {}))
