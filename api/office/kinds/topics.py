"""Topics: the content classification, three levels."""

from api.errors import Unprocessable
from api.office import queries
from api.office.kind import Also, Change, Kind, Ref
from models.seed import Topic as Place
from models.tables import Topic
from models.wire import TopicEntries, TopicEntry, TopicWanted

ABOVE = Ref(Topic, "parent_id")


async def check(change: Change[TopicWanted]) -> Also:
    """The code says what lies above it, and that has to be there."""
    code = Place(change.given.code, change.given.name, "").parent
    above = await queries.ids(change.session, ABOVE, [code]) if code else {}
    if code and code not in above:
        raise Unprocessable(f"there is no topic {code}, which lies above it", code="topic_above", field="code")
    return {"parent_id": above.get(code)}


TOPICS = Kind(
    "topics", Topic, TopicWanted, TopicEntry, TopicEntries, ("code", "name", "common", "placed"), check=check,
)  # fmt: skip
