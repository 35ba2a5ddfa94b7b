"""Told on the spot: whoever stands at the counter or is on the line hears at once what came of it, and nobody calls."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.notifications import queries, service
from api.security import Caller
from models.law.channels import Channel
from models.tables import Case
from models.wire import ManualRecord, TakenDown
from models.words import wording


@dataclass(frozen=True)
class Way:
    """Over the counter or by telephone; whom."""

    how: Literal["phone", "counter"]
    whom: str

    @classmethod
    def of(cls, taken: TakenDown) -> "Way | None":
        """None for a letter: whoever wrote it is not there."""
        ways: dict[str, Literal["phone", "counter"]] = {Channel.VISIT: "counter", Channel.PHONE: "phone"}
        return cls(ways[taken.how], wording(f"behalf.from_{taken.by}")) if taken.how in ways else None


@dataclass(frozen=True)
class Since:
    """What a case owes its resident after the last notice that it had: see `since`."""

    session: AsyncSession
    ctx: Context
    case: Case
    last: int

    async def told(self, who: Caller, taken: TakenDown) -> None:
        """Records of each notice that a person would have had to tell that it was told."""
        way = Way.of(taken)
        if way is None or not taken.told:
            return
        await self.session.flush()
        given = ManualRecord(
            how=way.how, result="spoke" if way.how == "phone" else "handed", whom=way.whom, at=self.ctx.clock.now()
        )
        for notice in await queries.manual_since(self.session, self.case.id, self.last):
            await service.recorded(self.session, self.ctx, who, notice, given)


async def since(session: AsyncSession, ctx: Context, case: Case) -> Since:
    return Since(session, ctx, case, await queries.last_of(session, case.id))
