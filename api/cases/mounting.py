"""Routes of the API, made of the declarations of the steps."""

from inspect import Parameter, Signature
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from api.cases.step import Nothing, Step, StepCall, run
from api.deps import Ctx, IdempotencyKey, IfMatch, StaffCaller, Write, of_case
from api.idempotency import once
from api.openapi import refuses
from api.security import Caller, need
from models.wire import CaseNo

No = Annotated[CaseNo, Path(description="the case number, with or without blanks", examples=["99012120261122000017"])]


def mount(router: APIRouter, *steps: Step[Any]) -> None:
    """A route for each of the steps, named and described as its `do` is."""
    for step in steps:
        codes = dict(step.refuses)
        if step.action is not None:
            codes[409] = tuple(dict.fromkeys(("move_not_allowed", *codes.get(409, ()))))
        router.add_api_route(
            "/{case_no}" + step.path,
            _endpoint(step),
            methods=[step.method],
            status_code=step.status,
            response_model=step.result,
            openapi_extra=refuses(codes),
        )


def _endpoint(step: Step[Any]) -> Any:
    async def endpoint(**given: Any) -> BaseModel | Response | None:
        call: StepCall[Any] = StepCall(
            session=given["session"], ctx=given["ctx"], who=given["who"], case_no=given["case_no"],
            given=given.get("given", Nothing()), version=given.get("version"),
            id=given[step.part.path] if step.part else 0,
        )  # fmt: skip
        if not step.once:
            said = await run(step, call)
            return None if step.result is None else said
        if step.right is not None:
            need(call.who, step.right)
        body = f"{call.case_no}:{call.given.model_dump_json()}"
        return await once(
            call.session, call.ctx, call.who, given["key"], step.name, body, lambda: run(step, call), step.status
        )

    parameters: dict[str, Any] = {"case_no": No}
    if step.part is not None:
        parameters[step.part.path] = Annotated[int, Path(ge=1, le=step.part.most)]
    parameters |= {} if step.given is Nothing else {"given": step.given}
    parameters |= {"ctx": Ctx, "who": Annotated[Caller, of_case(step.right)] if step.right else StaffCaller}
    parameters |= {"key": IdempotencyKey} if step.once else {}
    parameters |= {"session": Write}
    parameters |= {"version": IfMatch} if step.versioned else {}
    kind = Parameter.KEYWORD_ONLY
    endpoint.__dict__["__signature__"] = Signature([Parameter(n, kind, annotation=a) for n, a in parameters.items()])
    endpoint.__name__, endpoint.__doc__ = step.do.__name__, step.do.__doc__
    return endpoint
