"""A note beside the case."""

from api.cases.step import Step, Work, fields
from models.law.events import EventKind
from models.rights import Right
from models.wire import Moved, Note


async def note(w: Work[Note]) -> Moved:
    """A note for staff; the resident does not see it."""
    await w.append(EventKind.NOTE, body=w.given.text)
    return w.moved()


STEP = Step(name="note", path="/notes", given=Note, do=note, right=Right.NOTE, form=fields(Note))
