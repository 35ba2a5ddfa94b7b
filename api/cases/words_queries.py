"""SQL of the originals, from behind the wall for restricted cases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from models.keys import Keys
from models.tables import Accusation, Case, CaseWords


async def words_of(session: AsyncSession, case: Case) -> Sequence[CaseWords | Accusation]:
    """The original in order; from behind the wall when the case is restricted."""
    words: Any = Accusation if case.restricted else CaseWords
    statement = select(words).options(joinedload(words.attachment)).where(words.case_id == case.id).order_by(words.seq)
    found: Sequence[CaseWords | Accusation] = (await session.scalars(statement)).all()
    return found


async def first_words(session: AsyncSession, cases: Sequence[Case]) -> dict[int, bytes]:
    """The first sealed words of each case, for excerpts."""
    found: dict[int, bytes] = {}
    for words, restricted in ((CaseWords, False), (Accusation, True)):
        ids = [c.id for c in cases if c.restricted is restricted]
        if not ids:
            continue
        rows = await session.execute(
            select(words.case_id, words.body_sealed)
            .where(words.case_id.in_(ids), words.body_sealed.is_not(None), words.attachment_id.is_(None))
            .order_by(words.case_id, words.seq)
        )
        for case_id, body in rows:
            found.setdefault(case_id, body or b"")
    return found


async def move_words(session: AsyncSession, keys: Keys, case_id: int, purpose: str, walled: str) -> None:
    """Seals the original anew behind the wall and empties it where it stood; the digests stay and prove it the same."""
    rows = (await session.scalars(select(CaseWords).where(CaseWords.case_id == case_id))).all()
    for w in rows:
        body = keys.seal(keys.unseal(w.body_sealed, purpose), walled) if w.body_sealed is not None else None
        copy = Accusation(case_id=case_id, seq=w.seq, body_sealed=body, digest=w.digest, said_at=w.said_at)
        copy.attachment_id = w.attachment_id
        session.add(copy)
    await session.flush()
    await session.execute(update(CaseWords).where(CaseWords.case_id == case_id).values(body_sealed=None))
