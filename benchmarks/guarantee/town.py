"""The fictional county with people in it, on a database of its own and a clock that is moved by hand."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from api import context, seed
from api.context import Context
from api.security import Caller, digest
from api.settings import Settings
from api.staff.account_queries import find_caller
from models.clock import ManualClock
from models.db import migrate
from models.keys import load_keys
from models.law.people import Role
from models.tables import ApiToken, Staff, StaffRole, Unit


class Flag:
    """Stands where a courier would wait for the wakeup."""

    called = False

    async def send(self) -> None:
        self.called = True

    async def close(self) -> None:
        self.called = False


@dataclass
class Town:
    """`handlers` by code of their unit; `people` by id, to acknowledge what they were told."""

    ctx: Context
    clock: ManualClock
    wakeup: Flag
    bot: Caller
    clerk: Caller
    supervisor: Caller
    handlers: dict[str, Caller]
    people: dict[int, Caller]


async def found(var: Path, profile: str, start: datetime) -> Town:
    """An empty county on SQLite below `var`, as it is on `start`."""
    settings = Settings(var=var, database_url=None, keys_file=var / "keys.json", profile=profile, redis_url=None)
    clock = ManualClock(start)
    ctx = context.build(settings, load_keys(settings.keys_file), clock)
    wakeup = Flag()
    ctx.wakeup = wakeup  # type: ignore[assignment]
    await seed.seed(ctx.db, clock)
    bot = Caller("service:bot", "bot", scopes=frozenset(seed.BOT))
    made: dict[str, Caller] = {}
    async with ctx.db.write() as session:
        units = {u.code: u for u in await session.scalars(select(Unit).where(~Unit.discipline))}
        desk = next(u for u in units.values() if u.desk)
        wanted: list[tuple[str, Role, Unit | None]] = [
            ("clerk", Role.CLERK, desk),
            ("supervisor", Role.SUPERVISOR, None),
            ("leader", Role.LEADER, None),
            *[(f"head-{code}", Role.SUPERVISOR, unit) for code, unit in units.items()],
            *[(f"handler-{code}", Role.HANDLER, unit) for code, unit in units.items()],
        ]
        for login, role, unit in wanted:
            person = Staff(login=login, name=login, password_hash="-", active=True, created_at=start)
            person.roles = [StaffRole(role=role, unit_id=unit.id if unit else None)]
            session.add(person)
            await session.flush()
            if unit is not None and login.startswith("head-"):
                unit.head_id = person.id
            session.add(ApiToken(digest=digest(login), staff_id=person.id, scopes=[], created_at=start))
        await session.flush()
        for login, _, _ in wanted:
            caller = await find_caller(session, login, start)
            assert caller is not None
            made[login] = caller
    return Town(
        ctx,
        clock,
        wakeup,
        bot,
        made["clerk"],
        made["supervisor"],
        {code: made[f"handler-{code}"] for code in units},
        {c.staff_id: c for c in made.values() if c.staff_id is not None},
    )


def prepare(var: Path) -> None:
    """The schema; it runs its own event loop."""
    migrate(f"sqlite+aiosqlite:///{var.absolute() / 'huiyin.db'}")
