"""A real county made: its place, desk and discipline unit, and the first people who work there."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Conflict, Unprocessable
from api.office import demonstration, queries
from api.security import Caller, first_password
from api.staff import queries as staff
from models.law.people import Role
from models.law.places import Level
from models.seed import load_templates, load_topics
from models.tables import Area, ReplyTemplate, Staff, StaffRole, Topic, Unit
from models.wire import FirstPassword, SetUp, SetUpDone

DESK, DISCIPLINE, GOVERNMENT = "DESK", "JW", "GOV"


FIRST: tuple[tuple[str, Role, str | None], ...] = (
    ("clerk", Role.CLERK, DESK),
    ("supervisor", Role.SUPERVISOR, None),
    ("discipline", Role.DISCIPLINE, DISCIPLINE),
    ("discipline2", Role.DISCIPLINE, DISCIPLINE),
)
"""The first people: their fields, and the role with the unit it is held in; None: for the whole county."""


async def set_up(session: AsyncSession, ctx: Context, who: Caller, given: SetUp) -> SetUpDone:
    """The passwords are made up and given back this once. Conflict `set_up_already` where there is a county."""
    if await queries.any_unit(session):
        raise Conflict("a county is set up here already", code="set_up_already")
    if demonstration.is_fictional(given.county_code):
        raise Unprocessable("no real county has such a code", code="fictional_code", field="county_code")
    county = Area(code=given.county_code, name=given.county, name_en=given.county_en, level=Level.COUNTY)
    session.add(county)
    await topics(session)
    await session.flush()
    units = await _units(session, given, county)
    made = [await _person(session, ctx, given, units, first) for first in FIRST]
    for unit, (person, _) in ((units[DESK], made[0]), (units[GOVERNMENT], made[1]), (units[DISCIPLINE], made[2])):
        unit.head_id = person.id
    units[DISCIPLINE].deputy_id = made[3][0].id
    await audit(session, who, "set_up", given.county_code, ctx.clock.now(), changed=[f"county: {given.county}"])
    passwords = [FirstPassword(login=person.login, name=person.name, password=made_up) for person, made_up in made]
    return SetUpDone(county=given.county, people=passwords)


async def topics(session: AsyncSession) -> None:
    """The content classification that every county begins with, if there is none, and the words to reply with."""
    made: dict[str, Topic] = {}
    for t in load_topics() if not await queries.any_topic(session) else ():
        above = made[t.parent].id if t.parent else None
        made[t.code] = Topic(code=t.code, name=t.name, name_en=t.en, parent_id=above, common=t.common, placed=t.placed)
        session.add(made[t.code])
        await session.flush()
    for r in load_templates() if made else ():
        topic = made[r.topic].id if r.topic else None
        session.add(ReplyTemplate(code=r.code, title=r.title, topic_id=topic, state=r.state, text=r.text))


async def _units(session: AsyncSession, given: SetUp, county: Area) -> dict[str, Unit]:
    place = {"level": Level.COUNTY, "area_id": county.id}
    government = Unit(code=GOVERNMENT, name=given.government, **place)
    session.add(government)
    await session.flush()
    desk = Unit(
        code=DESK, name=given.desk, phone=given.desk_phone, hours=given.desk_hours, address=given.desk_address,
        desk=True, parent_id=government.id, **place,
    )  # fmt: skip
    wall = Unit(code=DISCIPLINE, name=given.discipline_unit, phone=given.discipline_phone, discipline=True, **place)
    session.add_all([desk, wall])
    await session.flush()
    return {GOVERNMENT: government, DESK: desk, DISCIPLINE: wall}


async def _person(
    session: AsyncSession, ctx: Context, given: SetUp, units: dict[str, Unit], first: tuple[str, Role, str | None]
) -> tuple[Staff, str]:
    field, role, unit = first
    login, name = getattr(given, f"{field}_login"), getattr(given, f"{field}_name")
    if await staff.by_login(session, login):
        raise Unprocessable("there is such an account already", code="login_taken", field=f"{field}_login")
    password, hashed = first_password()
    person = Staff(login=login, name=name, password_hash=hashed, active=True, created_at=ctx.clock.now())
    person.password_given = True
    person.roles = [StaffRole(role=role, unit_id=units[unit].id if unit else None)]
    session.add(person)
    await session.flush()
    return person, password
