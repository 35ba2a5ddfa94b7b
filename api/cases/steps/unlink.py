"""A link between two cases is taken back."""

from api.cases import queries
from api.cases.changes import CaseChanges
from api.cases.step import Nothing, Part, Step, Work, fields
from api.errors import NotFound
from api.links import queries as links
from api.links import service
from models.law.matters import LinkKind
from models.rights import Right


async def undo(w: Work[Nothing]) -> Nothing:
    """It was a mistake: each goes its own way. The timelines keep that they were linked. 404 the second time."""
    found = await links.one(w.session, w.case.id, w.id)
    if found is None:
        raise NotFound
    later, earlier = [await queries.case_by_id(w.session, i) for i in (found.case_id, found.other_id)]
    kind = LinkKind(found.kind)
    found.undone_at = w.now
    await w.session.flush()
    changes: CaseChanges = {"merged_into_id": None} if kind is LinkKind.MERGED else {}
    if kind is LinkKind.REPEAT and not await links.is_repeat(w.session, later.id):
        changes["first_here"] = True
    await service.said(w, later, earlier, kind, undone=True, **changes)
    return w.given


async def _outside(w: Work[Nothing]) -> bool:
    return not w.case.restricted


STEP = Step(
    name="unlink",
    path="/links/{id}",
    method="DELETE",
    given=Nothing,
    do=undo,
    right=Right.LINK,
    part=Part("id", "link"),
    form=fields(Nothing),
    offer=_outside,
    result=None,
    status=204,
)
