"""Units: departments, townships, desks, the discipline unit; who heads them and how they are reached."""

from api.errors import Conflict, Unprocessable
from api.office import queries
from api.office.kind import Also, Change, Kind, Ref
from models.tables import Area, Staff, Unit
from models.wire import UnitEntries, UnitEntry, UnitWanted


async def check(change: Change[UnitWanted]) -> Also:
    """No unit above itself; head and deputy are two. One desk stays in use, and none is switched off that has open
    cases or units below it in use."""
    given, row = change.given, change.row
    if given.desk and given.discipline:
        raise Unprocessable("the desk is not the discipline unit", code="desk_discipline", field="discipline")
    if given.head is not None and given.head == given.deputy:
        raise Unprocessable("the deputy is somebody else", code="same_person", field="deputy")
    if row is not None and await queries.is_above(change.session, row.id, change.ids["parent"]):
        raise Unprocessable("that unit lies below this one", code="unit_circle", field="parent")
    if row is None:
        return {}
    if row.discipline != given.discipline and await queries.has_cases(change.session, row.id):
        raise Conflict("it has cases", code="has_cases")
    if change.leaves and await queries.has_open_cases(change.session, row.id):
        raise Conflict("open cases lie with it; hand them to another unit first", code="has_cases")
    if change.leaves and await queries.has_units(change.session, row.id):
        raise Conflict("units below it are in use", code="in_use")
    await _stays(change)
    return {}


async def _stays(change: Change[UnitWanted]) -> None:
    """Somebody receives, and somebody takes accusations, whatever is changed."""
    for role in ("desk", "discipline"):
        had, has = getattr(change.row, role), getattr(change.given, role) and change.given.active
        if had and not has and not await queries.another(change.session, change.row.id, role):
            raise Conflict(f"it is the only {role}", code=f"only_{role}")


UNITS = Kind(
    "units", Unit, UnitWanted, UnitEntry, UnitEntries, ("code", "name", "head", "deputy", "phone", "parent"),
    {
        "area": Ref(Area, "area_id"), "parent": Ref(Unit, "parent_id"),
        "head": Ref(Staff, "head_id", "login"), "deputy": Ref(Staff, "deputy_id", "login"),
    },
    check=check,
)  # fmt: skip
