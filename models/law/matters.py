"""The matter of a case: its kind, class, route, tier, cause, and how it was helped.

Sources: 信访工作条例 (2022), "R22"; names of the national exchange tables. Codes are stored, words shown elsewhere.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.law.rows import Rows


class Kind(StrEnum):
    """What the resident says it is, in plain words. The legal class is set by staff (see `CaseClass`)."""

    DIFFICULTY = "difficulty"
    SUGGESTION = "suggestion"
    INQUIRY = "inquiry"
    ACCUSATION = "accusation"
    THANKS = "thanks"
    UNSURE = "unsure"


DISCIPLINE = "190000"
"""The class of topics 纪检监察: what is about it is an accusation, whatever else is said of it."""


class CaseClass(StrEnum):
    """The legal class (信访诉求分类), set by staff on acceptance. Art. 28–31."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    APPEAL = "appeal"
    INQUIRY = "inquiry"
    THANKS = "thanks"
    OTHER = "other"


CASES_A_DAY = 10
"""Of one chat and local day; more are registered all the same and marked for a clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`limit`: key of the profile's limit within which the resident hears what came of it, from acceptance; None where
    class and tier say. The limit names in `by` a body outside that decides on such a route."""

    limit: str | None = None


class Route(Rows):
    """法定途径. The first eight are R22 art. 31; only `petition` has the 60 days of art. 34."""

    row: Way
    PETITION = "petition", Way()
    LITIGATION = "litigation", Way(limit="litigation")
    PROCURATORATE = "procuratorate", Way(limit="procuratorate")
    POLICE = "police", Way(limit="police")
    ARBITRATION = "arbitration", Way(limit="arbitration")
    PARTY_APPEAL = "party_appeal", Way(limit="party_appeal")
    ADMIN_PROCEDURE = "admin_procedure", Way(limit="admin_procedure")
    DUTY_REQUEST = "duty_request", Way(limit="duty_request")
    INFORMATION = "information", Way(limit="information")
    MARKET = "market", Way(limit="market")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """`limit`: key of the profile's limit within which such a matter is answered, from its acceptance. `simple`:
    handled simply (简易办理), without an opinion letter. `fast`: counted in hours, and it climbs within hours."""

    limit: str
    simple: bool = False
    fast: bool = False


class Tier(Rows):
    """Speed tiers, fastest first: 2-hour and same-day matters of the hotline, then 立即办, 快速办, 限期办."""

    row: Speed
    EMERGENCY = "emergency", Speed(limit="emergency", simple=True, fast=True)
    UTILITIES = "utilities", Speed(limit="utilities", simple=True, fast=True)
    SIMPLE = "simple", Speed(limit="simple_handle", simple=True)
    NORMAL = "normal", Speed(limit="handle")
    COMPLEX = "complex", Speed(limit="complex_handle")

    def slower_than(self, other: "Tier") -> bool:
        order = list(Tier)
        return order.index(self) > order.index(other)


class Outcome(StrEnum):
    """Ways a matter is helped that another body carries: with a contact from the book."""

    MEDIATION = "mediation"
    LEGAL_AID = "legal_aid"
    AID = "aid"
    LAWYER = "lawyer"


class Cause(StrEnum):
    """信访原因: what the matter came from, said by staff at closing. A list of our own; `none`: inquiries, thanks."""

    POLICY_GAP = "policy_gap"
    NOT_CARRIED_OUT = "not_carried_out"
    DECISION = "decision"
    INACTION = "inaction"
    UNLAWFUL = "unlawful"
    CONDUCT = "conduct"
    DELAY = "delay"
    SERVICE = "service"
    EXPLANATION = "explanation"
    OLD_MATTER = "old_matter"
    PRIVATE_DISPUTE = "private_dispute"
    LITIGATION = "litigation"
    NONE = "none"
    OTHER = "other"


class Resolved(StrEnum):
    """化解: whether it is solved, as staff see it. Whether the resident is satisfied is their rating, kept apart."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class LinkKind(StrEnum):
    """`repeat`: the same person and matter; `merged`: another person's same matter, answered together."""

    REPEAT = "repeat"
    MERGED = "merged"
    NEW_FACTS = "new_facts"


OWN_CLOCK = frozenset(Route) - {Route.PETITION}
"""Routes whose own clock keeps running while a petition is handled; the resident is told so."""
