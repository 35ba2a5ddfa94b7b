"""Texts that an office may say in its own words: what they are for, and where they stand in the catalogue of words."""

from dataclasses import dataclass
from enum import StrEnum

from models.law.rows import Rows


class Group(StrEnum):
    CHAT = "chat"
    PRIVACY = "privacy"
    POSTER = "poster"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Own:
    """`key`: in the catalogue. `agreed`: residents agree to it, so that another text is another version of the consent.
    `staff`: only staff read it, in Chinese."""

    key: str
    group: Group
    agreed: bool = False
    staff: bool = False


def _notice(kind: str) -> Own:
    return Own(f"notice.{kind}", Group.REASONS)


def _reason(code: str) -> Own:
    return Own(f"staff.help.{code}", Group.REASONS, staff=True)


class OfficeText(Rows):
    """In the order in which a page shows them."""

    row: Own
    GREETING = "greeting", Own("menu", Group.CHAT)
    CLOSING = "closing", Own("notice.closed", Group.CHAT)
    RATING = "rating", Own("notice.reply_how", Group.CHAT)
    CONSENT = "consent", Own("submit.consent", Group.PRIVACY, agreed=True)
    CONSENT_FULL = "consent_full", Own("submit.consent_full", Group.PRIVACY, agreed=True)
    NO_CONSENT = "no_consent", Own("submit.no_consent", Group.PRIVACY)
    POSTER_TITLE = "poster_title", Own("poster.title", Group.POSTER)
    POSTER_HOW = "poster_how", Own("poster.how", Group.POSTER)
    POSTER_FREE = "poster_free", Own("poster.free", Group.POSTER)
    POSTER_NOTE = "poster_note", Own("poster.note", Group.POSTER)
    NOT_ACCEPTED = "not_accepted", _notice("not_accepted")
    NO_LONGER = "no_longer_accepted", _notice("no_longer_accepted")
    GUIDED = "guided", _notice("guided")
    ELSEWHERE = "guided_elsewhere", _notice("guided_elsewhere")
    R1 = "R1_in_progress", _reason("R1_in_progress")
    R2 = "R2_final", _reason("R2_final")
    R3 = "R3_missed_review", _reason("R3_missed_review")
    R4 = "R4_litigation", _reason("R4_litigation")
    R5 = "R5_statutory", _reason("R5_statutory")
    R7 = "R7_other_unit", _reason("R7_other_unit")
    R8 = "R8_discipline", _reason("R8_discipline")
