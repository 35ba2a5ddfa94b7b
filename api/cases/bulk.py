"""One act on many cases: each goes through the very step that a single act takes, in a transaction of its own.

A case that is refused is left as it is and says why. Sent again under the same key, each case answers as it did.
"""

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import queries
from api.cases.step import Step, StepCall, run
from api.cases.steps import assign, close, forward, link
from api.context import Context
from api.deps import writing
from api.errors import Refusal
from api.idempotency import once
from api.security import Caller
from models.law.states import State
from models.wire import BulkCase, BulkDone, BulkLine, BulkWanted

STEPS: Mapping[str, Step[Any]] = {s.name: s for s in (assign.STEP, forward.STEP, link.STEP, close.STEP)}


class _Undone(Exception):
    """Rolls back what was only tried."""


async def preview(ctx: Context, who: Caller, wanted: BulkWanted) -> BulkDone:
    """What would become of each case: the step is taken, and taken back with its transaction."""
    lines = []
    for one in wanted.cases:
        try:
            async with writing(ctx, who) as session:
                lines.append(await _line(session, ctx, who, (wanted, one)))
                raise _Undone
        except _Undone:
            continue
    return BulkDone(dry_run=True, items=lines)


async def act(ctx: Context, who: Caller, key: str, wanted: BulkWanted, route: str = "bulk") -> tuple[BulkDone, bool]:
    """Done, case after case; and whether all of it was done before. Unprocessable `idempotency_key_reused`."""
    body = wanted.model_dump_json()
    async with writing(ctx, who) as session:
        begun = await once(session, ctx, who, key, route, body, _begun)
    mark = hashlib.sha256(key.encode()).hexdigest()[:40]
    lines = []
    for one in wanted.cases:
        async with writing(ctx, who) as session:
            said = await once(
                session, ctx, who, f"{mark}.{one.case_no}", f"{route}.case", body,
                partial(_line, session, ctx, who, (wanted, one)),
            )  # fmt: skip
        lines.append(BulkLine.model_validate_json(bytes(said.body)))
    return BulkDone(dry_run=False, items=lines), "Idempotency-Replayed" in begun.headers


class _Begun(BaseModel):
    """A request whose key is taken; each of its cases has an answer of its own."""


async def _begun() -> _Begun:
    return _Begun()


async def _line(session: AsyncSession, ctx: Context, who: Caller, asked: tuple[BulkWanted, BulkCase]) -> BulkLine:
    """One case, whole or not at all."""
    wanted, one = asked
    try:
        async with session.begin_nested():
            case = await queries.see(session, who, one.case_no)
            version = case.version if one.version is None else one.version
            call = StepCall(session=session, ctx=ctx, who=who, case_no=one.case_no, given=wanted.given, version=version)
            step = STEPS[wanted.act]
            await run(step, call)
            await audit(session, who, f"bulk_{step.name}", one.case_no, ctx.clock.now())
    except Refusal as why:
        field = why.errors[0]["field"] if why.errors else None
        return BulkLine(case_no=one.case_no, ok=False, code=why.code, detail=str(why), field=field)
    return BulkLine(case_no=one.case_no, ok=True, state=State(case.state), version=version)
