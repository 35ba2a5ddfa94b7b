"""The columns of a case that an event may change with it, with their types."""

from datetime import date, datetime
from typing import TypedDict


class CaseChanges(TypedDict, total=False):
    """Each is a column of `Case`. Its number, its time of receipt and what proves its timeline are never changed."""

    state: str
    ending: str | None
    ended_at: datetime | None
    kind: str
    case_class: str | None
    route: str | None
    tier: str | None
    guided: str | None
    destination: str | None
    cause: str | None
    resolved: bool | None
    topic_id: int | None
    area_id: int
    place_sealed: bytes | None
    title_sealed: bytes | None
    summary_sealed: bytes | None
    elsewhere: bool
    petition_date: date
    petitioner_count: int
    attended_count: int | None
    answers: dict[str, str]
    consent: str
    restricted: bool
    anonymous: bool
    on_behalf: bool
    lead_unit_id: int
    answerable_unit_id: int
    forwarder_id: int | None
    forwarded_at: datetime | None
    taken_at: datetime | None
    hops: int
    returns: int
    handler_id: int | None
    owner_id: int | None
    asked_at: datetime | None
    lead_official_id: int | None
    extended_days: int
    extensions: int
    rating: str | None
    rating_desk: str | None
    first_here: bool
    to_write_up: bool
    backlog: bool
    merged_into_id: int | None
    resident_id: int | None
    channel_id: int | None
    code_mark: str
    code_key: int
    code_issue: int
