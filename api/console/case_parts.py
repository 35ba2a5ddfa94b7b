"""Parts of a case's page that its scripts put in: what the resident will see of what is being written, and the form to
close once the reply was delivered. Without scripts both come with the page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError

from api.cases import journal_queries
from api.cases import queries as case_queries
from api.cases.step import Step, Work
from api.cases.words import text_digest
from api.chats import queries as chats
from api.console import added, drafts, walk
from api.console import sheet as sheets
from api.console.case_forms import ACTS
from api.console.notices import hearer, shown
from api.console.outcome import Outcome
from api.console.pages import numbered, render
from api.console.session import Page, Post, Posted, Signed, page_of
from api.drafts import service as half_written
from api.errors import NotFound, Refusal, Unprocessable
from conversations.screens import Screen
from models.law.notices import OVER, NoticeKind, NoticeState
from models.rights import Right
from models.words import labels

router = APIRouter(prefix="/cases", include_in_schema=False, route_class=Page)


@dataclass(frozen=True)
class Said:
    """A form that was read: the step, the id of what it is about, and what it takes."""

    step: Step[Any]
    id: int
    given: BaseModel
    digests: Sequence[str] = ()
    """Of the files that came with it."""

    @property
    def text(self) -> str:
        return f"{self.id}:{self.given.model_dump_json()}"

    @property
    def known_by(self) -> str:
        """The same for a form that is sent twice, though its files were stored twice."""
        return f"{self.id}:{self.given.model_dump_json(exclude={'files'})}:{' '.join(self.digests)}".rstrip(":")

    @property
    def seen(self) -> str:
        """Its digest: what is sent is what was seen."""
        return text_digest(self.text)


def read(act: str, post: Posted, digests: Sequence[str] = ()) -> Said:
    """NotFound where there is no such form; ValidationError or Refusal names what does not fit."""
    step = ACTS.get(act)
    if step is None or step.form is None:
        raise NotFound
    return Said(step, _part(step, post), step.form(post), digests)


def _part(step: Step[Any], post: Posted) -> int:
    """The id in the form's hidden field; 0 where the step is about the case as a whole."""
    if step.part is None:
        return 0
    given = post.fields.get(step.part.field, "")
    id = int(given[:20]) if given.isascii() and given.isdecimal() else 0
    if not 1 <= id <= step.part.most:
        raise Unprocessable(field=step.part.field)
    return id


def previewed(post: Posted, said: Said) -> bool:
    """Whether exactly this was seen as the resident will see it."""
    return post.fields.get("step") == "send" and post.fields.get("seen") == said.seen


async def screens_of(at: Signed, number: str, said: Said) -> tuple[Sequence[Screen], bool]:
    """What the resident will get, and whether in a chat."""
    assert said.step.shows is not None
    async with at.ctx.db.read() as session:
        case = await case_queries.see(session, at.who, number)
        work: Work[Any] = Work(session=session, ctx=at.ctx, who=at.who, case=case, given=said.given, id=said.id)
        kind, facts, text = await said.step.shows(work)
        chat = await chats.chat_now(session, case.channel_id)
        whom = await hearer(session, case, chat[0] if chat else None)
        files = await added.these(session, at.ctx, getattr(said.given, "files", []))
    return shown(whom, kind, facts, (text, added.as_sent(files))), chat is not None


@router.post("/{case_no}/{act}/preview")
async def preview(case_no: str, act: str, post: Post) -> Response:
    """What the resident will see of what stands in the form, while it is being written; 204 when it is not whole."""
    number = numbered(case_no)
    _, post = drafts.apart(act, added.held(post))
    try:
        said = read(act, post)
        if said.step.shows is None:
            raise NotFound
        screens, chat = await screens_of(post.signed, number, said)
    except NotFound:
        raise
    except (Refusal, ValidationError):
        return Response(status_code=204)
    return render("previewed.html", screens=screens, seen=said.seen, chat=chat, case_no=number)


@router.get("/{case_no}/told")
async def told(case_no: str, at: Annotated[Signed, page_of(Right.SEE_CASE, of_case=True, bare=True)]) -> Response:
    """How far each notice is, for the page that shows them."""
    async with at.ctx.db.read() as session:
        case = await case_queries.see(session, at.who, numbered(case_no))
        found = await journal_queries.notices_of(session, case.id)
    said = labels("notice_state")
    return JSONResponse({str(n.id): [n.state, said.get(n.state, "")] for n in found})


@router.get("/{case_no}/close")
async def closing(
    case_no: str,
    at: Annotated[Signed, page_of(Right.SEE_CASE, of_case=True, bare=True)],
    version: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """The form to close, once the reply was delivered; 204 until then. Where anything else has happened since the
    version that was read, a link to the page as it is now: nobody closes over words they have not seen."""
    number = numbered(case_no)
    async with at.ctx.db.read() as session:
        case = await case_queries.see(session, at.who, number)
        found = await journal_queries.notices_of(session, case.id)
        last = next((n for n in reversed(found) if NoticeKind(n.kind).row.replies), None)
        if case.version == version and (last is None or NoticeState(last.state) not in OVER):
            return Response(status_code=204)
        sheet = await sheets.sheet(session, at.ctx, at.who, number)
        here = await half_written.at_place(session, at.ctx, at.who, drafts.of_case(number))
    return render(
        "closing.html", at=at, sheet=sheet, key=secrets.token_hex(8), was=drafts.written(Outcome(), here),
        changed=sheet.view.version != version or "close" not in sheet.offers, form="", words="",
        carried=walk.carried(at),
    )  # fmt: skip
