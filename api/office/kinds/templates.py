"""Words to begin a reply with, by topic and state."""

from api.cases.beginnings import unknown
from api.errors import Unprocessable
from api.office.kind import Also, Change, Kind, Ref
from models.rights import Right
from models.tables import ReplyTemplate, Topic
from models.wire import TemplateEntries, TemplateEntry, TemplateWanted


async def check(change: Change[TemplateWanted]) -> Also:
    """In braces stands only what is known of a case."""
    if names := unknown(change.given.text):
        raise Unprocessable(f"nothing is known for {names[0]}", code="template_value", field="text")
    return {}


TEMPLATES = Kind(
    "templates", ReplyTemplate, TemplateWanted, TemplateEntry, TemplateEntries, ("code", "title", "topic", "state"),
    {"topic": Ref(Topic, "topic_id")}, sought=("code", "title", "text"), check=check, right=Right.CHANGE_TEMPLATES,
)  # fmt: skip
