"""A person behind the door: what a handed-over chat is to staff, and who is on crisis duty."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from models.law.live import Parting, Reason, Voice
from models.wire.base import CaseNo, Items, Line, Named, Part, Text, Wire, Written

MOST_SAID = 4_000
"""Characters of one message that staff write in a chat."""


class TalkWords(Wire):
    """What the person says while staff speak with them, or are waited for."""

    parts: Annotated[list[Part], Field(min_length=1, max_length=50)]


class TalkHeard(Wire):
    open: bool = Field(description="false: the talk has ended meanwhile; the words are kept with it all the same")


class LiveRow(Wire):
    """A chat in the queue, or with somebody."""

    id: int
    reason: Reason
    danger: bool
    opened_at: AwareDatetime
    waits_since: AwareDatetime
    taken_by: Named | None
    mine: bool
    channel: str
    phone: str | None = Field(None, description="masked")
    cases: list[str] = Field([], description="their cases, as far as the caller sees them, newest first")
    case_no: str | None = Field(None, description="the case that the talk became part of")
    acknowledged_by: str | None = None
    beside: int = Field(0, description="how many chats that stand before it come from the same address")
    ended: Parting | None = None


class TalkCall(Wire):
    """The call that somebody who waited for a person was owed; open without `done_at`."""

    done_at: AwareDatetime | None
    done_by: str | None = None
    result: str | None = Field(None, description="`talked`: it was said in the chat; else what whoever rang noted")


class EndedTalk(LiveRow):
    """A talk that is over, and what became of it. What was said is read with a reason."""

    ended_at: AwareDatetime
    call: TalkCall | None = None


class EndedTalks(Items[EndedTalk]):
    pass


class LiveLine(Wire):
    id: int
    at: AwareDatetime
    voice: Voice
    by: str | None = None
    text: str | None = None
    file: str | None = None
    media_type: str | None = None
    name: str | None = Field(None, description="of the file, as its sender calls it")
    before: bool = Field(False, description="from before the chat was handed over")
    state: str | None = Field(None, description="of what staff wrote: how far its delivery is")


class LiveTalk(LiveRow):
    """With what was said, after a reason was given or the chat was taken."""

    lines: list[LiveLine]
    draft: str | None = Field(None, description="what stands in the form that is not sent")


class LiveRead(Wire):
    reason: Line


class LiveSaid(Wire):
    text: Annotated[Written, Field(max_length=MOST_SAID)]


class LiveBack(Wire):
    """`case_no`: of the person's cases the one that the talk becomes part of."""

    case_no: CaseNo | None = None


class DutyLine(Wire):
    """One turn of the crisis duty; the first line is asked first. One that ends before it begins goes over midnight."""

    login: Annotated[Text, Field(min_length=1, max_length=50)]
    name: str = Field("", description="as the account has it; what is sent is ignored")
    days: Annotated[str, Field(pattern=r"^[1-7]{1,7}$", description="days of the week, 1 is Monday")] = "1234567"
    since: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:00"
    until: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")] = "24:00"


class DutyRoster(Wire):
    lines: Annotated[list[DutyLine], Field(max_length=100)]


class DutyView(DutyRoster):
    now: list[Named] = Field(description="who is on duty at this moment, in the order in which they are alerted")


class ChatLine(Wire):
    """A line of the chat from before it was handed over, as the bot has it."""

    at: AwareDatetime
    voice: Literal[Voice.RESIDENT, Voice.BOT]
    text: Annotated[Text, Field(min_length=1, max_length=2_000)]
