"""An act of a resident on a case that stands: its declaration, and its route.

Each stands in a file of its own below `steps/`, as those of staff do (`api.cases.step`). A bot speaks for the resident;
the chat that has the case may act on it, for some acts also whoever knows its number and code.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.cases.step import Work
from api.deps import Ctx, IdempotencyKey, Intake, Resident, Write, limited
from api.idempotency import once
from api.intake.service import Added, own
from api.openapi import refuses
from models.wire import ResidentCase

G = TypeVar("G", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class ResidentStep(Generic[G]):
    """Its `do` is named as the operation is, and its docstring describes that."""

    path: str
    given: type[G]
    do: Callable[[Work[G]], Awaitable[BaseModel]]
    by_code: bool = True
    """Number and code will do, as often as for `status`; else only the chat that has the case."""
    refuses: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    result: type[BaseModel] = Added
    fits: Callable[[ResidentCase], bool] = field(default=lambda _: True)
    """Whether staff are offered the form, by what the resident sees of the case."""
    dated: str = ""
    """Of what it takes, the moment at which it was said; "" where only the day on record tells."""
    on_paper: bool = False
    """In the resident's name on signed paper only."""

    @property
    def key(self) -> str:
        """What an `Idempotency-Key` is bound to."""
        return self.path.rpartition("/")[2]


def mount(router: APIRouter, *steps: ResidentStep[Any]) -> None:
    """A route for each."""
    for step in steps:
        codes = {404: ("not_found",), **({429: ("too_many",)} if step.by_code else {}), **step.refuses}
        router.add_api_route(
            step.path,
            _endpoint(step, step.given),
            methods=["POST"],
            status_code=201,
            response_model=step.result,
            openapi_extra=refuses(codes),
            name=step.do.__name__,
            description=step.do.__doc__,
        )


def _endpoint(step: ResidentStep[Any], wire: Any) -> Callable[..., Awaitable[Response]]:
    async def endpoint(
        given: wire,
        ctx: Ctx,
        who: Intake,
        resident: Resident,
        key: IdempotencyKey,
        session: Write,
    ) -> Response:
        code = given.code if step.by_code else None
        if code is not None:
            await limited(ctx, ctx.settings.status_limit, "status", given.case_no)

        async def do() -> BaseModel:
            case = await own(session, ctx, resident, given.case_no, code)
            return await step.do(Work(session=session, ctx=ctx, who=None, case=case, given=given))

        return await once(session, ctx, who, key, step.key, given, do)

    return endpoint
