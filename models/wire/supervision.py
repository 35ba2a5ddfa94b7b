"""Supervision, and what waits for each member of staff. No words of residents, no names but those of colleagues."""

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from models.law.notices import NoticeKind
from models.law.triggers import BY_HAND, Trigger
from models.wire.base import Code, Items, Named, QueryCode, ToldFacts, Wire, Written
from models.words.languages import Locale


class EscalationView(Wire):
    """One step up: who was told, and by when they have to acknowledge it before it goes further."""

    id: int
    level: int
    person: Named
    at: AwareDatetime
    climb_at: AwareDatetime | None
    acknowledged_at: AwareDatetime | None
    acknowledged_by: Named | None


class SupervisionView(Wire):
    """One matter of one case that is supervised (督办)."""

    id: int
    case_no: str
    trigger: Trigger
    unit: Named
    duty: str | None = Field(description="key of the obligation that is late")
    opened_at: AwareDatetime
    opened_by: Named | None = Field(description="null: the clockwork")
    note: str | None
    answer: str | None = Field(description="the last, in writing, by whoever answers for the case")
    answered_at: AwareDatetime | None
    answered_by: str | None
    closed_at: AwareDatetime | None
    closed_by: Named | None
    result: str | None
    steps: list[EscalationView]


class SupervisionPage(Items[SupervisionView]):
    pass


class SuperviseWanted(Wire):
    """A supervisor's own finding."""

    trigger: Trigger
    note: Written

    @model_validator(mode="after")
    def found_by_people(self) -> "SuperviseWanted":
        if not self.trigger.row.by_hand:
            raise ValueError(f"one of {', '.join(sorted(BY_HAND))}")
        return self


class SupervisionAnswer(Wire):
    """The answer in writing to what is supervised."""

    text: Written


class SupervisionClosed(Wire):
    """What came of it."""

    result: Written


class InboxMessage(Wire):
    """A message to the caller: counts, case numbers and codes."""

    id: int
    kind: NoticeKind
    at: AwareDatetime
    facts: ToldFacts
    new: bool = Field(description="not read before")


class InboxRead(Wire):
    """`until`: id of the newest message that was read."""

    until: Annotated[int, Field(ge=1, le=2**53)]


class InboxDate(Wire):
    """A date of a case that the caller answers for."""

    case_no: str
    duty: str
    due_by: Annotated[str, Field(description="local date")]
    late: bool


class Inbox(Wire):
    """What waits for the caller: steps to acknowledge, dates that are late or near, messages."""

    waiting: list[SupervisionView]
    dates: list[InboxDate]
    messages: list[InboxMessage]


class DeputyWanted(Wire):
    """Who does the caller's work while they are away; null: nobody is named."""

    deputy: Code | None


class AwayWanted(Wire):
    """From when until when the caller is away; both null: they are there."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    from_: Annotated[AwareDatetime | None, Field(alias="from")] = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def turned_right(self) -> "AwayWanted":
        if (self.from_ is None) != (self.until is None):
            raise ValueError("from and until, or neither")
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise ValueError("until lies after from")
        return self


class Presence(Wire):
    """The caller's deputy and absence, and whether messages come to a chat."""

    deputy: Named | None
    away_from: AwareDatetime | None
    away_until: AwareDatetime | None
    chat: str | None = Field(description="the channel of the linked chat")
    handed_over: int = Field(0, description="cases that somebody else answers for from now on")


class ChatCode(Wire):
    """To be sent to the bot as `/staff CODE`, once, before it expires."""

    code: str
    expires_at: AwareDatetime


class StaffChat(Wire):
    """A code that a member of staff had on their own page, sent from the chat they want to be told in."""

    code: QueryCode
    locale: Locale = "zh_Hans"


class StaffChatLinked(Wire):
    """Whether messages to a member of staff come to the chat in the headers."""

    linked: bool


class ClockworkView(Wire):
    """When the clockwork last went round."""

    at: AwareDatetime | None
    by: str | None
    seconds_ago: int | None
    take_over_after: int = Field(description="seconds; 0: never")
