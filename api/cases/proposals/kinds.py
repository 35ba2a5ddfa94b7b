"""What every kind of proposal is made of: what must hold, and what happens once it is approved."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from api.cases import obligations
from api.cases.step import Work
from models.clock import end_of
from models.deadlines import Due
from models.law.states import Action, State
from models.tables import CaseEvent, Obligation, ObligationChange, Proposal


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

    async def redate(self, owed: Obligation, due: Due, reason: str, *, at: datetime | None = None) -> None:
        """The duty has another day, or ends `at` a moment of it: the change is kept, its alarms are set for it anew."""
        ends = at or end_of(due.at)
        self.session.add(
            ObligationChange(
                obligation_id=owed.id, at=self.now, actor=self.caller.name, reason=reason,
                old_nominal=owed.due_nominal, new_nominal=due.nominal, old_at=owed.due_at, new_at=ends,
            )
        )  # fmt: skip
        owed.due_nominal, owed.due_at, owed.provisional = due.nominal, ends, due.provisional
        owed.alarm_at = at or end_of(due.nominal)
        owed.warned_at = owed.told_at = None
        obligations.set_alarms(owed, self.ctx.profile_of(self.case.profile))
        await self.session.flush()
        await obligations.refresh_due(self.session, self.case)


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
