"""What is said in a recording or seen in a picture, written down by staff."""

from api.cases import words_queries
from api.cases.step import Step, Work, fields
from api.errors import Conflict
from models.law.events import EventKind
from models.rights import Right
from models.wire import Moved, WriteUp


async def write_up(w: Work[WriteUp]) -> Moved:
    """What is said in a recording or seen in a picture, written down beside the original; found by its words. Written
    again, both stand; the last is shown first. 409 `nothing_to_write_up` when the original holds no file."""
    if not any(words.attachment_id for words in await words_queries.words_of(w.session, w.case)):
        raise Conflict("the original has no recording and no picture", code="nothing_to_write_up")
    await w.append(EventKind.WRITTEN_UP, body=w.given.text, to_write_up=False)
    return w.moved()


STEP = Step(
    name="writeup",
    path="/writeups",
    given=WriteUp,
    do=write_up,
    right=Right.WRITE_UP,
    refuses={409: ("nothing_to_write_up",)},
    form=fields(WriteUp),
)
