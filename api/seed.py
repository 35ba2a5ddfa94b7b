"""The first contents: the fictional county 清河县, the topics, the calendar, an administrator. Safe to run again."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.catalogue import queries as catalogue
from api.office import setup
from api.staff import queries as staff
from api.staff.account_queries import add_service_token, add_staff
from api.staff.queries import revoke_service
from models.calendar import Calendar
from models.clock import ZONE, Clock, local_date
from models.db import Database
from models.law.people import Role, Scope
from models.seed import County, VisitPlan, load_county
from models.tables import Area, Contact, Official, Responsibility, Slot, Staff, StaffRole, Unit, VisitDay

BOT = [Scope.INTAKE, Scope.DELIVER]
ADMIN_NAME = "管理员"
ADMIN: list[tuple[Role, int | None]] = [(Role.ADMIN, None)]
DESK_HOURS, DESK_HOURS_EN = "工作日 8:30–17:30", "working days, 8:30 am to 5:30 pm"


async def seed(db: Database, clock: Clock) -> bool:
    """Fills a new database with the demonstration county; False if it holds a county or people already."""
    async with db.write() as session:
        if await catalogue.units(session) or await staff.by_login(session, "admin"):
            return False
        county = load_county()
        areas = await _areas(session, county)
        units = await _units(session, county, areas)
        officials = await _officials(session, county)
        await setup.topics(session)
        await _responsibilities(session, county, areas, units)
        _contacts(session, county, areas)
        for plan in county.visits:
            await _visit(session, plan, areas, officials, {c: u.name for c, u in units.items()}, clock.now())
    return True


async def _areas(session: AsyncSession, county: County) -> dict[str, Area]:
    made: dict[str, Area] = {}
    for a in county.areas:
        parent = made[a.parent].id if a.parent else None
        made[a.code] = Area(code=a.code, name=a.name, name_en=a.en, level=a.level, parent_id=parent)
        session.add(made[a.code])
        await session.flush()
    return made


async def _units(session: AsyncSession, county: County, areas: dict[str, Area]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for u in county.units:
        made[u.code] = Unit(
            code=u.code,
            name=u.name,
            name_en=u.en,
            level=u.level,
            area_id=areas[u.area].id,
            parent_id=made[u.parent].id if u.parent else None,
            phone=u.phone,
            hours=DESK_HOURS if u.kind == "desk" else None,
            hours_en=DESK_HOURS_EN if u.kind == "desk" else "",
            desk=u.kind == "desk",
            discipline=u.kind == "discipline",
        )
        session.add(made[u.code])
        await session.flush()
    return made


async def _officials(session: AsyncSession, county: County) -> dict[str, Official]:
    made = {
        o.code: Official(
            code=o.code,
            name=o.name,
            post=o.post,
            post_en=o.post_en,
            portfolio=o.portfolio,
            portfolio_en=o.portfolio_en,
            level=o.level,
        )
        for o in county.officials
    }
    session.add_all(made.values())
    await session.flush()
    return made


async def _responsibilities(
    session: AsyncSession, county: County, areas: dict[str, Area], units: dict[str, Unit]
) -> None:
    topics = {t.code: t.id for t, _ in await catalogue.topics(session)}
    for u in county.units:
        if u.kind != "discipline":
            for code in u.topics:
                entry = {"area_id": areas[u.area].id, "unit_id": units[u.code].id}
                session.add(Responsibility(topic_id=topics[code], **entry))


def _contacts(session: AsyncSession, county: County, areas: dict[str, Area]) -> None:
    for n, c in enumerate(county.contacts, start=1):
        held = {"hours": c.hours or None, "place": c.place or None, "code": f"C{n}"}
        session.add(
            Contact(outcome=c.outcome, area_id=areas[c.area].id, name=c.name, name_en=c.en, phone=c.phone, **held)
        )


async def _visit(
    session: AsyncSession,
    plan: VisitPlan,
    areas: dict[str, Area],
    officials: dict[str, Official],
    names: dict[str, str],
    now: datetime,
) -> None:
    official = officials[plan.official]
    date = plan.next_date(local_date(now), Calendar())
    day = VisitDay(
        token=secrets.token_urlsafe(9).replace("_", "x").replace("-", "y"),
        date=date,
        title=f"{official.post}接访日",
        level=official.level,
        mode=plan.form,
        venue=plan.place,
        venue_en=plan.place_en,
        area_id=areas[plan.area].id,
        official_id=official.id,
        companions=[names[c] for c in plan.companions],
        published_at=now,
    )
    session.add(day)
    await session.flush()
    for at in plan.slots():
        starts = datetime.combine(date, at, ZONE)
        session.add(
            Slot(
                token=secrets.token_urlsafe(9).replace("_", "x").replace("-", "y"),
                visit_day_id=day.id,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=plan.minutes),
                capacity=plan.capacity,
            )
        )


async def ensure_admin(db: Database, clock: Clock, password: str | None) -> str | None:
    """An account `admin`, which administers and handles nothing, made once; while the county is the demonstration's,
    its people with the same password. Returns the password if one was made up."""
    async with db.write() as session:
        if await staff.by_login(session, "admin"):
            return None
        made_up = None if password else secrets.token_urlsafe(12)
        admin = await add_staff(
            session, "admin", ADMIN_NAME, password or made_up or "", [(Role.ADMIN, None)], clock.now()
        )
        admin.password_given = made_up is not None
        if await catalogue.units(session):
            await _people(session, admin, clock.now())
        return made_up


async def _people(session: AsyncSession, admin: Staff, now: datetime) -> None:
    """Who works in the demonstration county: one who does everything but accusations, with a deputy, two discipline
    officers and a leader. Each unit has a head and a deputy. There, admin may look round as a leader does."""
    units = await catalogue.units(session)
    (wall,) = [unit for unit in units if unit.discipline]
    (desk,) = [unit for unit in units if unit.desk]
    everywhere = [(Role.HANDLER, unit.id) for unit in units if not unit.discipline]
    cast: dict[str, tuple[str, list[tuple[Role, int | None]]]] = {
        "demo": ("演示员甲", [(Role.CLERK, desk.id), (Role.SUPERVISOR, None), *everywhere]),
        "demo2": ("演示员乙", [(Role.CLERK, desk.id), *everywhere]),
        "demo-jw1": ("演示纪检甲", [(Role.DISCIPLINE, wall.id)]),
        "demo-jw2": ("演示纪检乙", [(Role.DISCIPLINE, wall.id)]),
        "demo-leader": ("林若川", [(Role.LEADER, None)]),
    }
    made = {}
    for login, (name, roles) in cast.items():
        made[login] = Staff(login=login, name=name, password_hash=admin.password_hash, active=True, created_at=now)
        made[login].roles = [StaffRole(role=role, unit_id=unit) for role, unit in roles]
        session.add(made[login])
    await session.flush()
    for unit in units:
        head, deputy = ("demo-jw1", "demo-jw2") if unit.discipline else ("demo", "demo2")
        unit.head_id, unit.deputy_id = made[head].id, made[deputy].id
    admin.roles.append(StaffRole(role=Role.LEADER, unit_id=None))
    await catalogue.bind_official(session, "O-HEAD", made["demo-leader"].id)


async def service_token(db: Database, clock: Clock, service: str, scopes: list[Scope], token: str | None = None) -> str:
    """The one token of a service, made up or as given; those of earlier starts are revoked."""
    async with db.write() as session:
        await revoke_service(session, service, clock.now())
        return await add_service_token(session, service, scopes, clock.now(), token)


async def new_token(db: Database, clock: Clock, service: str, scopes: list[Scope]) -> str:
    """One more token of a service."""
    async with db.write() as session:
        return await add_service_token(session, service, scopes, clock.now())
