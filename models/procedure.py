"""The words of the procedure beside states and moves: classes, routes, tiers, kinds of reply, reasons, triggers.

Sources: 信访工作条例 (2022), "R22"; names of the national exchange tables. Codes are stored, words shown elsewhere.
"""

from enum import StrEnum
from types import MappingProxyType

from models.rules import CaseClass


class Route(StrEnum):
    """法定途径. The first eight are R22 art. 31; only `petition` has the 60 days of art. 34."""

    PETITION = "petition"
    LITIGATION = "litigation"
    PROCURATORATE = "procuratorate"
    POLICE = "police"
    ARBITRATION = "arbitration"
    PARTY_APPEAL = "party_appeal"
    ADMIN_PROCEDURE = "admin_procedure"
    DUTY_REQUEST = "duty_request"
    INFORMATION = "information"
    MARKET = "market"


OWN_CLOCK = frozenset(Route) - {Route.PETITION}
"""Routes whose own clock keeps running while a petition is handled; the resident is told so."""


class Tier(StrEnum):
    """Speed tiers, fastest first: 2-hour and same-day matters of the hotline, then 立即办, 快速办, 限期办."""

    EMERGENCY = "emergency"
    UTILITIES = "utilities"
    SIMPLE = "simple"
    NORMAL = "normal"
    COMPLEX = "complex"

    def slower_than(self, other: "Tier") -> bool:
        order = list(Tier)
        return order.index(self) > order.index(other)


class ReplyKind(StrEnum):
    """What staff say a message is. Only `answer` and `opinion` meet the duty to answer.

    `formal` says that it was received or forwarded; `progress` says how it stands; `opinion` is the 信访处理意见书
    (R22 art. 32), `answer` any other reply on the matter itself.
    """

    FORMAL = "formal"
    PROGRESS = "progress"
    ANSWER = "answer"
    OPINION = "opinion"


ANSWERS = frozenset({ReplyKind.ANSWER, ReplyKind.OPINION})


class OpinionResult(StrEnum):
    """R22 art. 32: 支持 / 合理但缺乏依据，解释说明 / 不支持."""

    SUPPORTED = "supported"
    EXPLAINED = "explained"
    NOT_SUPPORTED = "not_supported"


class Adoption(StrEnum):
    """How a suggestion ends: 采纳 / 部分采纳 / 不采纳, each with reasons (R22 art. 29)."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class Refusal(StrEnum):
    """Grounds on which a case ends without being accepted. R3 only where the area's profile has such a rule."""

    R1_IN_PROGRESS = "R1_in_progress"
    R2_FINAL = "R2_final"
    R3_MISSED_REVIEW = "R3_missed_review"


class Guidance(StrEnum):
    """Grounds to transfer or guide; the case stays registered and owes its notice."""

    R4_LITIGATION = "R4_litigation"
    R5_STATUTORY = "R5_statutory"
    R7_OTHER_UNIT = "R7_other_unit"
    R8_DISCIPLINE = "R8_discipline"


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


class ProposalKind(StrEnum):
    """What takes two persons: one proposes with a reason, another decides."""

    REFUSE = "refuse"
    RETURN = "return"
    EXTEND = "extend"
    RECLASS = "reclass"
    RETIER = "retier"
    DESIGNATE = "designate"
    GUIDE = "guide"


class Ending(StrEnum):
    """How a case ended, counted for each unit and shown."""

    ANSWERED = "answered"
    GUIDED = "guided"
    MERGED = "merged"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    WITHDRAWN = "withdrawn"


class Trigger(StrEnum):
    """Why a case is supervised (督办). The first ten as usual in the rules on supervision, the others are our own."""

    PAST_LIMIT = "past_limit"
    NOT_FED_BACK = "not_fed_back"
    WRONG_PROCEDURE = "wrong_procedure"
    SHIRKING = "shirking"
    FALSE_REPORT = "false_report"
    NOT_CARRIED_OUT = "not_carried_out"
    PLAINLY_WRONG = "plainly_wrong"
    REFUSES_DUTY = "refuses_duty"
    MANY_UNSOLVED = "many_unsolved"
    KNOWLEDGE = "knowledge"
    THIN_REPLY = "thin_reply"
    IDLE = "idle"
    AGEING = "ageing"
    HOPS = "hops"
    DISPUTE = "dispute"
    NOT_MUSTERED = "not_mustered"
    COMPLAINT = "complaint"
    PRESSED = "pressed"
    RETALIATION = "retaliation"
    URGENT = "urgent"


class LinkKind(StrEnum):
    """`repeat`: the same person and matter; `merged`: another person's same matter, answered together."""

    REPEAT = "repeat"
    MERGED = "merged"
    NEW_FACTS = "new_facts"


class Duty(StrEnum):
    """Keys of what a case owes its resident, and of the resident's own rights; lengths are in the profiles."""

    INTAKE_NOTICE = "intake_notice"
    FORWARD = "forward"
    HANDLE = "handle"
    NEWS = "news"
    CALL_BACK = "call_back"
    MUSTER = "muster"
    IMPROVEMENT = "improvement"
    REVIEW_REQUEST = "review_request"
    REVIEW_DECISION = "review_decision"
    REREVIEW_REQUEST = "rereview_request"
    REREVIEW_DECISION = "rereview_decision"
    EVALUATION = "evaluation"
    REOPEN = "reopen"
    WITHDRAW_UNDO = "withdraw_undo"


RIGHTS = frozenset({Duty.REVIEW_REQUEST, Duty.REREVIEW_REQUEST, Duty.EVALUATION, Duty.REOPEN, Duty.WITHDRAW_UNDO})
"""The resident's own: they lapse at the rolled date, nobody is late with them."""

REMINDED = frozenset({Duty.REVIEW_REQUEST, Duty.REREVIEW_REQUEST})
"""Rights of whose end the resident is told before."""

PURPOSES = MappingProxyType(
    {
        CaseClass.SUGGESTION: "意见建议",
        CaseClass.ACCUSATION: "揭发控告",
        CaseClass.APPEAL: "申诉、求决",
        CaseClass.INQUIRY: "其他",
        CaseClass.THANKS: "其他",
        CaseClass.OTHER: "其他",
    }
)
"""信访目的, as the national exchange tables name it."""
