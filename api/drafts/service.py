"""What is half written is kept for who writes it, and shown to nobody else; that they write is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.drafts import queries
from api.security import Caller
from models.tables import Draft
from models.wire import Here

SEALED = "draft"
PAGE = "page"
"""The form of a row that says only that somebody has the page open."""
PRESENT = timedelta(minutes=3)
KEPT = timedelta(days=60)
Fields = Mapping[str, str]


@dataclass(frozen=True)
class AtPlace:
    """What the caller has typed, by form, and who else is there."""

    mine: Mapping[str, Fields] = field(default_factory=dict)
    others: list[Here] = field(default_factory=list)


async def at_place(session: AsyncSession, ctx: Context, who: Caller, place: str) -> AtPlace:
    now = ctx.clock.now()
    mine: dict[str, Fields] = {}
    others: dict[int, Here] = {}
    for row, name in await queries.at_place(session, place):
        if row.staff_id == who.staff_id:
            if row.fields_sealed is not None:
                mine[row.form] = _opened(ctx, row.fields_sealed)
        elif now - row.saved_at < PRESENT:
            writes = row.form if row.fields_sealed is not None else None
            held = others.get(row.staff_id)
            others[row.staff_id] = _nearer(held, Here(name=name, writes=writes, at=row.saved_at))
    return AtPlace(mine, list(others.values()))


def _nearer(held: Here | None, found: Here) -> Here:
    """Of what one person does there, what they write says more than that they look."""
    if held is None or (found.writes is not None and (held.writes is None or found.at > held.at)):
        return found
    return held


def _opened(ctx: Context, sealed: bytes) -> Fields:
    read: Fields = json.loads(ctx.keys.text(sealed, SEALED))
    return read


async def keep(session: AsyncSession, ctx: Context, who: Caller, place: str, said: tuple[str, Fields]) -> None:
    """`said`: the form and its fields. With nothing in any of them there is nothing to keep."""
    form, fields = said
    assert who.staff_id is not None, "only staff have pages"
    typed = {name: value for name, value in fields.items() if value.strip()}
    if not typed and form != PAGE:
        await queries.drop(session, who.staff_id, place, form)
        return
    sealed = ctx.keys.seal(json.dumps(typed, ensure_ascii=False), SEALED) if typed else None
    await queries.put(
        session, Draft(staff_id=who.staff_id, place=place, form=form, fields_sealed=sealed, saved_at=ctx.clock.now())
    )


async def drop(session: AsyncSession, who: Caller, place: str, form: str) -> None:
    """It was sent."""
    assert who.staff_id is not None, "only staff have pages"
    await queries.drop(session, who.staff_id, place, form)


async def forget(session: AsyncSession, ctx: Context, limit: int) -> int:
    """What nobody has touched for two months."""
    before: datetime = ctx.clock.now() - KEPT
    return await queries.forget(session, before, limit)
