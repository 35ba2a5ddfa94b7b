"""The table of rights: whole, and the page made from it."""

from pathlib import Path

import pytest

from models.law.people import Role, Scope
from models.rights import RIGHTS, ROLES, Relation, Right, Subject, allowed, relation, roles
from models.rights.page import MEANS, WORDS, page

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"
OWN = Subject(False, {Relation.UNIT: (7,)})
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
    assert allowed(Right.REPLY, [(Role.HANDLER, unit)], (), 1, OWN) is may
    assert allowed(Right.REPLY, [(Role.HANDLER, unit)], (), 1)


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
            held = [(role, 7)]
            assert allowed(right, held, (), 1, WALL) is (role is Role.DISCIPLINE), (right, role)
        assert not allowed(right, [(Role.DISCIPLINE, 7)], (), 1, OWN)


def test_nobody_decides_a_return_for_the_unit_that_objects() -> None:
    of = Subject(False, {Relation.UNIT: (7,), Relation.FORWARDER: (3, 5)})
    assert allowed(Right.DECIDE_RETURN, [(Role.CLERK, 3)], (), 1, of)
    assert not allowed(Right.DECIDE_RETURN, [(Role.CLERK, 3), (Role.HANDLER, 7)], (), 1, of)
    assert not allowed(Right.DECIDE_RETURN, [(Role.LEADER, None)], (), 1, of)


def test_a_right_for_all_units_needs_the_role_for_all_units() -> None:
    assert allowed(Right.READ_CONDUCT, [(Role.SUPERVISOR, None)], (), 1)
    assert not allowed(Right.READ_CONDUCT, [(Role.SUPERVISOR, 7)], (), 1)


def test_scopes_are_a_services_and_roles_a_persons() -> None:
    assert allowed(Right.INTAKE, (), [Scope.INTAKE], None) and not allowed(Right.INTAKE, (), [Scope.DELIVER], None)
    assert not allowed(Right.INTAKE, [(Role.ADMIN, None)], (), 1)
    assert not allowed(Right.READ_LISTS, (), [Scope.INTAKE], None)


def test_who_may_be_named_keeps_its_order() -> None:
    assert roles(Right.ANSWER_AT_LAST) == (Role.SUPERVISOR, Role.CLERK, Role.ADMIN)
    assert roles(Right.ANSWER_AT_LAST, walled=True) == (Role.DISCIPLINE, Role.ADMIN)
    assert relation(Right.REGISTER, Role.LEADER) == Relation(0)
