"""The original: what a resident said, word for word, sealed and in order; an accusation's behind the wall."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.errors import Unprocessable
from api.files import queries as files_queries
from models.tables import Accusation, Attachment, Case, CaseWords
from models.wire import Part

WORDS = "words"
WALLED = "accusation"
"""What the words of a case are sealed for."""


async def keep_words(
    session: AsyncSession, ctx: Context, case: Case, parts: list[Part], at: datetime, first: int = 1
) -> None:
    """Seals later parts behind the case's original, in order; attached files become the case's.

    Unprocessable if a file is unknown or belongs to another case.
    """
    if any(part.text is not None for part in parts):
        case.to_write_up = False
    session.add_all(sealed(ctx, case, parts, at, await taken(session, case.id, parts), first))
    await session.flush()


async def taken(session: AsyncSession, case_id: int, parts: Sequence[Part]) -> dict[str, Attachment]:
    """The files among the parts, which are the case's from now on. Unprocessable as `keep_words` says."""
    wanted = [p.file for p in parts if p.file]
    files = await files_queries.free_attachments(session, wanted) if wanted else {}
    if missing := [f for f in wanted if f not in files]:
        raise Unprocessable(f"no such file waiting to be attached: {missing[0]}", field="parts")
    for file in files.values():
        file.case_id = case_id
    return files


def sealed(
    ctx: Context, case: Case, parts: Sequence[Part], at: datetime, files: dict[str, Attachment], first: int = 1
) -> list[CaseWords | Accusation]:
    """The rows of the parts, not yet written."""
    table, purpose = (Accusation, WALLED) if case.restricted else (CaseWords, WORDS)
    rows: list[CaseWords | Accusation] = []
    for seq, part in enumerate(parts, first):
        file = files.get(part.file) if part.file else None
        rows.append(
            table(
                case_id=case.id,
                seq=seq,
                body_sealed=ctx.keys.seal(part.text, purpose) if part.text is not None else None,
                digest=file.sha256 if file else text_digest(part.text or ""),
                said_at=at,
                attachment_id=file.id if file else None,
            )
        )
    return rows


def text_digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
