"""What a session was sealed with: it comes back as it was, and so does what an earlier release has sealed."""

from typing import Any, get_args

import pytest

from models.wire.deeds import DEEDS, SORTS, Adding, Deed, sealed, unsealed

CASE = "99012120261120000030"
DRAFT = {"kind": "unsure", "parts": [{"text": "路灯坏了", "file": None}], "petitioner_count": 1, "consent": "2026-11"}
SAID = {"text": "还没修好", "at": "2026-11-23T01:00:00+00:00", "id": "m2", "message": "7"}
PHOTO = {"file": "photo-00000006", "type": "image/jpeg", "size": 123456, "at": "2026-11-23T01:00:00+00:00", "id": "m3"}
BEFORE: list[dict[str, Any]] = [
    {"sort": "filing", "draft": DRAFT},
    {"sort": "booking", "slot": "V-COUNTY-3", "people": 2, "case_no": CASE, "draft": None},
    {"sort": "booking", "slot": None, "people": 2, "case_no": None, "draft": DRAFT},
    {"sort": "cancel_booking", "booking_no": "YY202611220001"},
    {"sort": "addition", "case_no": CASE, "parts": [SAID, PHOTO], "consent": "photo", "question": 4, "code": None},
    {"sort": "addition", "case_no": CASE, "parts": [SAID], "question": None, "code": "K7QW2M9P"},
    {"sort": "urge", "case_no": CASE, "code": None},
    {"sort": "claim", "case_no": CASE, "code": "K7QW2M9P"},
    {"sort": "anonymity", "case_no": CASE, "name": None, "phone": None},
    {"sort": "anonymity", "case_no": CASE, "name": "王小明", "phone": None},
    {"sort": "rating", "case_no": CASE, "rating": "unsatisfied", "code": None, "desk": None},
    {"sort": "unsolved", "case_no": CASE, "code": None},
    {"sort": "review", "case_no": CASE, "text": "答复没有说原因", "code": None},
    {"sort": "withdrawal", "case_no": CASE, "pressed": "unsaid"},
    {"sort": "undo", "case_no": CASE},
    {"sort": "complaint", "case_no": CASE, "text": "不给收据", "retaliation": True, "code": None},
    {"sort": "call", "kind": "call_resident"},
    {"sort": "call", "kind": "crisis", "crisis": "C1"},
    {"sort": "saying", "parts": [SAID, PHOTO]},
    {"sort": "leaving"},
    {"sort": "staff", "code": None},
    {"sort": "staff", "code": "AB12CD34"},
    {"sort": "move_booking", "booking_no": "YY202611220001", "slot": "Zk3x9QmVt2La"},
]


def test_every_deed_has_one_name() -> None:
    assert set(DEEDS.values()) == set(get_args(Deed)) and len(SORTS) == len(DEEDS)
    assert {held["sort"] for held in BEFORE} == set(DEEDS)


@pytest.mark.parametrize("held", BEFORE, ids=lambda held: held["sort"])
@pytest.mark.parametrize("locale", [{}, {"locale": "en"}], ids=["", "with its language"])
def test_what_an_earlier_release_sealed_is_the_same_deed(held: dict[str, Any], locale: dict[str, str]) -> None:
    deed = unsealed(held | locale)
    assert SORTS[type(deed)] == held["sort"]
    assert unsealed(sealed(deed)) == deed
    body = deed.model_dump(mode="json")
    for name, value in held.items():
        if name not in ("sort", "code", "draft", "parts") and value is not None:
            assert body[name] == value


def test_a_code_and_a_name_taken_back_are_understood_as_before() -> None:
    assert unsealed({"sort": "claim", "case_no": CASE, "code": "K7QW2M9P"}).query_code == "K7QW2M9P"  # type: ignore[union-attr]
    assert unsealed({"sort": "anonymity", "case_no": CASE, "name": None, "phone": None}).anonymous  # type: ignore[union-attr]


def test_what_the_talk_knows_of_a_part_is_kept() -> None:
    deed = unsealed(BEFORE[4])
    assert isinstance(deed, Adding)
    assert sealed(deed)["parts"] == [SAID, PHOTO]
