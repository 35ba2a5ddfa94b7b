"""Places: five levels and the grid, as a tree."""

from api.errors import Conflict, Unprocessable
from api.office import queries
from api.office.kind import Also, Change, Kind, Ref
from models.law.places import BELOW_THE_COUNTY, CODE_DIGITS, Level
from models.tables import Area
from models.wire import AreaEntries, AreaEntry, AreaWanted

LEVELS = tuple(Level)


async def check(change: Change[AreaWanted]) -> Also:
    """The code has the digits of its level and begins with that of the place above, which is one level up. A place that
    has units or places in use is not switched off."""
    given = change.given
    if len(given.code) != CODE_DIGITS[given.level]:
        raise Unprocessable(
            f"a {given.level} has a code of {CODE_DIGITS[given.level]} digits", code="area_digits", field="code"
        )
    above = await queries.row(change.session, Area, change.ids["parent"])
    if above is not None and LEVELS.index(Level(above.level)) + 1 != LEVELS.index(given.level):
        raise Unprocessable("the place above is one level up", code="area_level", field="parent")
    if given.level in BELOW_THE_COUNTY:
        if above is None:
            raise Unprocessable("say in which place it lies", code="area_level", field="parent")
        if not given.code.startswith(above.code):
            raise Unprocessable("the code begins with that of the place above", code="area_prefix", field="code")
    if change.leaves and await queries.area_in_use(change.session, change.row.id):
        raise Conflict("units or places in it are in use", code="in_use")
    if given.profile is not None and given.profile not in change.ctx.profiles:
        raise Unprocessable("there is no such profile", field="profile")
    return {}


AREAS = Kind(
    "areas", Area, AreaWanted, AreaEntry, AreaEntries, ("code", "name", "level", "parent", "profile"),
    {"parent": Ref(Area, "parent_id")}, check=check,
)  # fmt: skip
