"""Staff act in a resident's name, with the letter, call or visit that asks for it on record.

The acts are the residents' own (`api.intake.steps`), and the event says how it was taken down, when it was said, and by
whom. What came of it is told at once, or becomes a call.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, create_model
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import queries, words_queries
from api.cases.step import Work
from api.cases.words import keep_words
from api.context import Context
from api.deps import Ctx, IdempotencyKey, Write, having
from api.errors import Unprocessable
from api.idempotency import once
from api.intake.step import ResidentStep
from api.intake.steps import STEPS
from api.notifications import at_once
from api.openapi import refuses
from api.security import Caller, need
from models.clock import end_of, local_date
from models.law.facts import Facts
from models.rights import Right
from models.tables import Case
from models.wire import Part, TakenDown


@dataclass(frozen=True)
class Desk:
    """A member of staff who may act for residents, and their transaction."""

    ctx: Context
    who: Caller
    session: AsyncSession

    def hand(self, taken: TakenDown) -> "Hand":
        return Hand(self.session, self.ctx, self.who, taken)

    async def once(self, key: str, route: str, given: BaseModel, do: Callable[[], Awaitable[BaseModel]]) -> Response:
        return await once(self.session, self.ctx, self.who, key, route, given, do)


async def _desk(ctx: Ctx, who: Annotated[Caller, having(Right.ON_BEHALF)], session: Write) -> Desk:
    return Desk(ctx, who, session)


AtDesk = Annotated[Desk, Depends(_desk, scope="function")]
Deed = Any
"""What a step takes, and `taken`."""


@dataclass(frozen=True)
class Hand:
    """Whoever writes for the resident, on what record."""

    session: AsyncSession
    ctx: Context
    who: Caller
    taken: TakenDown

    @property
    def facts(self) -> Facts:
        """For the timeline: how it was asked for, when, by the resident or another, and who took it down."""
        taken = self.taken
        return {
            "taken_how": taken.how, "taken_on": taken.said_on.isoformat(), "taken_from": taken.by,
            "taken_by": self.who.name,
        }  # fmt: skip

    @property
    def said_at(self) -> datetime:
        """The end of the day on which it was said, since nobody asks at what hour a letter was written."""
        now = self.ctx.clock.now()
        return min(now, end_of(self.taken.said_on) - timedelta(seconds=1))

    async def case(self, case_no: str) -> Case:
        """NotFound; Forbidden; Unprocessable for a day that fits neither the case nor the calendar."""
        case = await queries.see(self.session, self.who, case_no)
        need(self.who, Right.ON_BEHALF, case)
        if not case.petition_date <= self.taken.said_on <= local_date(self.ctx.clock.now()):
            raise Unprocessable("it was said after the case began, and not later than today", field="said_on")
        return case

    async def keep(self, case: Case, act: str) -> None:
        """The paper becomes part of the case; who wrote what for whom is kept."""
        session, now = self.session, self.ctx.clock.now()
        if self.taken.files:
            last = max((w.seq for w in await words_queries.words_of(session, case)), default=0)
            parts = [Part(file=file) for file in self.taken.files]
            await keep_words(session, self.ctx, case, parts, now, first=last + 1)
        await audit(session, self.who, f"on_behalf {act}", case.case_no, now, self.taken.how)


async def act(step: ResidentStep[Any], hand: Hand, given: Deed) -> BaseModel:
    """The step, in the resident's name. What it refuses a resident it refuses here."""
    if step.on_paper and not hand.taken.files:
        raise Unprocessable("only with the signed paper", field="files")
    case = await hand.case(given.case_no)
    since = await at_once.since(hand.session, hand.ctx, case)
    said = given.model_copy(update={step.dated: hand.said_at}) if step.dated else given
    done = await step.do(
        Work(session=hand.session, ctx=hand.ctx, who=None, case=case, given=said, behalf=hand.facts)
    )  # fmt: skip
    await hand.keep(case, step.key)
    await since.told(hand.who, hand.taken)
    return done


@cache
def taken_down(given: Any) -> Any:
    """The resident's own class, with what stands on record beside it."""
    made = create_model(f"{given.__name__}OnBehalf", __base__=given, taken=(TakenDown, ...))
    made.__doc__ = f"{given.__name__}, in the resident's name."
    return made


BODIES: Mapping[str, type[BaseModel]] = {
    body.__name__: body for body in (taken_down(cast(Any, step.given)) for step in STEPS)
}
"""By the names under which the API describes them."""


def mount(router: APIRouter) -> None:
    """A route for each."""
    for step in STEPS:
        router.add_api_route(
            f"/on-behalf{step.path}",
            _endpoint(step, taken_down(cast(Any, step.given))),
            methods=["POST"],
            status_code=201,
            response_model=step.result,
            openapi_extra=refuses({404: ("not_found",), **step.refuses}),
            name=f"{step.do.__name__} on behalf",
            description=f"In the resident's name, with the letter, call or visit on record. {step.do.__doc__}",
        )


def _endpoint(step: ResidentStep[Any], wire: Any) -> Callable[..., Awaitable[Response]]:
    async def endpoint(given: wire, desk: AtDesk, key: IdempotencyKey) -> Response:
        hand = desk.hand(given.taken)
        return await desk.once(key, f"on-behalf/{step.key}", given, lambda: act(step, hand, given))

    return endpoint
