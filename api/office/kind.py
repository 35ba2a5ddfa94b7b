"""What a kind of row of the office says of itself: routes, pages, import and audit are made of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from models.law.matters import Outcome
from models.law.places import Level
from models.law.states import State
from models.rights import Right
from models.tables import Area, Contact, Hotline, Official, ReplyTemplate, Staff, Topic, Unit
from models.wire import RowWanted

Row = Area | Topic | Unit | Official | Contact | ReplyTemplate | Hotline
Pointed = type[Area] | type[Topic] | type[Unit] | type[Official] | type[Staff]
W = TypeVar("W", bound=RowWanted)


LISTS: Mapping[str, type[StrEnum]] = {"level": Level, "outcome": Outcome, "state": State}
"""Fields that hold one of a closed list."""


@dataclass(frozen=True)
class Ref:
    """A field that names a row of another table: by its code, people by their login."""

    table: Pointed
    column: str
    by: str = "code"


@dataclass(frozen=True)
class Change(Generic[W]):
    """What is to become of a row; `row` None: it is new. `ids`: of what the fields of `Kind.refs` name."""

    session: AsyncSession
    ctx: Context
    row: Any
    given: W
    ids: Mapping[str, int | None]

    @property
    def leaves(self) -> bool:
        """It is in use now and is to be switched off."""
        return self.row is not None and self.row.active and not self.given.active


Also = Mapping[str, int | None]
"""Columns that follow from what is given."""


async def nothing_else(_change: Change[Any]) -> Also:
    return {}


@dataclass(frozen=True)
class Kind(Generic[W]):
    """`check` raises Unprocessable or Conflict for what the rows beside it do not allow. `shown`: the fields that a
    list shows; `sought`: those it is searched by."""

    name: str
    table: type[Row]
    wanted: type[W]
    entry: type[Any]
    entries: type[Any]
    shown: tuple[str, ...]
    refs: Mapping[str, Ref] = field(default_factory=dict)
    sought: tuple[str, ...] = ("code", "name")
    check: Callable[[Change[W]], Awaitable[Also]] = nothing_else
    right: Right = Right.MANAGE_OFFICE

    @property
    def own(self) -> tuple[str, ...]:
        """Fields that are columns of the same name."""
        return tuple(name for name in self.wanted.model_fields if name not in self.refs)
