"""What every kind of proposal is made of: what must hold, and what happens once it is approved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.security import Caller
from models.law.states import Action, State
from models.tables import Case, CaseEvent, Proposal


@dataclass(frozen=True)
class Asked:
    """A proposal at hand. `proposal` is None while it is being made; `who` proposes, or decides."""

    session: AsyncSession
    ctx: Context
    who: Caller
    case: Case
    facts: dict[str, Any]
    words: str | None
    proposal: Proposal | None = None


Check = Callable[[Asked], Awaitable[int | None]]
"""Raises what stands against it, when it is proposed and again when it is approved; the unit whose members decide."""
Carry = Callable[[Asked, State], Awaitable[tuple[State, CaseEvent]]]
"""Moves the case, from the state that the table names on."""


@dataclass(frozen=True)
class Way:
    action: Action
    check: Check
    carry: Carry
    opened: Callable[[Asked], Awaitable[None]] | None = None
    """What its being proposed brings about."""
