"""Lists enter an index at the place where they begin."""

from datetime import UTC, datetime

import pytest

from api.cases.list_queries import SORTS, behind


@pytest.mark.parametrize("name", [name for name, order in SORTS.items() if not order.undated_last])
def test_a_page_begins_where_the_one_before_ended(name: str) -> None:
    """By a bound that stands alone: of one within an OR PostgreSQL reads everything before it too."""
    order = SORTS[name]
    said = str(behind(order, (datetime(2026, 11, 29, tzinfo=UTC), 7)))
    assert said.startswith(f"case_.{order.key.key} {'<=' if order.down else '>='} :"), said
