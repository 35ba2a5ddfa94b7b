"""What staff write to the resident on the matter, part by part, and what closes it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.law.matters import Cause, Outcome, Resolved
from models.law.replies import Adoption, OpinionResult, ReplyKind
from models.wire.base import AddedFiles, Named, Wire, Withheld, Written, wrong_field

MAX_PART = 4000
"""Characters of one part of an opinion letter."""
LetterPart = Annotated[Written, Field(max_length=MAX_PART)]


class Opinion(Wire):
    """信访处理意见书 (R22 art. 32): what was asked for; facts and reasons; the opinion; law and policy it stands on.

    The letter is put together of these, with the remedy and its last day; the resident reads it word for word.
    """

    claim: LetterPart
    facts: LetterPart
    opinion: LetterPart
    basis: LetterPart
    result: OpinionResult


class Reply(Withheld):
    """`formal` and `progress` tell how it stands; only `answer` and `opinion` meet the duty to answer.

    `text`: the words, for all but an opinion letter. `adoption`: how a suggestion ends, with its reasons in `text`.
    `outcome` and `contact` (an id of GET /v1/contacts): who else helps. `files`: the resident gets them with it.
    """

    kind: ReplyKind = ReplyKind.ANSWER
    text: Written | None = None
    opinion: Opinion | None = None
    adoption: Adoption | None = None
    outcome: Outcome | None = None
    contact: Annotated[int, Field(ge=1, le=2**53)] | None = None
    files: AddedFiles = []

    @model_validator(mode="after")
    def whole(self) -> "Reply":
        if (self.kind is ReplyKind.OPINION) != (self.opinion is not None):
            raise wrong_field("the parts of an opinion letter, and only of one", "opinion")
        if (self.kind is ReplyKind.OPINION) == (self.text is not None):
            raise wrong_field("the words, for all but an opinion letter", "text")
        if (self.outcome is None) != (self.contact is None):
            raise wrong_field("outcome and contact come together", "outcome", "contact")
        if not self.kind.row.answers and (self.adoption is not None or self.outcome is not None):
            raise ValueError("adoption and outcome belong to an answer")
        return self


class ContactView(Wire):
    """Where else help is to be had."""

    id: int
    outcome: Outcome
    area: Named
    name: str
    phone: str
    hours: str | None
    place: str | None


class NewDay(Wire):
    """After a date has slipped: the day by which there is an answer, or news, and why; the resident reads it."""

    day: date
    what: Literal["answer", "news"]
    reason: Written


class Close(Wire):
    """`cause` and `resolved` are needed where the matter was answered."""

    cause: Cause | None = None
    resolved: Resolved | None = Field(None, description="as staff see it; the resident's rating stands apart")
    note: Written | None = None
