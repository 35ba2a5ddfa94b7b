"""The rows of the law: what every list of kinds has to have."""

from enum import StrEnum

import pytest

from api.console import labels
from models.law.grounds import NAMED_BESIDE, Guidance, ProposalKind, Refusal, needing
from models.law.matters import CaseClass, LinkKind, Outcome, Route, Tier
from models.law.notices import NoticeKind
from models.law.replies import Adoption, OpinionResult, ReplyKind
from models.law.rows import Rows
from models.law.triggers import Trigger
from models.wire.proposals import RefuseWanted


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (Refusal, labels.REFUSAL),
        (Guidance, labels.GUIDANCE),
        (ProposalKind, labels.PROPOSAL),
        (Route, labels.ROUTE),
        (Tier, labels.TIER),
        (CaseClass, labels.CASE_CLASS),
        (Trigger, labels.TRIGGER),
        (ReplyKind, labels.REPLY_KIND),
        (Adoption, labels.ADOPTION),
        (OpinionResult, labels.OPINION_RESULT),
        (Outcome, labels.OUTCOME),
        (LinkKind, labels.LINK),
    ],
)
def test_every_kind_has_words_for_staff(codes: type[StrEnum], words: dict[str, str]) -> None:
    assert sorted(set(codes) - set(words)) == []


def test_a_kind_without_a_row_is_refused() -> None:
    with pytest.raises(TypeError, match="has no row"):
        Rows("Bare", {"ONE": "one"})


def test_what_a_ground_needs_is_a_field_of_its_form() -> None:
    assert RefuseWanted.model_fields.keys() >= NAMED_BESIDE
    assert needing("unit") == "R1" and needing("document") == "R2, R3" and needing("no_new_facts") == "R2"


def test_what_staff_are_told_has_no_buttons() -> None:
    assert [k for k in NoticeKind if k.row.to_staff and (k.row.buttons or k.row.words or k.row.gives)] == []
