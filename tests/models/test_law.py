"""The rows of the law: what every list of kinds has to have."""

import pytest

from models.law.grounds import NAMED_BESIDE, needing
from models.law.notices import NoticeKind
from models.law.rows import Rows
from models.wire.proposals import RefuseWanted


def test_a_kind_without_a_row_is_refused() -> None:
    with pytest.raises(TypeError, match="has no row"):
        Rows("Bare", {"ONE": "one"})


def test_what_a_ground_needs_is_a_field_of_its_form() -> None:
    assert RefuseWanted.model_fields.keys() >= NAMED_BESIDE
    assert needing("unit") == "R1" and needing("document") == "R2, R3" and needing("no_new_facts") == "R2"


def test_what_staff_are_told_has_no_buttons() -> None:
    assert [k for k in NoticeKind if k.row.to_staff and (k.row.buttons or k.row.words or k.row.gives)] == []
