"""Help lines: numbers that are named to whoever is in danger, is young, or has a matter of their topic."""

from api.context import RENEW
from api.errors import Conflict
from api.office.kind import Also, Change, Kind, Ref
from api.spoken import queries
from api.spoken.inforce import DANGERS
from models.tables import Hotline, Topic
from models.wire import HotlineEntries, HotlineEntry, HotlineWanted


async def check(change: Change[HotlineWanted]) -> Also:
    """Each class of danger keeps a number. In force at once."""
    row, given = change.row, change.given
    for danger in DANGERS if row is not None else ():
        had, has = row.active and getattr(row, danger), given.active and getattr(given, danger)
        if had and not has and not await queries.another_for(change.session, danger, row.id):
            raise Conflict(f"it is the only number for {danger}", code="only_hotline")
    change.session.info[RENEW] = True
    return {}


HOTLINES = Kind(
    "hotlines", Hotline, HotlineWanted, HotlineEntry, HotlineEntries, ("code", "name", "hours", "topic", "self_harm",
    "threat", "emergency", "child", "at_home", "young"), {"topic": Ref(Topic, "topic_id")}, check=check,
)  # fmt: skip
