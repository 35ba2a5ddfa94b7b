"""Many cases of one chat on one day: the desk is asked to look for duplicates."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import register_queries
from models.law.tasks import TaskKind
from models.tables import Case, Task


async def tell(session: AsyncSession, case: Case, since: datetime, now: datetime) -> None:
    """One task a day for each chat: the clerk looks for duplicates. Nothing is held back for it."""
    if case.channel_id is None or await register_queries.many_told(session, case.channel_id, case.restricted, since):
        return
    count = await register_queries.filed_since(session, case.channel_id, since)
    session.add(
        Task(
            kind=TaskKind.MANY_CASES, unit_id=case.lead_unit_id, case_id=case.id, channel_id=case.channel_id,
            facts={"count": count}, opened_at=now,
        )
    )  # fmt: skip
