"""Events: the kinds of entries of a case's timeline, and which of them its resident sees."""

from enum import StrEnum


class EventKind(StrEnum):
    """Entries of the timeline."""

    RECEIVED = "received"
    NOTIFIED = "notified"
    FORWARDED = "forwarded"
    TAKEN = "taken"
    GUIDED = "guided"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    RETURNED = "returned"
    DESIGNATED = "designated"
    EXTENDED = "extended"
    RECLASSED = "reclassed"
    RETIERED = "retiered"
    CO_UNIT = "co_unit"
    WHISTLED = "whistled"
    MUSTERED = "mustered"
    LEAD_OFFICIAL = "lead_official"
    LINKED = "linked"
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"
    ADDITION = "addition"
    PROGRESS = "progress"
    PROMISED = "promised"
    REPLY = "reply"
    LOOKED = "looked"
    CLOSED = "closed"
    RATED = "rated"
    CALLED_BACK = "called_back"
    REOPENED = "reopened"
    REVIEW_ASKED = "review_asked"
    HEARING = "hearing"
    REVIEW_DECIDED = "review_decided"
    RIGHT_ENDED = "right_ended"
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"
    COMPLAINED = "complained"
    RETALIATION = "retaliation"
    SLIPPING = "slipping"
    SUPERVISED = "supervised"
    IMPROVEMENT = "improvement"
    WALLED = "walled"
    URGED = "urged"
    MOVED = "moved"
    CODE_REISSUED = "code_reissued"
    ANONYMITY = "anonymity"
    WRITTEN_UP = "written_up"
    RECOUNTED = "recounted"


STAFF_ONLY = frozenset(
    {
        EventKind.NOTE,
        EventKind.WALLED,
        EventKind.PROPOSED,
        EventKind.DECIDED,
        EventKind.LOOKED,
        EventKind.LINKED,
        EventKind.RECOUNTED,
        EventKind.IMPROVEMENT,
    }
)
RESIDENT_SEES = frozenset(EventKind) - STAFF_ONLY
"""Timeline entries shown to the resident."""
