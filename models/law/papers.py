"""Papers: what is printed of a case, each with a place for seal and signature."""

from collections.abc import Mapping
from enum import StrEnum

from models.law.events import EventKind


class PaperKind(StrEnum):
    """What a resident, a unit or the archive gets on paper."""

    ACCEPTED = "accepted"
    FORWARDED = "forwarded"
    REPLY = "reply"
    NOT_ACCEPTED = "not_accepted"
    EXTENDED = "extended"
    SUPERVISION = "supervision"
    SERVICE = "service"
    FILE = "file"


OF_EVENT: Mapping[EventKind, PaperKind] = {
    EventKind.ACCEPTED: PaperKind.ACCEPTED,
    EventKind.FORWARDED: PaperKind.FORWARDED,
    EventKind.REPLY: PaperKind.REPLY,
    EventKind.NOT_ACCEPTED: PaperKind.NOT_ACCEPTED,
    EventKind.NO_LONGER_ACCEPTED: PaperKind.NOT_ACCEPTED,
    EventKind.EXTENDED: PaperKind.EXTENDED,
}
"""The steps that are put on paper."""
SERVED = frozenset(OF_EVENT.values()) - {PaperKind.FORWARDED}
"""Papers that are handed to the resident, with a proof of service."""
