"""Messages owed, and what became of them."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.law.channels import Channel
from models.law.notices import NoticeKind
from models.wire.base import About, FileId, Line, Text, ToldFacts, Wire, wrong_field
from models.words.languages import Locale


class NoticeFile(Wire):
    """A file that goes to the resident with staff's words, as what media type it is shown; `name`: as staff call it."""

    file: FileId
    type: str
    size: int
    name: str | None = None


class LeasedNotice(Wire):
    """A notification to deliver. `lease` proves who took it; the receipt needs it."""

    id: int
    lease: str
    kind: NoticeKind
    case_no: str | None
    channel: Channel
    address: str
    locale: Locale
    facts: ToldFacts
    text: str | None = Field(None, description="staff's words, to be shown word for word")
    files: list[NoticeFile] = Field([], description="that come with the words; GET /v1/notifications/{id}/files/{file}")
    about: About | None = Field(None, description="of its case, never their words; null for an accusation")
    repeated: bool = Field(False, description="it may have been shown before: the last sender did not report")


class LeaseWanted(Wire):
    channels: Annotated[list[Channel], Field(min_length=1)]
    limit: Annotated[int, Field(ge=1, le=20)] = 20


class Leased(Wire):
    items: list[LeasedNotice]
    words: str = Field("", description="as in the catalogue: another one, and that is to be read again")


class Receipt(Wire):
    """`sent`: handed to the channel, the proof that it was seen is still to come. `retry`: certainly not sent."""

    lease: Annotated[Text, Field(max_length=40)]
    outcome: Literal["sent", "delivered", "undeliverable", "retry"]
    reason: Line | None = None


class Reach(Wire):
    """Whether a chat can be reached: not while its person has blocked the bot, say."""

    reachable: bool


class ManualRecord(Wire):
    """A clerk's record of telling a person by phone, at the counter or by post."""

    how: Literal["phone", "counter", "post"]
    result: Literal["spoke", "no_answer", "handed", "signed", "refused", "returned"]
    whom: Line | None = Field(None, description="whom they spoke to")
    at: datetime

    @model_validator(mode="after")
    def fits(self) -> Self:
        allowed = {
            "phone": {"spoke", "no_answer"},
            "counter": {"handed", "signed", "refused"},
            "post": {"signed", "refused", "returned"},
        }
        if self.result not in allowed[self.how]:
            raise wrong_field(f"{self.how} ends in one of {sorted(allowed[self.how])}", "result", given=self.result)
        if self.result == "spoke" and not self.whom:
            raise wrong_field("say whom you spoke to", "whom")
        if self.at.tzinfo is None:
            raise wrong_field("at needs a time zone", "at", given=self.at)
        return self
