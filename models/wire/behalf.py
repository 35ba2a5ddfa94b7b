"""What stands on record when staff act in a resident's name."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.law.channels import Channel
from models.wire.base import FileId, Wire


class TakenDown(Wire):
    """The letter, call or visit by which a resident asked for it."""

    how: Literal[Channel.VISIT, Channel.PHONE, Channel.LETTER]
    said_on: date = Field(description="when it was written or said: a request for review counts from that day")
    by: Literal["self", "other"] = Field("self", description="the resident, or somebody who acts for them")
    told: bool = Field(False, description="they were told at once what came of it, so that nobody has to call")
    files: Annotated[list[FileId], Field(max_length=20)] = Field([], description="the paper; later parts of the case")
