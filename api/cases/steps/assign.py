"""交办, 改派: to a unit and a named person of it."""

from api.cases import assigning
from api.cases.step import Form, Step, Work
from api.errors import Unprocessable
from models.law.states import Action
from models.rights import Right
from models.wire import Assign, Moved


async def assign(w: Work[Assign]) -> Moved:
    """To a unit and a named person; the resident is told both. Handlers pass on inside their own unit only."""
    return await assigning.assign(w)


def _read(form: Form) -> Assign:
    unit, _, handler = (form.get("who") or "").partition("|")
    if not handler:
        raise Unprocessable(field="who")
    return Assign.model_validate({"unit": unit, "handler": handler, "note": form.get("note")})


STEP = Step(
    name="assign",
    path="/assign",
    given=Assign,
    do=assign,
    right=Right.ASSIGN,
    action=Action.ASSIGN,
    versioned=True,
    refuses={409: ("walled",)},
    form=_read,
)
