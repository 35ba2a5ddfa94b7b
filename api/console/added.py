"""Files that come with a form on a case: they wait, and are shown beside it, until the form is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import uploads
from api.console.drafts import Written
from api.console.pages import numbered, token_of
from api.console.session import Page, Posted, Signed, page_of
from api.context import Context
from api.errors import NotFound, Unprocessable
from api.files import answer, described, queries, shown
from models.rights import Right
from models.wire import AddedFile, NoticeFile

router = APIRouter(prefix="/cases", include_in_schema=False, route_class=Page)
HELD = "held"
"""The field with the names of files that were sent before, with blanks between them."""
FORMS = ("reply", "attach")
"""Those that take files."""


@dataclass(frozen=True)
class Gathered:
    """A form whose files are stored, with their digests, by which one that is sent twice is known. `why`: what is
    wrong with one of them."""

    post: Posted
    digests: list[str] = field(default_factory=list)
    why: str = ""

    def check(self) -> None:
        """Unprocessable, whose words say which file was not taken and why."""
        if self.why:
            raise NotAdded(self.why)


class NotAdded(Unprocessable):
    """A file that came with the form was not taken; `words` say which, and why."""

    def __init__(self, words: str) -> None:
        super().__init__(field="files")
        self.words = words


async def gathered(post: Posted, act: str) -> Gathered:
    """Stores what came with the form; what was refused loses neither the other files nor a word."""
    if act not in FORMS and not post.files and HELD not in post.fields:
        return Gathered(post)
    kept = await uploads.keep(post)
    with_them = replace(post, fields={**post.fields, HELD: " ".join(dict.fromkeys(kept.tokens))})
    return Gathered(with_them, kept.digests, kept.wrong.get("files", ""))


def held(post: Posted) -> Posted:
    """The form with the names of what waits for it, and without the files that it brings itself."""
    given = [v for v in post.form.getlist(HELD) if isinstance(v, str)]
    return replace(post, fields={**post.fields, HELD: " ".join(given)}) if given else post


async def these(session: AsyncSession, ctx: Context, tokens: Sequence[str]) -> list[AddedFile]:
    """The files of these names that wait, in their order."""
    found = {f.token: f for f in await queries.waiting(session, tokens)} if tokens else {}
    return described.added(ctx, [found[t] for t in tokens if t in found])


async def waiting(session: AsyncSession, ctx: Context, was: Written) -> dict[str, list[AddedFile]]:
    """What waits in each form to be sent with it."""
    wanted = {form: was(form, HELD).split() for form in FORMS}
    return {form: await these(session, ctx, tokens) for form, tokens in wanted.items() if tokens}


def as_sent(files: Sequence[AddedFile]) -> list[NoticeFile]:
    """As the resident's chat gets them."""
    return [NoticeFile(file=f.file, type=f.shown or f.media_type, size=f.size, name=f.name) for f in files]


@router.get("/{case_no}/waiting/{file}")
async def picture(
    case_no: str, file: str, at: Annotated[Signed, page_of(Right.SEE_CASE, of_case=True, bare=True)]
) -> Response:
    """A picture that waits to be sent, made small: only who has just brought it knows its name."""
    numbered(case_no)
    async with at.ctx.db.read() as session:
        found = await queries.waiting(session, [token_of(file)])
    if not found:
        raise NotFound
    return answer.shown(at.request, await shown.opened(at.ctx, found[0], preview=True))
