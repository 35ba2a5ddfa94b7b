"""What every kind of proposal is made of: what must hold, and what happens once it is approved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from api.cases import obligations
from api.cases.step import Work
from models.deadlines import Due
from models.law.facts import ProposalFacts
from models.law.states import Action, State
from models.tables import CaseEvent, Obligation, Proposal


@dataclass(kw_only=True)
class Asked(Work[Any]):
    """A proposal at hand. `proposal` is None while it is being made; `who` proposes, or decides."""

    facts: ProposalFacts
    words: str | None
    proposal: Proposal | None = None

    @classmethod
    def of(cls, w: Work[Any], facts: ProposalFacts, words: str | None, proposal: Proposal | None = None) -> Self:
        return cls(
            session=w.session, ctx=w.ctx, who=w.who, case=w.case, given=w.given, expected=w.expected,
            facts=facts, words=words, proposal=proposal,
        )  # fmt: skip

    async def redate(self, owed: Obligation, due: Due, reason: str, *, at: datetime | None = None) -> None:
        """The duty has another day, or ends `at` a moment of it: the change is kept, its alarms are set for it anew."""
        await obligations.redate(self.journal, owed, due, obligations.Redated(self.caller.name, reason, at))


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
