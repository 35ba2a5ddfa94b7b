"""The feed of events and the webhooks, for other systems."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from models.law.events import EventKind
from models.wire.base import Line, Wire


class FeedEvent(Wire):
    """That something happened to a case, and nothing of whom it is about: `GET /v1/cases/{case_no}` tells the rest to
    whoever may read it. `id` is the place in the feed, `seq` that in the case's own timeline."""

    id: int
    case_no: str
    seq: int
    kind: EventKind
    at: AwareDatetime


class WebhookWanted(Wire):
    """An address that takes `POST {"items": [events]}`, signed; `kinds`: of these only, without any: all."""

    url: Annotated[Line, Field(max_length=500)]
    kinds: Annotated[list[EventKind], Field(max_length=100)] = []


class WebhookView(Wire):
    """`delivered` is the last event that the address has taken, `waiting` how many it has not. While `error` stands it
    is tried again at `next_at`; nothing is left out."""

    id: int
    url: str
    kinds: list[EventKind]
    created_at: AwareDatetime
    created_by: str
    delivered: int
    waiting: int
    attempts: int = Field(description="without success, since the last one")
    next_at: AwareDatetime | None
    last_at: AwareDatetime | None
    error: str | None


class WebhookMade(WebhookView):
    """The secret is said once."""

    secret: str
