"""Rows: closed lists whose members carry attributes. To add a kind is to add its row here, and its words."""

from enum import StrEnum
from typing import Any, Self


class Rows(StrEnum):
    """`NAME = "code", Row(...)`: a member is its code, which is stored and sent, and `row` is what is true of it.

    TypeError at import for a member without a row.
    """

    row: Any

    def __new__(cls, code: str, row: Any = None) -> Self:
        if row is None:
            raise TypeError(f"{cls.__name__} {code} has no row")
        member = str.__new__(cls, code)
        member._value_ = code
        member.row = row
        return member
