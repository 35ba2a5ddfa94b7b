"""The deeds of a resident: one class each, from the dialog that returns it to the body that is posted.

A session keeps the one it was sealed with as JSON, `{"sort": …, its fields}`, until the API has answered.
"""

from typing import Annotated, Any, TypedDict

from pydantic import ConfigDict, Field, PlainSerializer

from models.wire.base import Part, Wire
from models.wire.resident import (
    Addition,
    AnonymityWanted,
    CallWanted,
    CaseDraft,
    Claim,
    Complaint,
    Leaving,
    NotSolved,
    RatingGiven,
    ReviewWanted,
    Saying,
    Undone,
    Urge,
    Withdrawal,
)

Whole = Annotated[CaseDraft, PlainSerializer(lambda draft: draft.model_dump(mode="json"))]
"""A draft that is kept with all its fields: what was confirmed is compared by them."""


class Filing(Wire):
    """A concern, confirmed."""

    draft: Whole


class Booking(Wire):
    """A place on a visit day for a case that exists (`case_no`) or is filed first (`draft`). No slot: only file it."""

    slot: str | None
    people: int
    case_no: str | None = None
    draft: Whole | None = None


class CancelBooking(Wire):
    booking_no: str


class MoveBooking(Wire):
    """A booking goes to another place, which is held for the session."""

    booking_no: str
    slot: str


class SaidPart(Part):
    """A part as the talk knows it: also when and in which message it was said. Only text or file cross the wire."""

    model_config = ConfigDict(extra="allow")


class Adding(Addition):
    parts: Annotated[list[SaidPart], Field(min_length=1)]  # type: ignore[assignment]


class SayingThis(Saying):
    parts: Annotated[list[SaidPart], Field(min_length=1)]  # type: ignore[assignment]


class StaffLink(Wire):
    """The chat of a member of staff: linked by a code, or unlinked when there is none."""

    code: str | None


Deed = (
    Filing
    | Booking
    | CancelBooking
    | MoveBooking
    | Adding
    | Urge
    | Claim
    | AnonymityWanted
    | RatingGiven
    | NotSolved
    | ReviewWanted
    | Withdrawal
    | Undone
    | Complaint
    | CallWanted
    | SayingThis
    | Leaving
    | StaffLink
)
DEEDS: dict[str, type[Deed]] = {
    "filing": Filing,
    "booking": Booking,
    "cancel_booking": CancelBooking,
    "move_booking": MoveBooking,
    "addition": Adding,
    "urge": Urge,
    "claim": Claim,
    "anonymity": AnonymityWanted,
    "rating": RatingGiven,
    "unsolved": NotSolved,
    "review": ReviewWanted,
    "withdrawal": Withdrawal,
    "undo": Undone,
    "complaint": Complaint,
    "call": CallWanted,
    "saying": SayingThis,
    "leaving": Leaving,
    "staff": StaffLink,
}
SORTS: dict[type[Deed], str] = {kind: sort for sort, kind in DEEDS.items()}


class KeptPart(TypedDict, total=False):
    """A part as a session keeps it: words, or a file; when and in which message it came. `pin`: a location."""

    text: str
    pin: bool
    file: str
    type: str
    size: int
    at: str
    id: str
    message: str


def adding(case_no: str, parts: list[KeptPart], code: str | None = None) -> Adding:
    """Parts that were said without being asked for."""
    return Adding(case_no=case_no, parts=[SaidPart.model_validate(part) for part in parts], question=None, code=code)


def kept(part: SaidPart) -> KeptPart:
    """A part as the talk keeps it."""
    held: KeptPart = part.model_dump(mode="json", exclude_unset=True)  # type: ignore[assignment]
    return held


BESIDE = frozenset({"sort", "locale", "origin"})
"""What is stored beside a deed: which it is, and how it was confirmed, so that a repeated call is the same call."""


def sealed(deed: Deed) -> dict[str, Any]:
    """Plain JSON. What was not said is left out, so that a field that is new changes nothing that was confirmed."""
    return {"sort": SORTS[type(deed)], **deed.model_dump(mode="json", exclude_unset=True)}


def unsealed(held: dict[str, Any]) -> Deed:
    """From JSON of this version or an older one. Raises `KeyError` or `ValueError` for what nobody posts."""
    body = {name: value for name, value in held.items() if name not in BESIDE}
    if held["sort"] == "claim" and "code" in body:
        body["query_code"] = body.pop("code")
    if held["sort"] == "anonymity" and body.get("name") is None and body.get("phone") is None:
        body["anonymous"] = True
    return DEEDS[held["sort"]].model_validate(body)
