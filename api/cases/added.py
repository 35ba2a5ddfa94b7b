"""Files that staff add to a case: each belongs to the event it came with, whose digest covers it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Unprocessable
from api.files import described, queries
from models.law.facts import Facts
from models.tables import Attachment, CaseEvent
from models.wire import NoticeFile


async def wanted(session: AsyncSession, tokens: Sequence[str]) -> list[Attachment]:
    """The files of these names, each once, in their order. Unprocessable if one is unknown or belongs to something."""
    found = await queries.free_attachments(session, list(tokens)) if tokens else {}
    if missing := [t for t in tokens if t not in found]:
        raise Unprocessable(f"no such file waiting to be added: {missing[0]}", field="files")
    return [found[t] for t in dict.fromkeys(tokens)]


def named(files: Sequence[Attachment]) -> Facts:
    """What the event, and the notice of it, say of the files."""
    return {"files": [f.sha256 for f in files]} if files else {}


async def belong(session: AsyncSession, files: Sequence[Attachment], event: CaseEvent) -> None:
    """The files are the event's from now on."""
    for file in files:
        file.case_id, file.event_seq = event.case_id, event.seq
    await session.flush()


async def loose(session: AsyncSession, event: CaseEvent) -> list[str]:
    """The event was taken back, and its files wait again: their names."""
    found = await queries.of_events(session, event.case_id, event.seq) if event.facts.get("files") else []
    for file in found:
        file.case_id = file.event_seq = None
    return [f.token for f in found]


def sent(ctx: Context, files: Sequence[Attachment]) -> list[NoticeFile]:
    """As the resident's chat gets them."""
    return [
        NoticeFile(
            file=f.token, type=described.shown_as(f) or f.media_type, size=f.size, name=described.called(ctx, f)
        )
        for f in files
    ]  # fmt: skip
