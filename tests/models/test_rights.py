"""The table of rights: whole, and the page made from it."""

from pathlib import Path

import pytest

from models.law.people import Role, Scope
from models.rights import (
    RIGHTS,
    ROLES,
    Place,
    Relation,
    Right,
    Seat,
    Subject,
    Tree,
    allowed,
    at,
    reach,
    relation,
    roles,
)
from models.rights.page import MEANS, WORDS, page

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
OWN = at(7)
WALL = Subject(walled=True)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m models.rights > docs/rights.md"


def test_every_right_is_granted_and_every_role_and_relation_has_its_row() -> None:
    assert RIGHTS.keys() == set(Right) and all(grant.to for grant in RIGHTS.values())
    assert ROLES.keys() == set(Role)
    assert WORDS.keys() == MEANS.keys() == set(Relation)


def test_every_relation_is_used() -> None:
    used = Relation(0)
    for grant in RIGHTS.values():
        for given in (*grant.to.values(), grant.never or Relation(0)):
            used |= given
    assert used == ~Relation(0)


@pytest.mark.parametrize(("unit", "may"), [(7, True), (8, False), (None, False)])
def test_a_handler_acts_in_the_own_unit(unit: int | None, may: bool) -> None:
    assert allowed(Right.REPLY, [Seat(Role.HANDLER, unit)], (), 1, OWN) is may
    assert allowed(Right.REPLY, [Seat(Role.HANDLER, unit)], (), 1)


def test_the_wall_parts_discipline_from_all_others() -> None:
    for right in (
        Right.REPLY,
        Right.REVEAL,
        Right.SEE_CASE,
        Right.SUPERVISE,
        Right.PROPOSE_REFUSE,
        Right.DECIDE_REFUSE,
    ):
        for role in Role:
            held = [Seat(role, 7)]
            assert allowed(right, held, (), 1, WALL) is (role is Role.DISCIPLINE), (right, role)
        assert not allowed(right, [Seat(Role.DISCIPLINE, 7)], (), 1, OWN)


def test_nobody_decides_a_return_for_the_unit_that_objects() -> None:
    of = Subject(False, {Relation.UNIT: (7,), Relation.FORWARDER: (3, 5)})
    assert allowed(Right.DECIDE_RETURN, [Seat(Role.CLERK, 3)], (), 1, of)
    assert not allowed(Right.DECIDE_RETURN, [Seat(Role.CLERK, 3), Seat(Role.HANDLER, 7)], (), 1, of)
    assert not allowed(Right.DECIDE_RETURN, [Seat(Role.LEADER, None)], (), 1, of)


def test_a_right_for_all_units_needs_the_role_for_all_units() -> None:
    assert allowed(Right.READ_CONDUCT, [Seat(Role.SUPERVISOR, None)], (), 1)
    assert not allowed(Right.READ_CONDUCT, [Seat(Role.SUPERVISOR, 7)], (), 1)


def test_scopes_are_a_services_and_roles_a_persons() -> None:
    assert allowed(Right.INTAKE, (), [Scope.INTAKE], None) and not allowed(Right.INTAKE, (), [Scope.DELIVER], None)
    assert not allowed(Right.INTAKE, [Seat(Role.ADMIN, None)], (), 1)
    assert not allowed(Right.READ_LISTS, (), [Scope.INTAKE], None)


def test_who_may_be_named_keeps_its_order() -> None:
    assert roles(Right.ANSWER_AT_LAST) == (Role.SUPERVISOR, Role.CLERK, Role.ADMIN)
    assert roles(Right.ANSWER_AT_LAST, walled=True) == (Role.DISCIPLINE, Role.ADMIN)
    assert relation(Right.REGISTER, Role.LEADER) == Relation(0)


GOVERNMENT, DESK, HOUSING, TOWN, VILLAGE, DISCIPLINE_UNIT = 1, 2, 3, 4, 5, 6
COUNTY = Tree((
    Place(GOVERNMENT, None, 10), Place(DESK, GOVERNMENT, 10, desk=True), Place(HOUSING, GOVERNMENT, 10),
    Place(TOWN, GOVERNMENT, 11), Place(VILLAGE, TOWN, 12), Place(DISCIPLINE_UNIT, None, 10, walled=True),
))  # fmt: skip


@pytest.mark.parametrize(
    ("role", "unit", "inside"),
    [
        (Role.LEADER, TOWN, {TOWN, VILLAGE}),
        (Role.SUPERVISOR, VILLAGE, {VILLAGE}),
        (Role.CLERK, HOUSING, {HOUSING}),
        (Role.HANDLER, TOWN, {TOWN}),
        (Role.SUPERVISOR, DESK, {DESK}),
        (Role.CLERK, DESK, None),
        (Role.LEADER, GOVERNMENT, None),
        (Role.CLERK, None, None),
        (Role.ADMIN, None, set()),
        (Role.DISCIPLINE, DISCIPLINE_UNIT, set()),
    ],
)
def test_a_role_counts_for_its_unit_and_what_lies_below(role: Role, unit: int | None, inside: set[int] | None) -> None:
    """The desk's clerks work for all for whom the desk receives; everything only for who stands above all or is
    appointed for the county."""
    seat = Seat(role, unit, COUNTY)
    assert reach(Right.SEE_CASE, [seat]).inside == inside
    for right in (Right.SUPERVISE, Right.FORWARD, Right.REPLY, Right.DECIDE_EXTEND):
        theirs = {u for u in COUNTY.outside if allowed(right, [seat], (), 1, at(u))}
        assert theirs <= (COUNTY.outside if inside is None else inside), right


def test_the_reception_is_of_its_desk_and_those_above() -> None:
    may = {u for u in COUNTY.outside if allowed(Right.SEE_LIVE, [Seat(Role.SUPERVISOR, u, COUNTY)], (), 1)}
    assert may == {GOVERNMENT, DESK}
    assert allowed(Right.READ_TASKS, [Seat(Role.CLERK, DESK, COUNTY)], (), 1)
    assert not allowed(Right.READ_TASKS, [Seat(Role.CLERK, TOWN, COUNTY)], (), 1)
