"""关联, 合并: linked and merged by staff; each case keeps its own words, resident, clock and reply (domain: B5)."""

from api.cases import queries
from api.cases.changes import CaseChanges
from api.cases.step import Form, Step, Work
from api.errors import Conflict, Unprocessable
from api.links import queries as links
from api.links import service
from models.law.matters import LinkKind
from models.law.states import ENDED, State
from models.rights import Right
from models.tables import Case, CaseLink
from models.wire import Linked, LinkWanted


async def link(w: Work[LinkWanted]) -> Linked:
    """The same matter again, the same of another person, or new facts. Both cases keep words, resident, clock and
    reply; a merged one is counted as ended with the other.

    409 `walled` for accusations, `linked_already`; `merged_already` when the other is merged into a third or a third
    into this one; `ended` when there is nothing left to merge. 422 `other`: no case the caller can see, this very case,
    or for repeats and new facts one that came later.
    """
    session, case, given = w.session, w.case, w.given
    other = await queries.case_for(session, w.caller, given.other)
    if other is None or other.id == case.id:
        raise Unprocessable("no other case of that number that you can see", field="other")
    if case.restricted or other.restricted:
        raise Conflict("an accusation is linked to nothing", code="walled")
    await links.both(session, case.id, other.id)
    if given.kind is LinkKind.MERGED:
        await _mergeable(w, other)
    elif other.id > case.id:
        raise Unprocessable("that case came later", field="other")
    first = await links.first_of(session, other.id) if given.kind is LinkKind.REPEAT else other.id
    held = await links.between(session, case.id, first)
    if first == case.id or (held is not None and held.undone_at is None):
        raise Conflict("they are linked", code="linked_already")
    return await _made(w, first, held)


async def _mergeable(w: Work[LinkWanted], other: Case) -> None:
    case = w.case
    await w.session.refresh(case, ["merged_into_id", "state"])
    await w.session.refresh(other, ["merged_into_id", "state"])
    if State(case.state) in ENDED or State(other.state) in ENDED:
        raise Conflict("one of them has ended", code="ended")
    if case.merged_into_id or other.merged_into_id or await links.merged_here(w.session, case.id):
        raise Conflict("one of them is merged with a third", code="merged_already")


async def _made(w: Work[LinkWanted], first: int, made: CaseLink | None) -> Linked:
    """`made`: a link of the two that was taken back stands again, as it is wanted now."""
    case, given = w.case, w.given
    other = await queries.case_by_id(w.session, first)
    made = made or CaseLink()
    made.case_id, made.other_id, made.kind = case.id, other.id, given.kind
    made.at, made.by_id, made.undone_at = w.now, w.staff_id, None
    made.reason_sealed = w.ctx.keys.seal(given.reason, service.REASON)
    w.session.add(made)
    await w.session.flush()
    changes: CaseChanges = {"merged_into_id": other.id} if given.kind is LinkKind.MERGED else {}
    if given.kind is LinkKind.REPEAT:
        changes["first_here"] = False
    await service.said(w, case, other, given.kind, undone=False, **changes)
    return next(found for found in await service.of_case(w.session, w.ctx, case) if found.id == made.id)


def _read(form: Form) -> LinkWanted:
    given = form.filled("other", "link", "reason")
    for name in ("other", "link", "reason"):
        if name not in given:
            raise Unprocessable(field={"other": "other_no"}.get(name, name))
    other = "".join(given["other"].split())
    return LinkWanted.model_validate({"other": other, "kind": given["link"], "reason": given["reason"]})


async def _outside(w: Work[LinkWanted]) -> bool:
    return not w.case.restricted


STEP = Step(
    name="link",
    path="/links",
    given=LinkWanted,
    do=link,
    right=Right.LINK,
    refuses={409: ("walled", "linked_already", "merged_already", "ended")},
    form=_read,
    offer=_outside,
    result=Linked,
    status=201,
)
