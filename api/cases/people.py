"""Who brings a matter: what is sealed of their person."""

import re
from typing import TypedDict

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import queries
from api.context import Context
from models import phones
from models.search import normalise
from models.tables import Case, CasePerson

NAME_MARK, PHONE_MARK = "name-mark", "phone-mark"
"""What the keyed marks of a person are made for."""


def person(ctx: Context, name: str | None, phone: str | None, address: str | None) -> CasePerson:
    """Who it is, sealed; not yet written, and of no case."""
    return CasePerson(
        **_name(ctx, name),
        **_phone(ctx, phone),
        address_sealed=ctx.keys.seal(address, "postal") if address else None,
    )


class _Name(TypedDict, total=False):
    """The columns of a name."""

    name_sealed: bytes | None
    name_mark: str | None


def _name(ctx: Context, name: str | None) -> _Name:
    return {
        "name_sealed": ctx.keys.seal(name, "name") if name else None,
        "name_mark": ctx.keys.mark(plain_name(name), NAME_MARK) if name else None,
    }


def plain_name(name: str) -> str:
    """By which a name is known again: 張 三 is 张三."""
    return "".join(normalise(name).split())


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
        "phone_mark": ctx.keys.mark(digits, PHONE_MARK) if digits else None,
    }


def columns(ctx: Context, name: str, value: str) -> dict[str, object]:
    """The columns of a name, a phone or an address that is written anew."""
    if name == "phone":
        return dict(_phone(ctx, value))
    purpose = {"name": "name", "address": "postal"}[name]
    return {f"{name}_sealed": ctx.keys.seal(value, purpose)}


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
    columns = _name(ctx, name) if name else {}
    await queries.set_person(session, case_id, **columns, **(_phone(ctx, phone) if phone else {}))


async def mark_names(session: AsyncSession, ctx: Context, limit: int) -> int:
    """For the worker: names that were sealed before anybody could be found by them. Returns how many."""
    found = await queries.unmarked(session, limit)
    for who in found:
        assert who.name_sealed is not None
        who.name_mark = ctx.keys.mark(plain_name(ctx.keys.text(who.name_sealed, "name")), NAME_MARK)
    return len(found)
