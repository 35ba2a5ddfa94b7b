"""Words to begin a reply with, by topic and state."""

from api.office.kind import Kind, Ref
from models.rights import Right
from models.tables import ReplyTemplate, Topic
from models.wire import TemplateEntries, TemplateEntry, TemplateWanted

TEMPLATES = Kind(
    "templates", ReplyTemplate, TemplateWanted, TemplateEntry, TemplateEntries, ("code", "title", "topic", "state"),
    {"topic": Ref(Topic, "topic_id")}, sought=("code", "title", "text"), right=Right.CHANGE_TEMPLATES,
)  # fmt: skip
