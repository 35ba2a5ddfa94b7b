"""What every kind of proposal is made of: what must hold, and what happens once it is approved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from api.cases.step import Work
from models.law.states import Action, State
from models.tables import CaseEvent, Proposal


@dataclass(kw_only=True)
class Asked(Work[Any]):
    """A proposal at hand. `proposal` is None while it is being made; `who` proposes, or decides."""

    facts: dict[str, Any]
    words: str | None
    proposal: Proposal | None = None

    @classmethod
    def of(cls, w: Work[Any], facts: dict[str, Any], words: str | None, proposal: Proposal | None = None) -> Self:
        return cls(
            session=w.session, ctx=w.ctx, who=w.who, case=w.case, given=w.given, expected=w.expected,
            facts=facts, words=words, proposal=proposal,
        )  # fmt: skip


Check = Callable[[Asked], Awaitable[int | None]]
"""Raises what stands against it, when it is proposed and again when it is approved; the unit whose members decide."""
Carry = Callable[[Asked, State], Awaitable[tuple[State, CaseEvent]]]
"""Moves the case, from the state that the table names on."""


@dataclass(frozen=True)
class Kind:
    action: Action
    check: Check
    carry: Carry
    opened: Callable[[Asked], Awaitable[None]] | None = None
    """What its being proposed brings about."""
