"""Who brings a matter: what is sealed of their person."""

import re
from typing import TypedDict

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries
from api.context import Context
from models import phones
from models.tables import Case, CasePerson


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


async def nameless(session: AsyncSession, ctx: Context, case: Case, words: str) -> str:
    """`words` without the name and phone of who brought the case: as words are kept unsealed, to be looked in."""
    if "person" in inspect(case).unloaded:
        await session.refresh(case, ["person"])
    who = case.person
    if who is None:
        return words
    return without(
        words,
        ctx.keys.text(who.name_sealed, "name") if who.name_sealed else None,
        ctx.keys.text(who.phone_sealed, "phone") if who.phone_sealed else None,
    )


def without(words: str, name: str | None, phone: str | None) -> str:
    """`words` with a blank in place of this name and of the numbers of this phone, however they are set."""
    if name:
        words = words.replace(name, " ")
    for number in phones.numbers(phone or ""):
        words = re.sub(r"[ .·\-]?".join(re.escape(c) for c in number), " ", words)
    return words


async def name_person(session: AsyncSession, ctx: Context, case_id: int, name: str | None, phone: str | None) -> None:
    """Seals a name or a phone left later; what is None stays as it is."""
    columns = {"name_sealed": ctx.keys.seal(name, "name")} if name else {}
    await queries.set_person(session, case_id, **columns, **(_phone(ctx, phone) if phone else {}))
