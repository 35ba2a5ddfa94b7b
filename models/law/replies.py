"""Replies: what staff say a message is, how it decides, and how the resident rates it. R22 art. 29, 32."""

from dataclasses import dataclass
from enum import StrEnum

from models.law.rows import Rows


class Rating(StrEnum):
    """满意 / 基本满意 / 不满意."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    UNSATISFIED = "unsatisfied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`answers`: it meets the duty to answer; the others only tell how it stands."""

    answers: bool = False


PLAIN = Said()


class ReplyKind(Rows):
    """What staff say a message is.

    `formal` says that it was received or forwarded; `progress` says how it stands; `opinion` is the 信访处理意见书
    (R22 art. 32), `answer` any other reply on the matter itself.
    """

    row: Said
    FORMAL = "formal", PLAIN
    PROGRESS = "progress", PLAIN
    ANSWER = "answer", Said(answers=True)
    OPINION = "opinion", Said(answers=True)


ANSWERS = frozenset(k for k in ReplyKind if k.row.answers)


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
