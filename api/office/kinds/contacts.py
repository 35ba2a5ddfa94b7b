"""Who else helps: mediation, legal aid, aid, lawyers."""

from api.errors import Conflict
from api.office import queries
from api.office.kind import Also, Change, Kind, Ref
from models.tables import Area, Contact
from models.wire import ContactEntries, ContactEntry, ContactWanted


async def check(change: Change[ContactWanted]) -> Also:
    """One of each name for a kind of help."""
    given = change.given
    if await queries.contact_named(change.session, given.outcome, given.name, change.row.id if change.row else 0):
        raise Conflict("there is one of this name already", code="name_taken")
    return {}


CONTACTS = Kind(
    "contacts", Contact, ContactWanted, ContactEntry, ContactEntries, ("code", "name", "outcome", "area", "phone"),
    {"area": Ref(Area, "area_id")}, check=check,
)  # fmt: skip
