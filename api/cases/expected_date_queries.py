"""SQL of how long answers took."""

from datetime import datetime, timedelta

from sqlalchemy import false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.clock import local_date
from models.law.duties import About, Duty
from models.tables import Case, Obligation, Topic

YEAR = timedelta(days=365)
MOST = 5000


async def took(session: AsyncSession, topic: str, now: datetime) -> list[int]:
    """Days from registration to the delivered answer: of the newest answers of the last year, those of the topic."""
    o = Obligation
    newest = (
        select(o.case_id, o.met_at)
        .where(o.key == Duty.HANDLE.value, o.about == About.MATTER.value, o.met_at > now - YEAR, o.met_at <= now)
        .order_by(o.met_at.desc())
        .limit(MOST)  # before the topic: else every answer of the year is looked at for it
        .subquery()
    )
    statement = select(Case.registered_at, newest.c.met_at).join(newest, newest.c.case_id == Case.id)
    statement = statement.where(Case.restricted.is_(false())).order_by(newest.c.met_at.desc())
    if topic:
        statement = statement.join(Topic, Topic.id == Case.topic_id).where(func.substr(Topic.code, 1, 2) == topic)
    rows = await session.execute(statement)
    return [(local_date(met) - local_date(registered)).days for registered, met in rows if met is not None]
