"""What can be printed of a case."""

from pydantic import AwareDatetime, Field

from models.law.papers import PaperKind
from models.wire.base import Wire


class PaperView(Wire):
    id: str = Field(description="of the paper, within the case")
    kind: PaperKind
    title: str
    at: AwareDatetime = Field(description="of the step that it tells")
