"""Places on a visit day kept for ten minutes while the resident fills in the form: reservations with an expiry."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Conflict
from api.visits import queries
from models.tables import Slot
from models.wire import Held

HOLD = timedelta(minutes=10)


def gone() -> Conflict:
    return Conflict("this place cannot be had any more", code="slot_gone")


async def hold(session: AsyncSession, ctx: Context, name: str, token: str) -> Held:
    """Keeps a place for a session, or keeps it longer; its place on another slot becomes free. Conflict `slot_gone`."""
    now = ctx.clock.now()
    slot = await bookable(session, token, now)
    until = now + HOLD
    mine = await mine_locked(session, name, slot, now)
    if mine is not None and mine[1] == slot.id:
        await queries.move_hold(session, mine[0], slot.id, until)
        return Held(slot=token, until=until)
    if not await queries.take(session, slot.id):
        raise gone()
    if mine is None:
        await queries.keep(session, name, slot.id, until)
    else:
        await queries.give_back(session, mine[1])
        await queries.move_hold(session, mine[0], slot.id, until)
    return Held(slot=token, until=until)


async def bookable(session: AsyncSession, token: str, now: datetime) -> Slot:
    """The same refusal for what is past, not published and unknown."""
    slot = await queries.bookable(session, token, now)
    if slot is None:
        raise gone()
    return slot


async def mine_locked(
    session: AsyncSession, name: str | None, slot: Slot, now: datetime, also: Iterable[int] = ()
) -> tuple[int, int] | None:
    """The session's live hold, read after the slots it concerns are locked and what has lapsed on them is free.

    `also`: other slots that the caller will touch. All are locked together, in one order, so that nobody waits in a
    circle.
    """
    before = await queries.hold_of(session, name) if name else None
    touched = {slot.id, *also} | ({before[1]} if before else set())
    await queries.lock(session, touched)
    await queries.free_lapsed(session, now, touched)
    return await queries.hold_of(session, name) if name else None


async def let_go(session: AsyncSession, name: str) -> None:
    """Frees the session's place, if it holds one."""
    before = await queries.hold_of(session, name)
    if before is None:
        return
    await queries.lock(session, {before[1]})
    mine = await queries.hold_of(session, name)
    if mine is not None and await queries.drop_hold(session, mine[0]):
        await queries.give_back(session, mine[1])


async def free_lapsed(session: AsyncSession, ctx: Context, limit: int) -> int:
    """For the worker: the holds that have run out on up to `limit` slots. Returns how many slots were cleared."""
    now = ctx.clock.now()
    found = await queries.slots_with_lapsed(session, now, limit)
    if found:
        await queries.lock(session, found)
        await queries.free_lapsed(session, now, found)
    return len(found)
