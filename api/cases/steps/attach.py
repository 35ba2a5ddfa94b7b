"""补充材料: staff add files to a case, for whoever works on it; its resident gets those of a reply only."""

from api.cases import added
from api.cases.step import Form, Step, Work
from api.errors import Unprocessable
from models.law.events import EventKind
from models.rights import Right
from models.wire import FilesAdded, Moved


async def add_files(w: Work[FilesAdded]) -> Moved:
    """Files for the case: letters, photos of a visit, what another office wrote. They stand in the timeline and in the
    file of the case; the resident does not see them."""
    files = await added.wanted(w.session, w.given.files)
    event = await w.append(EventKind.FILES_ADDED, facts=added.named(files), body=w.given.note)
    await added.belong(w.session, files, event)
    return w.moved()


def _read(form: Form) -> FilesAdded:
    files = (form.get("held") or "").split()
    if not files:
        raise Unprocessable(field="files")
    return FilesAdded.model_validate({"files": files, **form.filled("note")})


STEP = Step(name="attach", path="/attachments", given=FilesAdded, do=add_files, right=Right.ADD_FILE, form=_read)
