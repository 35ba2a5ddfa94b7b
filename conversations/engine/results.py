"""What dialogs return: the one effect. `dump` is the JSON kept in the sealed session until the API has answered."""

from dataclasses import asdict, dataclass
from typing import Any

from models.wire import CaseDraft


@dataclass(frozen=True)
class Filing:
    """A concern, confirmed: POST /v1/cases."""

    draft: CaseDraft

    def dump(self) -> dict[str, Any]:
        return {"sort": "filing", "draft": self.draft.model_dump(mode="json")}


@dataclass(frozen=True)
class Booking:
    """A place on a visit day for a case that exists (`case_no`) or is filed first (`draft`). No slot: only file it."""

    slot: str | None
    people: int
    case_no: str | None = None
    draft: CaseDraft | None = None

    def dump(self) -> dict[str, Any]:
        draft = self.draft.model_dump(mode="json") if self.draft else None
        return {"sort": "booking", "slot": self.slot, "people": self.people, "case_no": self.case_no, "draft": draft}


@dataclass(frozen=True)
class CancelBooking:
    booking_no: str

    def dump(self) -> dict[str, Any]:
        return {"sort": "cancel_booking", **asdict(self)}


@dataclass(frozen=True)
class Adding:
    """Later words or photos for a case; with `question`, the answer to staff's question of that seq. `consent`: to
    what was agreed apart, as `photo+place`."""

    case_no: str
    parts: tuple[dict[str, Any], ...]
    consent: str | None = None
    question: int | None = None
    code: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "addition", **asdict(self), "parts": list(self.parts)}


@dataclass(frozen=True)
class Urging:
    """催办, counted once a local day."""

    case_no: str
    code: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "urge", **asdict(self)}


@dataclass(frozen=True)
class Claiming:
    """Takes a case to this chat by number and query code."""

    case_no: str
    code: str

    def dump(self) -> dict[str, Any]:
        return {"sort": "claim", **asdict(self)}


@dataclass(frozen=True)
class Signing:
    """Leaves a name or phone after filing; with neither, withdraws both."""

    case_no: str
    name: str | None = None
    phone: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "anonymity", **asdict(self)}


@dataclass(frozen=True)
class Rated:
    """`rating` of the unit, or `desk` of the reception."""

    case_no: str
    rating: str | None
    code: str | None = None
    desk: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "rating", **asdict(self)}


@dataclass(frozen=True)
class Unsolved:
    """The answer did not solve it: back to the unit."""

    case_no: str
    code: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "unsolved", **asdict(self)}


@dataclass(frozen=True)
class Reviewing:
    """复查 or 复核, dated when the talk of it began."""

    case_no: str
    text: str | None = None
    code: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "review", **asdict(self)}


@dataclass(frozen=True)
class Withdrawing:
    """`pressed`: no, yes, unsaid."""

    case_no: str
    pressed: str

    def dump(self) -> dict[str, Any]:
        return {"sort": "withdrawal", **asdict(self)}


@dataclass(frozen=True)
class Undoing:
    """A withdrawn case goes on."""

    case_no: str

    def dump(self) -> dict[str, Any]:
        return {"sort": "undo", **asdict(self)}


@dataclass(frozen=True)
class Complaining:
    """About the handling itself, or retaliation."""

    case_no: str
    text: str
    retaliation: bool = False
    code: str | None = None

    def dump(self) -> dict[str, Any]:
        return {"sort": "complaint", **asdict(self)}
