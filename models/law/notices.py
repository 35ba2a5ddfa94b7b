"""Notices: the kinds of messages owed to residents and staff, and the states of their delivery."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """Messages owed; each is a ledger row in the event's own transaction. `STAFF_NOTICES` go to staff."""

    RECEIVED = "received"
    NOTIFIED = "notified"
    FORWARDED = "forwarded"
    GUIDED = "guided"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    EXTENDED = "extended"
    QUESTION = "question"
    PROGRESS = "progress"
    PROMISED = "promised"
    REPLY = "reply"
    CLOSED = "closed"
    REOPENED = "reopened"
    REVIEW_ASKED = "review_asked"
    REVIEW_DECIDED = "review_decided"
    RIGHT_ENDING = "right_ending"
    RIGHT_ENDED = "right_ended"
    WITHDRAWN = "withdrawn"
    RESUMED = "resumed"
    SLIPPING = "slipping"
    RECOUNTED = "recounted"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    MOVED = "moved"
    CODE_REISSUED = "code_reissued"
    ESCALATION = "escalation"
    DIGEST = "digest"
    URGENT = "urgent"


STAFF_NOTICES = frozenset({NoticeKind.ESCALATION, NoticeKind.DIGEST, NoticeKind.URGENT})
SAY_WHEN = frozenset(
    {
        NoticeKind.ACCEPTED,
        NoticeKind.ASSIGNED,
        NoticeKind.QUESTION,
        NoticeKind.PROGRESS,
        NoticeKind.NOTIFIED,
        NoticeKind.FORWARDED,
        NoticeKind.REOPENED,
        NoticeKind.RESUMED,
    }
)
"""Notices that say by when the answer comes, where a date for it runs."""
WITH_WORDS = frozenset(
    {
        NoticeKind.REPLY,
        NoticeKind.QUESTION,
        NoticeKind.PROGRESS,
        NoticeKind.NOTIFIED,
        NoticeKind.GUIDED,
        NoticeKind.NOT_ACCEPTED,
        NoticeKind.NO_LONGER_ACCEPTED,
        NoticeKind.EXTENDED,
        NoticeKind.PROMISED,
        NoticeKind.REVIEW_DECIDED,
        NoticeKind.APPOINTMENT_CANCELLED,
    }
)
"""Notices that carry the words staff wrote, shown word for word."""


class NoticeState(StrEnum):
    """`sent` waits for the proof that it was seen; `manual` waits for a clerk's record (phone, counter, post)."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    MANUAL = "manual"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"


SETTLED = frozenset({NoticeState.DELIVERED, NoticeState.UNDELIVERABLE})
